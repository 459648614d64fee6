"""What a person sees when something goes wrong, and what a program sees. Never a traceback."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click
from click.exceptions import NoArgsIsHelpError

from handover.cli.screen import Screen, in_short
from handover.cli.statuses import BAD_INPUT, OUR_OWN_FAULT, STOPPED
from handover.errors import BatchRefused, HandoverError, RegistrationError
from handover.wording import listed

_MOST_MISTAKES: Final = 30
_MOST_ROWS: Final = 10  # of one mistake
_LONGEST: Final = 2_000  # characters of one sentence


class OwnFault(Exception):
    """Something went wrong in Handover itself; ``log`` is where its traceback is."""

    def __init__(self, error: Exception, log: Path) -> None:
        super().__init__(f"Something went wrong in Handover itself: {type(error).__name__}.")
        self.log = log


def tell(error: BaseException, *, as_json: bool) -> int:
    """Say what went wrong on stderr, and as one JSON document on stdout; returns the exit status."""
    screen = Screen(stderr=True)
    said, status = _said(error)
    if isinstance(error, NoArgsIsHelpError) and error.ctx and not as_json:
        screen.print_line(error.ctx.get_help())
    elif isinstance(error, RegistrationError):
        _tell_mistakes(error, [str(one) for one in error.mistakes], screen)
    elif isinstance(error, BatchRefused):
        _tell_mistakes(error, _by_cause(error), screen)
    else:
        screen.print(in_short(said["sentence"], _LONGEST))
        if said["where"] and said["where"] not in said["sentence"]:
            screen.print(f"Where: {said['where']}")
        if said["what_to_do"]:
            screen.print(said["what_to_do"])
    if as_json:
        from handover.cli.json_form import as_document

        click.echo(as_document({"error": said}), nl=False)
    return status


def _said(error: BaseException) -> tuple[dict[str, Any], int]:
    """The one shape of an error for programs, and the exit status."""
    if isinstance(error, RegistrationError):
        mistakes = [{"line": one.line, "key": one.key, "sentence": one.sentence} for one in error.mistakes]
        return {**error.as_json(), "mistakes": mistakes}, error.exit_status
    if isinstance(error, BatchRefused):
        rows = [{"row": one.row, "sentence": one.sentence, "what_to_do": one.what_to_do} for one in error.mistakes]
        return {**error.as_json(), "mistakes": rows}, error.exit_status
    if isinstance(error, HandoverError):
        return dict(error.as_json()), error.exit_status
    if isinstance(error, click.ClickException):
        from handover.cli.usage import explained

        sentence, what_to_do = explained(error)
        return _shape("usage", sentence, what_to_do=what_to_do), BAD_INPUT
    if isinstance(error, OwnFault):
        return _shape("fault", str(error), str(error.log), "Send that log to whoever looks after Handover."), (
            OUR_OWN_FAULT
        )
    sentence = "Stopped. What was under way was not kept."
    return _shape("stopped", sentence, what_to_do="Give the same command again to go on."), STOPPED


def _shape(code: str, sentence: str, where: str | None = None, what_to_do: str | None = None) -> dict[str, Any]:
    return {"code": code, "sentence": sentence, "where": where, "what_to_do": what_to_do}


def _tell_mistakes(error: HandoverError, mistakes: Sequence[str], screen: Screen) -> None:
    screen.print(f"{Path(error.where or '').name} cannot be used:")
    for mistake in mistakes[:_MOST_MISTAKES]:
        screen.print(f"  {in_short(mistake, _LONGEST)}")
    if len(mistakes) > _MOST_MISTAKES:
        screen.print(f"  … and {len(mistakes) - _MOST_MISTAKES:,} more.")
    if error.what_to_do:
        screen.print(error.what_to_do)


def _by_cause(error: BatchRefused) -> list[str]:
    """The mistakes of a list, each told once with all the rows that have it."""
    rows: dict[tuple[str, str | None], list[int]] = {}
    for one in error.mistakes:
        rows.setdefault((one.sentence, one.what_to_do), []).append(one.row)
    return [
        " ".join(
            part
            for part in (
                f"{'Row' if len(those) == 1 else 'Rows'} {listed(map(str, those), most=_MOST_ROWS)}: {sentence}",
                what_to_do,
            )
            if part
        )
        for (sentence, what_to_do), those in rows.items()
    ]
