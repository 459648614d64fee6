"""``handover source draft``: a registration that is proposed for an unknown file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.initiatives import RECORDS
from handover.cli.parameters import Word
from handover.cli.progress import doing
from handover.cli.screen import Screen, in_short, printable
from handover.cli.tables import print_table
from handover.errors import WorkspaceError

if TYPE_CHECKING:
    from handover.records import RecordKind
    from handover.sources.drafting.draft import Draft

_LONGEST_COLUMN: Final = 50
_LONGEST_EXAMPLE: Final = 30


@command(name="draft", example="handover source draft records/lessons.xlsx --into sources.yaml")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="What the source is to be called; without it, as the file is.")
@click.option("--records", type=Word(tuple(RECORDS)), help="What one row is; without it, that is found out.")
@click.option(
    "--into", metavar="FILE", type=click.Path(path_type=Path), help="Put the draft behind the sources in this file."
)
def draft_command(frame: Frame, file: Path, name: str | None, records: str | None, into: Path | None) -> Result:
    """Look at an unknown FILE and propose a registration for it: what each column becomes, how surely, and why.

    Nothing is registered: correct the draft in sources.yaml, then apply and check it. No workspace is needed.
    """
    from handover.jobs.draft import add_draft, draft_source
    from handover.sources.drafting.written import as_yaml

    with doing(f"Looking at {file.name}"):
        draft = draft_source(file, name, cast("RecordKind | None", records), beside=_beside(frame, into))
    if into is not None:
        add_draft(draft, into)
    written = as_yaml(draft)
    data = {**_data(draft), "yaml": written, "into": str(into) if into else None}
    return Result(data, lambda screen: _show(screen, draft, written, into))


def _beside(frame: Frame, into: Path | None) -> Path | None:
    """The folder from which the location is seen: of the file that the draft goes into, else the workspace."""
    if into is not None:
        return into.resolve().parent
    try:
        return frame.folder
    except WorkspaceError:
        if frame.asked is not None:
            raise
        return None


def _data(draft: "Draft") -> dict[str, Any]:
    from handover.sources.drafting.guessing import in_words

    return {
        "source": draft.name,
        "file": draft.file,
        "rows": draft.rows,
        "whole_file": draft.is_whole,
        "record_kind": draft.records,
        "confidence": round(draft.records_confidence, 2),
        "facts": dict(draft.facts),
        "key": {"columns": draft.key, "confidence": round(draft.key_confidence, 2), "why": draft.key_why},
        "columns": [
            {
                "column": one.column,
                "becomes": one.becomes,
                "confidence": round(one.confidence, 2),
                "in_words": in_words(one.confidence),
                "why": one.why,
                "example": one.example,
                "runner_up": one.runner_up.field if one.runner_up else None,
            }
            for one in draft.columns
        ],
        "fields": [
            {
                "field": one.field,
                "rule": one.rule,
                "confidence": round(one.confidence, 2),
                "why": one.why,
                "notes": one.notes,
            }
            for one in draft.fields
        ],
        "registration": draft.registration,
    }


def _show(screen: Screen, draft: "Draft", written: str, into: Path | None) -> None:
    from handover.sources.drafting.written import looked_at, percent
    from handover.sources.registering.fields import KIND_WORDS

    screen.print(
        f"Looked at {looked_at(draft)} of {draft.file}. Each is {KIND_WORDS[draft.records]}:"
        f" {percent(draft.records_confidence)}."
    )
    screen.print()
    print_table(
        screen,
        ("column", "becomes", "confidence", "why", "for example"),
        [
            (
                in_short(one.column, _LONGEST_COLUMN),
                " + ".join(one.becomes) or "nothing",
                percent(one.confidence),
                one.why,
                in_short(" ".join(one.example.split()), _LONGEST_EXAMPLE),
            )
            for one in draft.columns
        ],
        text=frozenset({0, 3, 4}),
    )
    screen.print()
    for line in written.splitlines():
        # A line of YAML that is broken would say something else.
        screen.print_line(printable(line))
    screen.print()
    if into is None:
        screen.print("Nothing was written. To put the draft into a file, add: --into sources.yaml")
    else:
        screen.print(f"The draft is in {into} now. Correct it there, then:")
        screen.print(f"  handover source apply {into}")
        screen.print(f"  handover source check {draft.name}")
