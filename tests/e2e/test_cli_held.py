"""What is held, as the people of a programme office meet it: told everywhere, looked at, released or discarded."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from handover.cli.statuses import BAD_INPUT, DONE, FELL_SHORT, HELD
from tests.e2e.conftest import CLOSURE, Command, Ended, everything_in
from tests.e2e.test_cli import squeezed
from tests.e2e.test_cli_bad_files import rows, says

WHO = ("--as", "Jo Hill", "--because", "The project was wound up.")
REGISTRATION = """\
sources:
  posts:
    title: Senior posts
    location: posts.csv
    records: contact
    key: Post
    map: { initiative: Body, name: Name, role: Role }
"""
ROLES = 30


def posts(*names: str) -> str:
    rows = [f"P{number},Harbour Board,{name},Role {number}" for number, name in enumerate(names, 1)]
    return "\n".join(("Post,Body,Name,Role", *rows, ""))


BEFORE = ("Ada Lim", "Bea Orr", "", *["'N/D'"] * (ROLES - 3))
AFTER = ("Cy Fox", "Bea Orr", "Vacant", *["N/D"] * (ROLES - 3))


@pytest.fixture
def recoded(gathered: Path, handover: Command) -> Ended:
    """A list in which one word is written another way, but for two cells; as “handover gather” tells it."""
    Path("posts.yaml").write_text(REGISTRATION)
    assert handover("source", "apply", "posts.yaml").status == DONE
    Path("posts.csv").write_text(posts(*BEFORE))
    assert handover("gather", "posts").status == DONE
    Path("posts.csv").write_text(posts(*AFTER))
    return handover("gather", "posts")


def test_gathering_tells_what_is_held_and_ends_with_a_status_of_its_own(recoded: Ended, handover: Command) -> None:
    assert (recoded.status, recoded.err) == (HELD, "")
    assert "posts – – – – – –\n" in squeezed(recoded.out)
    assert (
        "posts: what it brought looks wrong. It is held as gathering 4, and nothing of it counts. "
        "29 of 30 values of “Name” differ: in 27 only the word that stands for no value changed "
        "('N/D' → N/D: 27 times); 2 really changed: 1 to another value, 1 to another reason why there is none. "
        "To look at it: handover held show 4\n"
    ) in recoded.out
    again = handover("gather", "posts")
    assert (again.status, again.out) == (HELD, recoded.out)
    everything = handover("gather")
    assert everything.status == HELD
    assert "contacts 2 0 0 2 0 0\n" in squeezed(everything.out), "the others are gathered"


def test_every_overview_names_it(recoded: Ended, handover: Command) -> None:
    listed = handover("source", "list")
    assert listed.status == DONE
    assert "posts: what it brought looks wrong and is held. See: handover held show 4\n" in listed.out
    checked = handover("doctor")
    assert checked.status == HELD
    assert "held gatherings HELD 4 (posts). See: handover held list\n" in squeezed(checked.out)
    assert "Something needs attention.\n" in checked.out
    closed = handover(*CLOSURE)
    assert "What posts brought looks wrong and is held: 29 of 30 values of “Name” differ" in closed.out
    opened = handover("dossier", "open", "1", "--form", "json").out.strip()
    gaps = {gap["code"] for gap in json.loads(Path(opened).read_bytes())["gaps"]}
    assert "source-held" in gaps


SHOWN = {
    "the initiatives": ("initiative", "list"),
    "an initiative": ("initiative", "show", "Harbour Bridge"),
    "the transitions": ("transitions", "list"),
    "a transition": ("transitions", "show", "1"),
    "the dossiers": ("dossier", "list"),
}


def test_whatever_shows_what_is_known_says_what_it_is_without(recoded: Ended, handover: Command) -> None:
    line = "\nHeld, and not counted in here: gathering 4 (posts). See: handover held list\n"
    empty = ("transitions", "list"), ("dossier", "list")
    assert all(handover(*arguments).out.endswith(line) for arguments in empty)
    handover(*CLOSURE)
    for arguments in SHOWN.values():
        ended = handover(*arguments)
        assert (ended.status, ended.out.count(line)) == (DONE, 1), arguments
        assert handover(*arguments, "--json").data["held"] == [4]
    assert handover("held", "discard", "4", *WHO).status == DONE
    for arguments in SHOWN.values():
        assert "Held," not in handover(*arguments).out
        assert handover(*arguments, "--json").data["held"] == []


def test_every_page_of_a_dossier_that_was_compiled_meanwhile_says_it(recoded: Ended, handover: Command) -> None:
    handover(*CLOSURE)
    file = handover("dossier", "open", "1").out.strip()
    sheets = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(file).pages]
    assert all("what “Senior posts” brought last, which looks wrong." in sheet for sheet in sheets)
    assert handover("held", "discard", "4", *WHO).status == DONE
    handover("close", "Harbour Tunnel", *CLOSURE[2:])
    file = handover("dossier", "open", "2").out.strip()
    assert not any("Held, and not in here" in sheet.extract_text() for sheet in PdfReader(file).pages)


def test_what_really_changed_is_shown_apart_from_what_is_only_written_otherwise(
    recoded: Ended, handover: Command
) -> None:
    listed = handover("held", "list")
    assert "4 posts 20" in squeezed(listed.out)
    assert "waits for a person 29 of 30 values of “Name” differ" in squeezed(listed.out)
    shown = handover("held", "show", "4")
    assert (shown.status, shown.err) == (DONE, "")
    lines = [line.strip() for line in squeezed(shown.out).splitlines()]
    for line in (
        "It looks wrong and is held: nothing of it counts.",
        "Of name, 1 really changed, to another value:",
        "P1 Ada Lim Cy Fox",
        "Of name, 1 really changed, to another reason why there is none:",
        "P3 (blank) Vacant",
        "Of name, 27 are only written another way:",
        "'N/D' N/D 27",
        "If it is released, of 30 seen: 0 new, 29 changed, 1 unchanged, 0 rejected; and 0 vanish.",
        'handover held release 4 --as NAME --because "…"',
        'handover held discard 4 --as NAME --because "…"',
    ):
        assert line in lines


def test_of_a_series_only_the_file_that_looks_wrong_is_held(gathered: Path, handover: Command) -> None:
    registration = REGISTRATION.replace("posts.csv", 'lists/*.csv\n    series: "%Y-%m-%d"')
    deputy = "{ records: contact, map: { initiative: Body, name: Name, role: { constant: Deputy } } }"
    also = f"    also: {{ deputy: {deputy} }}\n"
    Path("posts.yaml").write_text(registration + also)
    assert handover("source", "apply", "posts.yaml").status == DONE
    Path("lists").mkdir()
    Path("lists/2025-03-31.csv").write_text(posts("Ada Lim"))
    Path("lists/2025-09-30.csv").write_text(posts(*["Bea Orr"] * ROLES))
    checked = handover("source", "check", "posts")
    assert "60 rows seen, each counted for every record that it makes: 60 records, none rejected." in checked.out
    ended = handover("gather", "posts")
    assert ended.status == HELD
    assert "posts 60 60 0 0 0 0\n" in squeezed(ended.out)
    assert "posts: some of what it brought looks wrong. That is held as gathering 3, and nothing" in ended.out
    assert "of its series were gathered" not in ended.out, "only one was"
    shown = handover("held", "show", "3").out
    assert "It brought lists/2025-03-31.csv, dated 2025-03-31.\n" in shown
    assert "Newer content of the source was taken since, so it cannot count any more." in shown
    assert "release" not in shown
    Path("lists/2026-03-31.csv").write_text(posts("Cy Fox"))
    assert "It is held as gathering 5, and nothing of it counts." in handover("gather", "posts").out
    assert handover("held", "list").out.endswith("To look at one: handover held show 5\n")


def test_released_it_counts(recoded: Ended, handover: Command) -> None:
    released = handover("held", "release", "4", *WHO)
    assert released.status == DONE
    assert released.out == (
        "Gathering 4 of posts is released, and counts as gathering 5.\n"
        "30 seen: 0 new, 29 changed, 1 unchanged, 0 vanished, 0 rejected.\n"
    )
    again = handover("held", "release", "4", "--as", "Somebody", "--because", "Again.")
    assert (again.status, again.out) == (
        DONE,
        "Gathering 4 was released already, by Jo Hill; nothing was changed.\n",
    )
    assert handover("held", "list").out == "Nothing is held.\n"
    assert "4 posts " in handover("held", "list", "--all").out.replace("  ", " ").strip()
    shown = handover("held", "show", "4").out
    assert "It looked wrong, and was released by Jo Hill on 20" in shown
    assert "The project was wound up." in shown
    assert handover("gather", "posts").status == DONE
    assert handover("doctor").status == DONE


def test_discarded_it_never_counts(recoded: Ended, handover: Command) -> None:
    discarded = handover("held", "discard", "4", *WHO)
    assert (discarded.status, discarded.out) == (
        DONE,
        "Gathering 4 of posts is discarded: it never counts, and its copy is removed.\n",
    )
    again = handover("gather", "posts")
    assert again.status == FELL_SHORT
    assert "posts: it still has what was discarded as gathering 4. Nothing was taken.\n" in again.out
    refused = handover("held", "release", "4", *WHO)
    assert refused.status == BAD_INPUT
    assert "Gathering 4 was discarded by Jo Hill on " in refused.err
    assert handover("held", "discard", "4", *WHO).out.startswith("Gathering 4 was discarded already, by Jo Hill")


WRONG = {
    "a number that was never held": (("held", "show", "1"), "No gathering 1 was held."),
    "nobody": (("held", "release", "4", "--as", " ", "--because", "Why not."), "Who decides, and why, must be said."),
    "no reason": (("held", "discard", "4", "--as", "Jo"), "--because"),
    "no number": (("held", "show", "four"), "must be a whole number"),
}


@pytest.mark.parametrize(("arguments", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_asked_wrongly_changes_nothing(
    recoded: Ended, gathered: Path, handover: Command, arguments: tuple[str, ...], sentence: str
) -> None:
    before = everything_in(gathered)
    ended = handover(*arguments)
    assert ended.status == BAD_INPUT
    assert sentence in ended.err
    assert everything_in(gathered) == before


def test_for_programs(recoded: Ended, handover: Command) -> None:
    (gathering,) = handover("gather", "posts", "--json").data["gatherings"]
    assert (gathering["held"], gathering["discarded"], gathering["notes"], gathering["seen"]) == ([4], [], [], 0)
    assert [doubt["code"] for doubt in gathering["doubts"]] == ["convention-changed"]
    (held,) = handover("held", "list", "--json").data["held"]
    assert held == handover("held", "show", "4", "--json").data["held"]
    assert (held["number"], held["state"], held["files"]) == (4, "held", ["posts.csv"])
    assert held["counts"]["changed"] == 29
    (field,) = held["doubts"][0]["figures"]["fields"]
    assert field["pairs"] == [{"old": "'N/D'", "new": "N/D", "count": 27}]
    (source,) = [one for one in handover("source", "list", "--json").data["sources"] if one["name"] == "posts"]
    assert source["held"] == [4]
    decided = handover("held", "release", "4", *WHO, "--json").data
    assert (decided["already"], decided["taken_as"], decided["held"]["state"]) == (False, 5, "released")


def test_what_is_new_and_may_be_is_told(gathered: Path, handover: Command) -> None:
    text = Path("contacts.csv").read_text()
    header, *rows = text.splitlines()
    Path("contacts.csv").write_text("\n".join((f"{header},Room", *(f"{row},1" for row in rows), "")))
    ended = handover("gather", "contacts")
    assert ended.status == DONE
    assert "contacts: New since the gathering before: column “Room”.\n" in ended.out


HEADER = "Ref,Programme,Title,Event,Recorded,Remark\n"
NOW = datetime.now(UTC)


def lessons(
    count: int, *, first: int = 0, header: str = HEADER, line: str = "L{n},Bridge,Lesson {n},It fell,01/02/2024,x"
) -> str:
    return header + "".join(f"{line.format(n=number)}\n" for number in range(first, first + count))


# What is added to the registration, what the file has then, and how many days ago it was written.
LOOKS_WRONG: dict[str, tuple[str, str, int]] = {
    "a file that has lost all of its rows": ("", HEADER, 0),
    "a file that is cut off between two rows": ("", lessons(16), 0),
    "fewer rows than were declared": ("    guards: { at_least: 40 }\n", lessons(39), 0),
    "a column that is written another way": ("", lessons(40).replace("Lesson", "LESSON"), 0),
    "a column that is blank all at once": ("", lessons(40).replace("It fell", ""), 0),
    "keys that are written another way": ("", lessons(40).replace("\nL", "\nHB-00"), 0),
    "a key that is not unique any more": ("", lessons(40) + lessons(5, header=""), 0),
    "many more rows that cannot become records": (
        "",
        lessons(30) + lessons(10, first=30, header="").replace("01/02", "31/02"),
        0,
    ),
    "a column that is gone": ("", lessons(40).replace(",Remark\n", "\n").replace(",x\n", "\n"), 0),
    "a new column, where columns are frozen": (
        "    contract: { new_columns: freeze }\n",
        lessons(40).replace(",Remark\n", ",Remark,Owner\n").replace(",x\n", ",x,Jo\n"),
        0,
    ),
    "dates of what happened that are still to come": ("", lessons(40).replace("2024", str(NOW.year + 2)), 0),
    "a file that is older than the one before": ("", lessons(41), 1),
    "a file that is older than its cadence allows": (
        "    cadence: monthly\n    guards: { off: [older] }\n",
        lessons(41),
        80,
    ),
}


def test_everything_that_looks_wrong_is_in_the_docs_and_tried() -> None:
    assert list(rows("Files that look wrong")) == list(LOOKS_WRONG)


@pytest.mark.parametrize("case", LOOKS_WRONG)
def test_a_file_that_looks_wrong(case: str, empty: Path, handover: Command) -> None:
    declared, then, days = LOOKS_WRONG[case]
    assert handover("init", ".").status == DONE
    Path("sources.yaml").write_text(
        "sources:\n  lessons:\n    title: Lessons log\n    location: lessons.csv\n    records: lesson\n    key: Ref\n"
        "    map:\n      initiative: Programme\n      title: Title\n      what_happened: Event\n"
        f'      recorded_on: {{ column: Recorded, date: "%d/%m/%Y" }}\n{declared}'
    )
    Path("lessons.csv").write_text(lessons(40))
    assert handover("source", "apply").status == DONE
    assert handover("gather").status == DONE
    Path("lessons.csv").write_text(then)
    if days:
        at = (NOW - timedelta(days=days)).timestamp()
        os.utime("lessons.csv", (at, at))
    held = handover("gather")
    assert held.status == HELD
    assert says(held.out, rows("Files that look wrong")[case])
    assert "Known: 40 lessons." in handover("initiative", "show", "Bridge").out
    assert handover("held", "release", "2", *WHO).status in (DONE, FELL_SHORT)
    assert handover("held", "list").out == "Nothing is held.\n"
