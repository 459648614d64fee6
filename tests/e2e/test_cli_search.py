"""Searching, and precedents, as they are typed: what is seen, and what is refused."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Command, everything_in
from tests.e2e.test_cli_bad_files import rows

BAD = rows("Searching")
BRIDGE, TUNNEL = "Harbour Bridge", "Harbour Tunnel"
AFTER = ("--on", "2024-06-01", "--as", "Jo Hill", "--new", "body")
RENAME = ("succession", "record", "rename", "--from", TUNNEL, "--to", BRIDGE, "--on", "2024-05-01", "--as", "Jo Hill")

# What is typed, and (in the table of the page) what is seen.
TYPED: dict[str, tuple[str, ...]] = {
    "nothing to search for": ("search", " "),
    "signs and pictures only": ("search", '🙂 (*) ""'),
    "a whole document": ("search", "crane " * 1_000),
    "a family that nobody knows": ("search", "crane", "--initiative", "Harbour Bridg"),
    "a kind that there is not": ("search", "crane", "--kind", "lessons"),
    "a day that is none": ("search", "crane", "--on", "31/02/2024"),
    "precedents of what nobody knows": ("precedents", "Harbour Ferry"),
}


@pytest.mark.parametrize("what", TYPED)
def test_what_cannot_be_is_told_and_changes_nothing(handover: Command, gathered: Path, what: str) -> None:
    held = everything_in(gathered)
    ended = handover(*TYPED[what])
    assert (ended.status, ended.out) == (2, "")
    assert BAD[what] in ended.err
    assert everything_in(gathered) == held


def test_every_bad_input_of_the_page_is_tried() -> None:
    assert BAD.keys() == TYPED.keys()


def test_a_hit_is_told_with_its_words_and_its_place(handover: Command, gathered: Path) -> None:
    assert handover("search", "CRANES").out == (
        "1. Ask the port first\n"
        "   A lesson of “Harbour Bridge”, 3 February 2024.\n"
        "   “The crane stood in the way”\n"
        "   From lessons: lessons.csv, row 2.\n"
    )


def test_nothing_is_said_to_be_nothing_and_near_words_are_offered(handover: Command, gathered: Path) -> None:
    ended = handover("search", "fishermens crain")
    assert ended.status == 0
    assert "No record at all has “crain”." in ended.out
    ended = handover("search", "timetabel")
    assert (
        ended.out == "Nothing was found for “timetabel”.\nNo record at all has “timetabel”. Did you mean “timetable”?\n"
    )
    told = handover("search", "crane", "--initiative", TUNNEL).out
    assert told == f"Nothing was found in the family of “{TUNNEL}” (1 initiative) for “crane”.\n"


def test_the_lessons_of_one_are_found_from_the_other(handover: Command, gathered: Path) -> None:
    assert handover(*RENAME).status == 0
    told = handover("search", "fishermen", "--initiative", BRIDGE).out
    assert f"   “{TUNNEL}” was renamed “{BRIDGE}” on 1 May 2024.\n" in told
    # The name of one leads to the others, also where they share no word with it.
    assert handover("succession", "record", "rename", "--from", BRIDGE, "--to", "Quay", *AFTER).status == 0
    named = handover("search", "Quay").out
    assert "“Quay” is the name of an initiative. Lessons of its family:" in named
    assert "Ask the fishermen" in named


def test_more_are_shown_on_demand(handover: Command, gathered: Path) -> None:
    told = handover("search", "ask", "--most", "1").out
    assert told.endswith("There are more. See them with: --most 5\n")
    assert handover("search", "ask", "--most", "5").out.count("From lessons") == 2


def test_precedents_are_told_with_why_and_whom_to_ask(handover: Command, gathered: Path) -> None:
    reason = "Ask the port, so that no crane stands in the way of the lorries"
    assert handover("start", "River Crossing", "--on", "2025-01-01", "--reason", reason, "--later").status == 0
    told = handover("precedents", "River Crossing").out
    assert "Most like “River Crossing”:\n  “Harbour Bridge”: Its records speak of" in told
    assert "    - Ask the port first (lessons, row 2)\n" in told
    assert "    Ask Ada Lim, Director, ada.lim@example.org.\n" in told
    assert handover(*RENAME).status == 0
    inherits = handover("precedents", BRIDGE).out
    assert f"“{BRIDGE}” inherits from:\n  “{TUNNEL}”: “{TUNNEL}” was renamed “{BRIDGE}” on 1 May 2024.\n" in inherits


def test_what_is_like_nothing_is_said_to_be(handover: Command, gathered: Path) -> None:
    handover("initiative", "add", "Quantum")
    assert handover("precedents", "Quantum").out == "Nothing that was gathered is like “Quantum”.\n"
