"""Rejected rows, as an administrator meets them: listed, looked at, corrected, mapped again, left, and taken back."""

import contextlib
import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from handover.cli.statuses import BAD_INPUT, DONE, FELL_SHORT
from tests.e2e.conftest import CLOSURE, LESSONS, SOURCES, Command, everything_in
from tests.e2e.test_cli import squeezed
from tests.e2e.test_cli_start import HANDOVER

WHO = ("--as", "Jo Hill", "--because", "See the minutes.")
FIX = ("rejected", "fix", "1", "--set", "Recorded=29/02/2024", *WHO)
WHY = "“Recorded” says “31/02/2024”, which is a date in no calendar."


def test_the_list_says_where_what_and_why(gathered: Path, handover: Command) -> None:
    ended = handover("rejected", "list")
    assert (ended.status, ended.err) == (DONE, "")
    lines = squeezed(ended.out).splitlines()
    assert lines[0].startswith("lessons, from lessons.csv, read 20")
    assert f" 1 3 a lesson {WHY}" in lines
    assert lines[-2:] == [
        "1 row is rejected. Reasons: 1 bad-date.",
        "To see a row whole: handover rejected show 1",
    ]
    assert handover("rejected", "list", "contacts").out == "No rows are rejected.\n"
    assert handover("source", "list").out.endswith(
        "lessons has rejected rows that nobody has seen to: handover rejected list lessons\n"
    )


def test_the_list_is_cut_where_it_is_long(gathered: Path, handover: Command) -> None:
    rows = "".join(f"M{number},Harbour Bridge,,Text,soon,\n" for number in range(70))
    (gathered / "lessons.csv").write_text(LESSONS + rows)
    (gathered / "sources.yaml").write_text(
        SOURCES.replace("    key: Ref\n", "    key: Ref\n    guards: { off: more-rejected }\n")
    )
    handover("source", "apply")
    handover("gather", "lessons")
    ended = handover("rejected", "list", "--limit", "3")
    assert "71 rows are rejected. Reasons: 71 bad-date and 70 blank.\n" in ended.out
    assert "68 of them are not shown here. For more: --limit 71\n" in ended.out
    data = handover("rejected", "list", "lessons", "--json").data
    assert (len(data["rejected"]), data["total"], data["reasons"]) == (50, 71, {"bad-date": 71, "blank": 70})


def test_a_row_is_shown_whole_with_what_can_be_done(gathered: Path, handover: Command) -> None:
    ended = handover("rejected", "show", "1")
    assert ended.status == DONE
    out = squeezed(ended.out)
    for words in (
        "Rejected row 1: row 3 of lessons.csv, which lessons is read from; read 20",
        f"It should be a lesson. {WHY}\n",
        "Recorded 31/02/2024\n",
        'handover rejected fix 1 --set "COLUMN=VALUE" --as NAME --because "…"\n',
        'handover rejected ignore 1 --as NAME --because "…"\n',
    ):
        assert words in out
    assert handover("rejected", "show", "1", "--json").data["cells"] == {
        "Ref": "L2",
        "Programme": "harbour bridge",
        "Title": "Count the lorries",
        "Event": "Nobody had counted",
        "Recorded": "31/02/2024",
        "Remark": "",
    }


def test_a_row_is_corrected_and_that_is_taken_back(gathered: Path, handover: Command) -> None:
    source = (gathered / "lessons.csv").read_bytes()
    ended = handover(*FIX)
    assert (ended.status, ended.out) == (
        DONE,
        "Rejected row 1 is now a lesson (L2).\n"
        "The correction holds for as long as lessons has that row; the source itself was not changed.\n"
        "To take it back: handover rejected undo 1\n",
    )
    assert handover("gather", "lessons").status == DONE
    assert handover("source", "check", "lessons").status == DONE
    assert "1 3 a lesson corrected “Recorded” says" in squeezed(handover("rejected", "list", "--all").out)
    shown = handover("rejected", "show", "1").out
    assert "It was corrected by hand.\n" in shown
    assert "Jo Hill corrected it: “Recorded” is “29/02/2024”, 20" in shown
    assert (gathered / "lessons.csv").read_bytes() == source

    back = handover("rejected", "undo", "1")
    assert (back.status, back.out) == (
        DONE,
        "Jo Hill's correction is taken back.\nIt is rejected row 2. See it with: handover rejected show 2\n",
    )
    assert handover("gather", "lessons").status == FELL_SHORT


def test_a_row_that_may_stay_is_nobody_s_work(gathered: Path, handover: Command) -> None:
    ended = handover("rejected", "ignore", "1", *WHO)
    assert ended.out.startswith("Rejected row 1 is ignored: row 3 of lessons.csv may stay as it is.\n")
    assert handover("gather").status == DONE
    assert "rejected" not in handover("source", "list").out.partition("location")[2]
    checked = handover("source", "check", "lessons")
    assert checked.status == DONE
    assert "4 rows seen: 3 records, 1 row rejected (1 of them ignored). Nothing was stored.\n" in checked.out
    assert f"Row 3: {WHY} Somebody said that it may stay so.\n" in checked.out
    assert handover("rejected", "list").out == (
        "No rows are rejected.\n1 more row may stay so: handover rejected list --ignored\n"
    )
    assert "1 row is ignored. Reasons: 1 bad-date.\n" in handover("rejected", "list", "--ignored").out
    again = handover("rejected", "ignore", "1", "--as", "Bo", "--because", "x")
    assert again.out.startswith("Rejected row 1 is ignored already: Jo Hill said so, because See the minutes.\n")
    assert handover(*CLOSURE).status == DONE, "and the dossier has no gap by it"


def test_a_corrected_mapping_and_the_rows_are_records(gathered: Path, handover: Command) -> None:
    (gathered / "sources.yaml").write_text(SOURCES.replace('"%d/%m/%Y"', '"%d/%m/%Y", blank: 31/02/2024'))
    handover("source", "apply")
    ended = handover("rejected", "retry", "lessons")
    assert (ended.status, ended.out) == (DONE, "lessons: of 1 rejected row, 1 became a record; 0 remain rejected.\n")
    assert handover("rejected", "retry").out == "No rows are rejected.\n"
    assert handover("gather", "lessons", "--json").data["gatherings"][0]["unchanged"] == 4


def test_what_could_not_be_read_has_to_be_put_right_at_the_source(gathered: Path, handover: Command) -> None:
    (gathered / "lessons.csv").write_text(f"{LESSONS}L7,Harbour Bridge\n")
    handover("gather", "lessons")
    ended = handover("rejected", "retry")
    assert ended.status == FELL_SHORT
    assert "lessons: of 2 rejected rows, 0 became records; 2 remain rejected.\n" in ended.out
    assert "1 row could not be read at all, whatever the mapping. Put that right at the source" in ended.out
    assert "To correct a value" not in handover("rejected", "show", "2").out


def test_the_dossier_says_what_was_corrected(gathered: Path, handover: Command) -> None:
    handover(*FIX)
    assert handover(*CLOSURE).status == DONE
    path = Path(handover("dossier", "open", "1", "--form", "json").out.rstrip("\n"))
    made = json.loads(path.read_text())
    (source,) = (one for one in made["sources"] if one["name"] == "lessons")
    (correction,) = source["corrections"]
    assert (correction["row"], correction["column"], correction["value"], correction["by"]) == (
        3,
        "Recorded",
        "29/02/2024",
        "Jo Hill",
    )
    page = Path(handover("dossier", "open", "1", "--form", "html").out.rstrip("\n")).read_text()
    assert "3, corrected by hand" in page.replace("\N{NO-BREAK SPACE}", " ")


TYPED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "a rejected row that is not there": (
        ("rejected", "show", "9"),
        "There is no rejected row 9.",
        "handover rejected list",
    ),
    "a column that the row has not": (
        ("rejected", "fix", "1", "--set", "Recordd=x", *WHO),
        "The row has no column “Recordd”. Did you mean “Recorded”",
        "It has “Ref”, “Programme”, “Title”, “Event”, “Recorded”, “Remark”.",
    ),
    "a value without a column": (
        ("rejected", "fix", "1", "--set", "2024", *WHO),
        "“2024” does not say what to put into which column.",
        'Write it like: --set "Due=2024-03-01"',
    ),
    "a value with which the row is still none": (
        ("rejected", "fix", "1", "--set", "Recorded=30/02/2024", *WHO),
        "With these values rejected row 1 would still be no record; nothing was changed. “Recorded” says “30/02/2024”",
        "Set what is named as well, or to another value.",
    ),
    "a correction of nothing": (("rejected", "fix", "1", *WHO), "needs --set", "For example:"),
    "a correction by nobody": (
        ("rejected", "fix", "1", "--set", "Recorded=29/02/2024", "--because", "x"),
        "needs --as",
        "For example:",
    ),
    "a correction for no reason": (
        ("rejected", "fix", "1", "--set", "Recorded=29/02/2024", "--as", "Jo", "--because", " "),
        "Who decides, and why, must be said.",
        "--because",
    ),
    "nothing to take back": (
        ("rejected", "undo", "1"),
        "Nobody has decided anything about rejected row 1.",
        "handover rejected show 1",
    ),
    "both lists at once": (("rejected", "list", "--all", "--ignored"), "two different lists", "one of them"),
    "a source and a row to map again": (
        ("rejected", "retry", "lessons", "1"),
        "not both at once",
        "one after the other",
    ),
    "a source that is not there": (("rejected", "retry", "lesson"), "There is no source called “lesson”.", "“lessons”"),
}


@pytest.mark.parametrize(("arguments", "sentence", "advice"), TYPED.values(), ids=TYPED)
def test_what_is_typed_wrong(
    gathered: Path, handover: Command, arguments: tuple[str, ...], sentence: str, advice: str
) -> None:
    before = everything_in(gathered)
    ended = handover(*arguments)
    assert (ended.status, ended.out) == (BAD_INPUT, "")
    assert sentence in ended.err
    assert advice in ended.err
    assert everything_in(gathered) == before


def in_a_window(arguments: list[str], folder: Path) -> str:
    """What a command writes into a terminal that is 80 columns wide."""
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [*HANDOVER, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"},
    )
    os.close(theirs)
    pieces = []
    # Where nobody holds the other end any more, Linux calls that an error.
    with contextlib.suppress(OSError):
        while piece := os.read(ours, 65_536):
            pieces.append(piece)
    os.close(ours)
    run.wait()
    return b"".join(pieces).decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    "arguments",
    [["rejected", "list"], ["rejected", "show", "1"], ["source", "check", "lessons"]],
    ids=["list", "show", "check"],
)
def test_everything_can_be_read_in_80_columns(gathered: Path, handover: Command, arguments: list[str]) -> None:
    (gathered / "lessons.csv").write_text(LESSONS.replace("Nobody had counted", "Nobody had counted them. " * 20))
    handover("gather", "lessons")
    out = in_a_window(arguments, gathered)
    assert "2024" in out
    for line in out.splitlines():
        assert len(line) <= 80 or "handover " in line, "only a command is longer, since it is copied in one piece"
