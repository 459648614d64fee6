"""What names mean, as it is typed: joined by identifiers, taken apart again, shown; and what is refused."""

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.e2e.conftest import Command, everything_in
from tests.e2e.test_cli_bad_files import rows

BAD = rows("Names and what they mean")
DECIDED = ("--as", "Jo Hill", "--because", "It is known here.")
BRIDGE = "Harbour Bridge"
SOURCES = """\
sources:
  portfolio:
    title: Portfolio
    location: portfolio.csv
    records: programme-status
    key: [Number, Name, Year]
    map: { initiative: Name, identifier: Number, period: Year }
"""
POSTS = """\
Post,Programme,Name,Mail,Body
Director,Harbour Bridge,Ada Lim,ada.lim@example.org,Council
Engineer,Harbour Bridge,Max Orr,max.orr@example.org,Council
Lead,Harbour Bridge,Kim Ross,,Council
Clerk,Harbour Tunnel,Kim Ross,,Trust
"""


def portfolio(handover: Command, folder: Path, *lines: str) -> None:
    """Gather a list of projects by number."""
    (folder / "more.yaml").write_text(SOURCES)
    (folder / "portfolio.csv").write_text("\n".join(["Number,Name,Year", *lines]) + "\n")
    assert handover("source", "apply", "more.yaml").status == 0
    assert handover("gather", "portfolio").status == 0


def people(handover: Command, folder: Path) -> None:
    (folder / "contacts.csv").write_text(POSTS)
    text = (folder / "sources.yaml").read_text()
    (folder / "sources.yaml").write_text(text.replace("emails: Mail", "emails: Mail, organisation: Body"))
    assert handover("source", "apply").status == 0
    assert handover("gather", "contacts").status == 0


def claimed_twice(handover: Command, folder: Path) -> None:
    portfolio(handover, folder, "12,Atlas,2020", "12,Hera,2020")


def accepted(handover: Command, _folder: Path) -> None:
    assert handover("matches", "accept", "1", *DECIDED).status == 0


def nothing(_handover: Command, _folder: Path) -> None:
    pass


# What was done before, and what is typed then; the table of the page has what is seen.
TYPED: dict[str, tuple[Callable[[Command, Path], None], Sequence[str]]] = {
    "a match that is not there": (nothing, ("matches", "show", "99")),
    "a match that is decided already": (accepted, ("matches", "accept", "1", *DECIDED)),
    "undoing what nobody decided": (nothing, ("matches", "undo", "1", *DECIDED)),
    "a decision without a name or a reason": (
        nothing,
        ("initiative", "merge", "Harbour Tunnel", BRIDGE, "--as", " ", "--because", "x"),
    ),
    "somebody whom no contact names": (people, ("person", "show", "Ada Linn")),
    "a name that two people have": (people, ("person", "show", "Kim Ross")),
    "merging two people who are one": (people, ("person", "merge", "#1", "Ada Lim", *DECIDED)),
    "keeping somebody apart from themselves": (people, ("person", "apart", "#1", "Ada Lim", *DECIDED)),
    "splitting somebody who was not merged": (people, ("person", "split", "1", *DECIDED)),
    "a contact of somebody else to be split off": (people, ("person", "split", "1", "--row", "99", *DECIDED)),
    "splitting off every contact": (people, ("person", "split", "2", "--row", "7", *DECIDED)),
    "two initiatives that claim one identifier": (claimed_twice, ("initiative", "show", "12")),
    "a name taken out of an initiative that has it not": (
        nothing,
        ("initiative", "split", BRIDGE, "--names", "HB", *DECIDED),
    ),
    "the name that an initiative is shown by, taken out of it": (
        nothing,
        ("initiative", "split", BRIDGE, "--names", "HARBOUR bridge", *DECIDED),
    ),
    "names that go to where they are": (
        accepted,
        ("initiative", "split", BRIDGE, "--names", "Harbour & Bridge", "--into", BRIDGE, *DECIDED),
    ),
    "an alias taken back that records call it by": (
        accepted,
        ("initiative", "unalias", BRIDGE, "Harbour & Bridge", *DECIDED),
    ),
    "the name that an initiative is shown by, taken back as an alias": (
        nothing,
        ("initiative", "unalias", BRIDGE, BRIDGE, *DECIDED),
    ),
    "splitting what was not merged": (nothing, ("initiative", "split", BRIDGE, *DECIDED)),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_is_told_and_changes_nothing(handover: Command, gathered: Path, what: str) -> None:
    before, typed = TYPED[what]
    before(handover, gathered)
    held = everything_in(gathered)
    ended = handover(*typed)
    assert (ended.status, ended.out) == (2, "")
    assert BAD[what] in " ".join(ended.err.split())
    assert everything_in(gathered) == held


def test_every_bad_input_of_the_page_is_tried() -> None:
    assert BAD.keys() == TYPED.keys()


def test_a_name_is_joined_by_its_number_shown_and_taken_out_again(handover: Command, gathered: Path) -> None:
    portfolio(handover, gathered, "12,Atlas,2020")
    portfolio(handover, gathered, "12,Atlas,2020", "12,Hera,2021")
    shown = handover("initiative", "show", "Hera").out
    assert "Atlas (programme)" in shown
    assert "Also called: “Hera”." in shown
    assert "Known to portfolio as 12.\nKnown: 2 statuses." in shown
    asked = handover("matches", "list", "--all").out
    assert "matched by itself" in asked
    ended = handover("initiative", "split", "Atlas", "--names", "HERA", *DECIDED)
    assert ended.out == "“Hera” is an initiative of its own, apart from: Atlas\n"
    assert "Known: 1 status." in handover("initiative", "show", "Atlas").out
    portfolio(handover, gathered, "12,Atlas,2020", "12,Hera,2021", "12,Hera,2022")
    shown = handover("initiative", "show", "Hera").out
    assert "Known to portfolio as 12.\nKnown as that too, which a person should look at: Atlas" in shown
    assert "“HERA” went from “Atlas” (#4) to “Hera” (#5). (Decided by Jo Hill: It is known here.)" in shown
    assert "rejected" in handover("matches", "list", "--all").out
    assert handover("initiative", "merge", "Hera", "Atlas", *DECIDED).status == 0
    assert "Known: 3 statuses." in handover("initiative", "show", "Atlas").out


def test_names_go_to_another_that_is_there_already(handover: Command, gathered: Path) -> None:
    handover("initiative", "alias", "Harbour Tunnel", "The Link")
    ended = handover("initiative", "split", "Harbour Tunnel", "--names", "The Link", "--into", BRIDGE, *DECIDED)
    assert ended.out == f"1 name and the records under that now belong to: {BRIDGE}\n"
    assert handover("initiative", "show", "The Link").out.startswith(BRIDGE)
    assert handover("initiative", "split", BRIDGE, "--into", "Harbour Tunnel", *DECIDED).status == 2


def test_an_alias_is_taken_back_whatever_it_did(handover: Command, gathered: Path) -> None:
    """One that no record uses, one that records were found under before, and one that records used afterwards."""
    aliases = ("HB", "Harbour Tunnel", "Sea Lab")
    assert handover("initiative", "alias", BRIDGE, *aliases).status == 0
    with (gathered / "lessons.csv").open("a") as file:
        file.write("L9,SEA LAB,Count twice,They had not,12/03/2024,z\n")
    handover("gather", "lessons")
    ended = handover("initiative", "unalias", BRIDGE, *aliases, *DECIDED)
    assert ended.out == (
        "“HB” means nothing any more.\n"
        f"“Harbour Tunnel” is an initiative of its own, apart from: {BRIDGE}\n"
        f"“Sea Lab” is an initiative of its own, apart from: {BRIDGE}\n"
    )
    assert "No initiative is called “HB”." in handover("initiative", "show", "HB").err
    assert "Known: 1 lesson." in handover("initiative", "show", "Sea Lab").out
    shown = handover("initiative", "show", BRIDGE).out
    assert "“HB” means “Harbour Bridge” no more. (Decided by Jo Hill: It is known here.)" in shown
    assert handover("initiative", "alias", BRIDGE, *aliases).status == 0
    assert handover("initiative", "show", "HB").out.startswith(BRIDGE)


FORMS: dict[str, Callable[[str], str]] = {
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "composed": lambda name: unicodedata.normalize("NFC", name),
    "capitals": str.upper,
    "a footnote": lambda name: f"{name} [1]",
    "a star": lambda name: f"{name}*",
    "spaces": lambda name: f"  {name.replace(' ', '  ')} ",
    "no accents": lambda name: name.replace("ŵ", "w").replace("â", "a"),
    "what it was called": lambda name: f"Cyngor yr Arfordir (formerly {name})",
    "what it was called, in Welsh": lambda name: f"Cyngor yr Arfordir (gynt {name})",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_name_in_records_is_one_initiative_however_it_is_written(
    handover: Command, gathered: Path, form: Callable[[str], str]
) -> None:
    name = "Bwrdd Tŵr y Gât"
    for at, written in enumerate((name, form(name))):
        with (gathered / "lessons.csv").open("a", encoding="utf-8") as file:
            file.write(f"W{at},{written},Ask first,Nobody had,12/03/2024,z\n")
        handover("gather", "lessons")
    assert "Known: 2 lessons." in handover("initiative", "show", name).out
    assert handover("initiative", "show", form(name)).out.startswith(name)


@pytest.mark.parametrize(
    "typed", ["HARBOUR BRIDGE [1]", "Harbour Bridge*", "harbour  bridge†", "Harbour Bridge [a][2]"]
)
def test_marks_of_footnotes_do_not_count_where_a_name_is_typed(handover: Command, gathered: Path, typed: str) -> None:
    assert handover("initiative", "show", typed).out.startswith(BRIDGE)


def test_what_a_name_says_that_it_was_called_is_evidence(handover: Command, gathered: Path) -> None:
    with (gathered / "lessons.csv").open("a") as file:
        file.write(f"W1,Estuary Crossing (formerly {BRIDGE}),Ask first,Nobody had,12/03/2024,z\n")
    handover("gather", "lessons")
    told = " ".join(handover("matches", "list", "--all").out.split())
    assert "says itself that it was called" in told
    assert "“Estuary Crossing (formerly Harbour Bridge)”" in handover("initiative", "show", BRIDGE).out
