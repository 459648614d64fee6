"""``handover dossier gaps`` and ``handover dossier waive``: what a dossier has and lacks, and who accepts that."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.options import deciding
from handover.cli.screen import Screen, moment
from handover.cli.tables import print_table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from handover.dossier.expectations.model import Completeness, Expected
    from handover.dossier.model import Dossier
    from handover.jobs.waiving import Waived

_STANDINGS: Final = {
    "met": "met",
    "partly-met": "met in part",
    "missing": "missing",
    "stale": "stale",
    "contradicted": "contradicted",
    "held": "held",
    "rejected": "rejected",
}
_WHICH: Final = "DOSSIER"


@command(name="gaps", example="handover dossier gaps 1")
@click.argument("which", metavar=_WHICH)
def gaps_command(frame: Frame, which: str) -> Result:
    """Show how complete a dossier is: what is expected of it, what of that it has, and its gaps.

    DOSSIER is the number of a sealed one, or a reference like HO-0001: then it is shown as it would be compiled now,
    and nothing is sealed.
    """
    from handover.jobs.waiving import looked_at

    with frame.office() as office:
        found, sealed = looked_at(office, which)

    def show(screen: Screen) -> None:
        version = f"version {found.version}, as it was sealed" if sealed else "as it would be compiled now"
        screen.print(f"{found.reference}, {found.title}, {version}.")
        if found.completeness is None:
            screen.print("It was sealed before expectations were declared; compiled again, it says what it meets.")
        else:
            _show_completeness(screen, found.completeness)
        _show_gaps(screen, found)

    data: dict[str, Any] = {
        "reference": found.reference,
        "version": found.version,
        "sealed": sealed,
        "completeness": found.completeness.model_dump(mode="json") if found.completeness else None,
        "gaps": [gap.model_dump(mode="json") for gap in found.gaps],
    }
    return Result(data, show)


def _show_completeness(screen: Screen, found: "Completeness") -> None:
    screen.print(found.summary)
    if found.raises_most:
        screen.print()
        screen.print("What would raise that most:")
        for number, sentence in enumerate(found.raises_most, start=1):
            screen.print(f"{number}. {sentence}")
    screen.print()
    print_table(
        screen,
        ("what is expected", "how much", "how it stands", "why", "code"),
        [
            (one.sentence, one.importance, _STANDINGS[one.standing] + _waived(one), _why(one), one.code)
            for one in found.expected
        ],
        text=frozenset({0, 3}),
        longest=200,
    )
    for left in found.left_out:
        screen.print(f"The office leaves out {left.code} ({left.sentence}) {left.because}")


def _waived(one: "Expected") -> str:
    return ", waived" if one.waived else ", to be waived" if one.must_be_waived else ""


def _why(one: "Expected") -> str:
    marks = ", ".join(f"G{number}" for number in one.gaps)
    return f"{one.says} {marks}".rstrip()


def _show_gaps(screen: Screen, found: "Dossier") -> None:
    screen.print()
    if not found.gaps:
        screen.print("No gaps were found.")
        return
    print_table(
        screen,
        ("no.", "how grave", "gap", "code"),
        [
            (f"G{number}", gap.severity, f"{gap.sentence}{_by_whom(gap.waived)}", gap.code)
            for number, gap in enumerate(found.gaps, start=1)
        ],
        text=frozenset({2}),
        longest=400,
    )


def _by_whom(waived: Any) -> str:
    return f" Waived by {waived.by}: {waived.because}" if waived else ""


@command(
    name="waive",
    example='handover dossier waive 1 no-contacts --as "Jo Hill" --because "All of them retired in 2019."',
)
@click.argument("which", metavar=_WHICH)
@click.argument("code")
@click.option("--undo", is_flag=True, help="Take the waiver back instead; it is kept, and counts no more.")
@deciding
def waive_command(frame: Frame, which: str, code: str, undo: bool, by: str, because: str) -> Result:
    """Accept by name that a dossier lacks what CODE names, so that policy does not stop it for that.

    DOSSIER is the number of a sealed one, or a reference like HO-0001. CODE is that of a gap or an expectation, as
    “handover dossier gaps” shows it. The dossier still names it, with who waived it and why. The waiver counts for
    every later version of the same dossier until it is taken back.
    """
    from handover.jobs import waiving
    from handover.transitions.rules import reference

    with frame.office() as office:
        do = waiving.take_back if undo else waiving.waive
        done = do(office, which, code, by=by, because=because)
    one, of = done.waiver, done.transition

    def show(screen: Screen) -> None:
        if undo:
            screen.print(f"The waiver of {code} for {reference(of.id)} counts no more: {one.said_then}")
        else:
            screen.print(f"Waived for {reference(of.id)} by {one.by}: {code}. {one.said_then}")
        if of.state == "blocked":
            screen.print(f"The transition is stopped. To go on: handover transitions run {of.id}")
        elif of.state in {"delivered", "accepted", "done"}:
            screen.print("The dossier that was sent does not say so; a later version of it will.")

    return Result({"transition": of.id, "state": of.state, "waiver": one}, show)


def waivers_of(connection: "Connection", transition: int) -> "Sequence[Waived]":
    """Every waiver of a transition, also those that were taken back."""
    from handover.jobs import waiving

    return waiving.waivers_of(connection, transition)


def waiver_lines(waivers: "Sequence[Waived]", zone: str) -> list[str]:
    """How ``transitions show`` says who waived what, and who took it back."""
    lines = []
    for one in waivers:
        lines.append(f"Waived on {moment(one.at, zone)} by {one.by}: {one.code}, because {one.because}")
        if one.withdrawn_at is not None:
            lines.append(
                f"Taken back on {moment(one.withdrawn_at, zone)} by {one.withdrawn_by}: {one.code}, "
                f"because {one.withdrawn_because}"
            )
    return lines
