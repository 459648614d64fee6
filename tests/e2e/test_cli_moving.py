"""Staff moves and lists of them, as they are typed: recorded, followed, withdrawn; and what is refused."""

from pathlib import Path

import pytest

from handover.cli.statuses import DONE, FELL_SHORT
from tests.e2e.conftest import Command, everything_in
from tests.e2e.test_cli_bad_files import rows

BAD = rows("Staff moves and lists")
SAID = ("--on", "2024-07-01", "--reason", "The election.")
RUN = ("batch", "run", "moves.csv", "--label", "May 2010", *SAID)
WITHDRAW = ("batch", "withdraw", "1", "--reason", "Another year.")
ADA = ("move", "Ada Lim", *SAID)
LATER = (*ADA, "--later")
ENGINEER = "Engineer,Harbour Bridge,Max Orr,max.orr@example.org\nSurveyor,Harbour Tunnel,Ada Lim,ada.lim@example.org\n"
NAMESAKE = "Engineer,Harbour Tunnel,Ada Lim,lim@example.org\n"


def with_contacts(handover: Command, more: str) -> None:
    with Path("contacts.csv").open("a") as file:
        file.write(more)
    assert handover("gather", "contacts").status == DONE


def test_somebody_leaves_two_initiatives_with_one_successor(handover: Command, gathered: Path) -> None:
    with_contacts(handover, ENGINEER)
    ended = handover(*ADA, "--incoming", "Director=Jo Hill <jo@example.org>", "--to", "sam@example.org")
    assert ended.status == FELL_SHORT  # one row of the lessons was rejected, as the dossiers say
    for words in (
        "staff move at “Harbour Bridge” on 1 July 2024, where Ada Lim leaves and Jo Hill follows.\n",
        "staff move at “Harbour Tunnel” on 1 July 2024, where Ada Lim leaves and nobody is named to follow.\n",
        "The message to jo@example.org lies in the outbox",
        "Nobody is named yet to take over from Ada Lim at “Harbour Tunnel”.\n",
    ):
        assert words in ended.out
    assert sorted(path.read_text().count("sam@example.org") > 0 for path in Path("outbox").glob("*.eml")) == [
        False,
        True,
        True,
    ]
    listed = " ".join(handover("transitions", "list").out.split())
    assert "staff move: Ada Lim leaves and nobody is named to follow" in listed
    again = handover(*ADA, "--incoming", "Director=Jo Hill", "--json").data
    assert [one["state"] for one in again["transitions"]] == ["delivered", "delivered"]
    assert again["nobody"] == [2]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (("--to-post", "Head of Ports"), "where Ada Lim moves to Head of Ports and nobody is named to follow."),
        (("--from", "Harbour Tunnel"), "No record ties Ada Lim to “Harbour Tunnel”; it is handed over because it"),
        (("--also", "Harbour Tunnel", "--incoming", "Jo Hill"), "at “Harbour Tunnel” on 1 July 2024, where Ada Lim"),
    ],
    ids=["to another post", "from what no record says", "and something beside"],
)
def test_a_move_and_what_is_read(handover: Command, gathered: Path, typed: tuple[str, ...], read: str) -> None:
    ended = handover(*LATER, *typed)
    assert (ended.status, ended.err) == (DONE, "")
    assert read in ended.out


def test_somebody_arrives(handover: Command, gathered: Path) -> None:
    ended = handover("move", "Jo Hill", "--arrives-at", "Harbour Tunnel", "--to-post", "Diver", *SAID, "--later")
    assert "staff move at “Harbour Tunnel” on 1 July 2024, where Jo Hill arrives as Diver.\n" in ended.out
    assert "Nobody" not in ended.out


def test_what_only_the_name_says_is_left_out_and_told(handover: Command, gathered: Path) -> None:
    Path("sources.yaml").write_text(
        Path("sources.yaml").read_text()
        + "  owners:\n    title: Owners\n    location: owners.csv\n    records: programme-status\n    key: No\n"
        "    map: { initiative: Programme, period: Period, owner: Owner }\n"
    )
    Path("owners.csv").write_text("No,Programme,Period,Owner\n1,Harbour Tunnel,2024-01,Ada Lim\n")
    assert handover("source", "apply").status == DONE
    assert handover("gather", "owners").status == DONE
    ended = handover(*LATER)
    assert "Perhaps “Harbour Tunnel” too" in ended.out
    assert '--also "Harbour Tunnel"' in ended.out
    Path("moves.csv").write_text("person\nAda Lim\n")
    assert "1 place left out, as records have only the name" in handover(*RUN).out


def test_a_list_is_checked_recorded_followed_and_taken_back(handover: Command, gathered: Path) -> None:
    with_contacts(handover, ENGINEER)
    Path("moves.csv").write_text(
        "kind,person,initiative,post,incoming,to,Grade\n"
        "leaves,Ada Lim,,Director,Jo Hill,jo@example.org,7\n"
        "leaves,Max Orr,,,,,7\n"
        "closure,,Harbour Tunnel,,,jo@example.org,\n"
    )
    before = everything_in(gathered)
    checked = handover("batch", "check", *RUN[2:])
    assert (checked.status, checked.err) == (DONE, "")
    for words in (
        "3 transitions would be recorded:\n  Staff move at “Harbour Bridge” on 1 July 2024, where Ada Lim leaves as",
        "1 transition after which nobody is named yet to follow:\n  Max Orr, Engineer at “Harbour Bridge”\n",
        "The column “Grade” says nothing here and was passed over.\nNothing was changed.\n",
    ):
        assert words in checked.out
    assert everything_in(gathered) == before
    assert "There are no batches yet." in handover("batch", "list").out
    assert "Batch 1, “May 2010”: 3 transitions recorded.\n" in handover(*RUN).out
    assert not Path("outbox").exists()
    again = handover(*RUN, "--now")
    assert again.status == 3  # nobody is named to receive what Max Orr held
    assert "Batch 1, “May 2010”: no transitions recorded.\n3 transitions of it stood already.\n" in again.out
    shown = handover("batch", "show", "1").out
    for words in (
        "Batch 1, “May 2010”: 3 transitions from moves.csv, 3 rows.\n",
        "2 transitions: delivered; it waits for its recipients to accept.\n",
        "1 transition stopped:\n  2: The dossier is sealed, but nobody is named to receive it.",
        "  Max Orr, Engineer at “Harbour Bridge”\n",
    ):
        assert words in shown
    assert " 3 0 1 it counts" in " ".join(handover("batch", "list").out.split())
    assert "Harbour Tunnel" in handover("transitions", "list", "--batch", "1").out
    withdrawn = handover(*WITHDRAW)
    assert withdrawn.out == (
        "Batch 1, “May 2010”, does not count any more: 3 transitions withdrawn.\n"
        "Dossiers were made ready for jo@example.org; tell them.\n"
    )
    assert "Withdrawn: Another year.\n" in handover("batch", "show", "1").out
    assert "Nothing is due." in handover("transitions", "run").out


# What there was before (typed, or contacts more), the list, what is typed then; what is seen stands in the page.
TYPED: dict[str, tuple[tuple[str, ...] | str | None, tuple[str, ...]]] = {
    "a move of somebody unknown": (None, ("move", "Ada Linn", *SAID)),
    "a move of a name that two people have": (NAMESAKE, ADA),
    "a move to themselves": (None, (*ADA, "--incoming", "LIM, Ada")),
    "a move to themselves, by their address": (None, (*ADA, "--incoming", "A. Hill <ADA.LIM@example.org>")),
    "the same move with another who comes": (LATER, (*ADA, "--incoming", "Jo Hill")),
    "a move of somebody who touches nothing": ("gone", ADA),
    "somebody who comes to what is not left": (None, (*ADA, "--incoming", "Harbour Tunnel=Jo Hill")),
    "somebody who comes to a post with a slip": (None, (*ADA, "--incoming", "Drector=Jo Hill")),
    "two who come to one": (None, (*ADA, "--incoming", "Director=Jo Hill", "--incoming", "Director=Max Orr")),
    "somebody unlisted, without what they leave": (None, ("move", "Kim Oh", "--unlisted", *SAID)),
    "an arrival that leaves something": (
        None,
        ("move", "Jo Hill", "--arrives-at", "Harbour Tunnel", "--from", "Harbour Bridge", *SAID),
    ),
    "a batch that is not there": (None, ("batch", "show", "7")),
}
LISTS: dict[str, bytes | None] = {
    "a list that is missing": None,
    "a list in another encoding": "person\nSi\xe2n ap Rhys\n".encode("cp1252"),
    "a list without its columns": b"Name,Grade\nAda Lim,7\n",
    "a list without rows": b"person,initiative\n",
    "a list with a slip in a column": b"person,incomming\nAda Lim,Jo Hill\n",
    "a row with a kind that there is not": b"kind,person\nleves,Ada Lim\n",
    "a row without what its kind needs": b"kind,initiative\nclosure,\n",
    "a row with what does not go with its kind": b"kind,person,initiative\nclosure,Ada Lim,Harbour Bridge\n",
    "a row without a date": b"person\nAda Lim\n",
    "a row with too many cells": b"person\nAda Lim,2024\n",
    "rows of somebody unknown": b"person\nAda Linn\nAda Linn\n",
    "a row with an initiative unknown": b"person,initiative\nAda Lim,Harbour Bridg\n",
    "a row with a post that the person has not": b"person,initiative,post\nAda Lim,Harbour Bridge,Clerk\n",
    "rows that move somebody twice": (
        b"person,initiative,incoming\nAda Lim,Harbour Bridge,Jo Hill\nAda Lim,Harbour Bridge,Max Orr\n"
    ),
}
ON_NO_DAY = ("batch", "run", "moves.csv", "--label", "May 2010", "--reason", "The election.")


@pytest.mark.parametrize("what", TYPED)
def test_what_cannot_be_is_told_and_changes_nothing(handover: Command, gathered: Path, what: str) -> None:
    before, typed = TYPED[what]
    if before == "gone":
        Path("contacts.csv").write_text("Post,Programme,Name,Mail\nDirector,Harbour Bridge,Max Orr,m@example.org\n")
        assert handover("gather", "contacts").status == DONE
    elif isinstance(before, str):
        with_contacts(handover, before)
    elif before is not None:
        assert handover(*before).status == DONE
    _refused(handover, gathered, what, typed)


@pytest.mark.parametrize("what", LISTS)
def test_a_list_that_cannot_be_recorded_changes_nothing(handover: Command, gathered: Path, what: str) -> None:
    content = LISTS[what]
    if content is not None:
        Path("moves.csv").write_bytes(content)
    _refused(handover, gathered, what, ON_NO_DAY if what == "a row without a date" else RUN)


def test_a_batch_is_withdrawn_once(handover: Command, gathered: Path) -> None:
    Path("moves.csv").write_text("person\nAda Lim\n")
    for typed in (RUN, WITHDRAW):
        assert handover(*typed).status == DONE
    _refused(handover, gathered, "a batch withdrawn twice", WITHDRAW)


def _refused(handover: Command, folder: Path, what: str, typed: tuple[str, ...]) -> None:
    held = everything_in(folder)
    ended = handover(*typed)
    assert (ended.status, ended.out) == (2, "")
    assert BAD[what] in ended.err
    assert everything_in(folder) == held


def test_every_bad_input_of_the_page_is_tried() -> None:
    assert BAD.keys() == TYPED.keys() | LISTS.keys() | {"a batch withdrawn twice"}


def test_a_thousand_rows_with_one_mistake_are_one_sentence(handover: Command, gathered: Path) -> None:
    Path("moves.csv").write_text("person,initiative\n" + "Ada Lim,Zzyzx 9\n" * 1_000)
    ended = handover(*RUN)
    assert ended.err == (
        "moves.csv cannot be used:\n"
        "  Rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 990 more: No initiative is called “Zzyzx 9”. "
        "See what there is with: handover initiative list\n"
        "Correct the list, and give the same command again.\n"
    )
    mistakes = handover(*RUN, "--json").data["error"]["mistakes"]
    assert len(mistakes) == 1_000
    assert mistakes[0] == {
        "row": 2,
        "sentence": "No initiative is called “Zzyzx 9”.",
        "what_to_do": "See what there is with: handover initiative list",
    }
