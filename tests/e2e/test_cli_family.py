"""Successions and families, as they are typed: recorded, asked for, drawn, exchanged; and what is refused."""

import json
import re
import shlex
import threading
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handover.errors import RulesBroken
from handover.jobs import successions
from handover.jobs.successions import Telling
from handover.jobs.successions_brought import bring
from handover.store.database import Store
from tests.e2e.conftest import Command, everything_in
from tests.e2e.test_cli_bad_files import rows
from tests.offices import an_office

DOCS = Path(__file__).parents[2] / "docs" / "successions.md"
BAD = rows("Successions")
RECORD = ("succession", "record")
BY = ("--as", "Jo Hill")
BRIDGE, TUNNEL = "Harbour Bridge", "Harbour Tunnel"
RENAME = (*RECORD, "rename", "--from", BRIDGE, "--to", TUNNEL, "--on", "2024-05-01", *BY)
NEW_BOARD = (*RECORD, "rename", "--from", TUNNEL, "--to", "New Board", "--on", "2020-04-01", "--new", "board", *BY)
IMPORT = ("succession", "import", "links.csv", *BY)
SVG = "{http://www.w3.org/2000/svg}"


def test_what_the_page_shows_is_what_is_seen(handover: Command, empty: Path) -> None:
    page = DOCS.read_text(encoding="utf-8")
    blocks = dict.fromkeys(("sh", "text"), "") | {
        language: next(re.finditer(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))[1]
        for language in ("sh", "text")
    }
    handover("init", str(empty))
    for line in blocks["sh"].replace("\\\n", "").splitlines():
        ended = handover(*shlex.split(line)[1:])
        assert ended.status == 0, ended.err
    assert ended.out == blocks["text"]


# What was done before, what is typed then, and (in the table of the page) what is seen.
TYPED: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "something that succeeds itself": (
        (),
        (*RECORD, "rename", "--from", BRIDGE, "--to", "HARBOUR  bridge [1]", "--on", "2024", *BY),
    ),
    "a loop": ((RENAME,), (*RECORD, "rename", "--from", TUNNEL, "--to", BRIDGE, "--on", "2025", *BY)),
    "two successors by name on one day": (
        (RENAME,),
        (*RECORD, "rename", "--from", BRIDGE, "--to", "Ferry", "--new", "body", "--on", "2024-05-01", *BY),
    ),
    "a succession in 9999": ((), (*RECORD, "end", "--from", BRIDGE, "--on", "9999-12-31", *BY)),
    "one before its predecessor began": (
        (NEW_BOARD,),
        (*RECORD, "replacement", "--from", "New Board", "--to", BRIDGE, "--on", "2019", *BY),
    ),
    "one that was announced after it was complete": ((), (*RENAME, "--announced", "2024-05-02")),
    "a split into one only": ((), (*RECORD, "split", "--from", BRIDGE, "--to", TUNNEL, "--on", "2024", *BY)),
    "a rename into two": (
        (),
        (*RECORD, "rename", "--from", BRIDGE, "--to", TUNNEL, "--to", "Ferry", "--new", "body", "--on", "2024", *BY),
    ),
    "a succession without a predecessor": ((), (*RECORD, "rename", "--to", TUNNEL, "--on", "2024", *BY)),
    "a successor that nobody knows": (
        (),
        (*RECORD, "rename", "--from", BRIDGE, "--to", "Harbour Ferry", "--on", "2024", *BY),
    ),
    "a withdrawal of what is withdrawn": (
        (RENAME, ("succession", "withdraw", "1", "--because", "x", *BY)),
        ("succession", "withdraw", "1", "--because", "x", *BY),
    ),
    "a number that no succession has": ((), ("succession", "show", "7")),
}


@pytest.mark.parametrize("what", TYPED)
def test_what_cannot_be_is_told_and_changes_nothing(handover: Command, gathered: Path, what: str) -> None:
    before, typed = TYPED[what]
    for one in before:
        assert handover(*one).status == 0
    held = everything_in(gathered)
    ended = handover(*typed)
    assert (ended.status, ended.out) == (2, "")
    assert BAD[what] in ended.err
    assert everything_in(gathered) == held


HEADER = "predecessor,successor,kind,date\n"
EVENT = {"@id": "#e", "@type": "http://www.w3.org/ns/org#ChangeEvent"}
BEFORE = {"http://www.w3.org/ns/org#originalOrganization": {"@id": "#b"}}
FILES: dict[str, tuple[bytes | None, int]] = {
    "a file of links that is missing": (None, 2),
    "links without their columns": (b"predecessor,successor\nA,B\n", 2),
    "a kind that there is not": (f"{HEADER}{BRIDGE},{TUNNEL},renmae,2024\n".encode(), 1),
    "links in another encoding": ("Écluse,".encode("cp1252"), 2),
    "JSON that breaks off": (b'{"@context": ', 2),
    "linked data that asks for another file": (b'{"@context": "https://example.org/context"}', 2),
    "linked data without an event": (b"{}", 1),
    "an event without a time": (json.dumps(EVENT).encode(), 1),
    "an organisation without a name": (json.dumps(EVENT | BEFORE).encode(), 1),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_cannot_be_brought_in_is_told(handover: Command, gathered: Path, what: str) -> None:
    content, status = FILES[what]
    if content is not None:
        (gathered / "links.csv").write_bytes(content)
    held = everything_in(gathered)
    ended = handover(*IMPORT)
    assert ended.status == status
    assert BAD[what] in ended.out + ended.err
    assert everything_in(gathered) == held


def test_every_bad_input_of_the_page_is_tried() -> None:
    assert BAD.keys() == TYPED.keys() | FILES.keys()


def test_what_breaks_a_rule_is_recorded_with_a_reason_that_stands_beside_it(handover: Command, gathered: Path) -> None:
    split = (*RECORD, "split", "--from", BRIDGE, "--to", TUNNEL, "--on", "2024", *BY)
    ended = handover(*split, "--although", "The other half is not known.")
    assert ended.status == 0
    told = "It breaks a rule: A split has at least 2 successors; 1 is named.\nRecorded all the same: The other half is"
    assert told in ended.out
    assert "Recorded all the same: The other half is not known." in handover("family", BRIDGE).out


def test_one_is_amended_and_withdrawn_and_stays_on_record(handover: Command, gathered: Path) -> None:
    assert handover(*RENAME, "--evidence", "Minute 4").status == 0
    ended = handover("succession", "amend", "1", "--on", "2024-06", "--kind", "replacement", "--because", "Late.", *BY)
    assert f"Recorded as succession 2: “{BRIDGE}” was replaced by “{TUNNEL}” in June 2024." in ended.out
    assert "It stands in the place of succession 1." in ended.out
    assert "Evidence: Minute 4" in ended.out
    assert "Withdrawn by Jo Hill: Late." in handover("succession", "show", "1").out
    handover("succession", "withdraw", "2", "--because", "Neither.", *BY)
    assert "Nothing is recorded" in handover("family", BRIDGE).out


def test_what_it_became_where_it_came_from_and_who_carried_what(handover: Command, gathered: Path) -> None:
    handover(*RENAME)
    to_ferry = ("--to", "Ferry", "--new", "body", "--function", "Women & Equalities", "--on", "2025")
    handover(*RECORD, "transfer", "--from", TUNNEL, *to_ferry, *BY)
    step = f"  1. “{BRIDGE}” was renamed “{TUNNEL}” on 1 May 2024.\n"
    assert step in handover("family", BRIDGE, "--became").out
    assert handover("family", BRIDGE, "--became", "--on", "2023").out.endswith(f"“{BRIDGE}” is that itself.\n")
    assert step in handover("family", TUNNEL, "--came-from").out
    carried = f"2. “{TUNNEL}” passed functions to “Ferry” (Women & Equalities) in 2025.\n"
    assert handover("family", "--carried", "EQUALITIES").out == carried
    assert handover("family", "--carried", "parks").out == "No succession names the function “parks”.\n"


def test_what_ended_says_that_it_has_no_successor(handover: Command, gathered: Path) -> None:
    handover(*RECORD, "end", "--from", BRIDGE, "--on", "2024", *BY)
    assert f"“{BRIDGE}” has no successor." in handover("family", BRIDGE, "--became").out


TOGETHER: dict[str, tuple[str, ...]] = {
    "neither a name nor a function": ("family",),
    "a name and a function": ("family", BRIDGE, "--carried", "x"),
    "both ways": ("family", BRIDGE, "--became", "--came-from"),
    "a drawing of a way": ("family", BRIDGE, "--became", "--svg", "x"),
    "a function on a day": ("family", "--carried", "x", "--on", "2024"),
}


@pytest.mark.parametrize("typed", TOGETHER.values(), ids=TOGETHER)
def test_questions_that_do_not_go_together_are_refused(
    handover: Command, gathered: Path, typed: tuple[str, ...]
) -> None:
    assert handover(*typed).status == 2


def test_a_drawing_that_cannot_be_written_is_told(handover: Command, gathered: Path) -> None:
    assert "cannot be written: No such file or directory." in handover("family", BRIDGE, "--svg", "no/such/f.svg").err


FORMS: dict[str, Callable[[str], str]] = {
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "composed": lambda name: unicodedata.normalize("NFC", name),
    "capitals": str.upper,
    "a footnote": lambda name: f"{name} [1]",
    "a star": lambda name: f"{name}*",
    "spaces": lambda name: f"  {name.replace(' ', '  ')} ",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_welsh_name_is_one_name_however_it_is_written(
    handover: Command, empty: Path, form: Callable[[str], str]
) -> None:
    name = "Bwrdd Tŵr y Gât"
    handover("init", str(empty))
    handover("initiative", "add", name, "--kind", "board")
    becomes = ("--to", "Swyddfa’r Môr*", "--on", "2024", "--new", "body")
    told = handover(*RECORD, "rename", "--from", form(name), *becomes, *BY)
    assert f"“{name}” was renamed “Swyddfa’r Môr” in 2024." in told.out
    assert "2 initiatives" in handover("family", form("Swyddfa’r Môr")).out


def test_the_drawing_has_a_title_a_description_and_no_script(handover: Command, gathered: Path) -> None:
    handover(*RECORD, "rename", "--from", BRIDGE, "--to", "<script>&", "--on", "2024", "--new", "body", *BY)
    assert handover("family", BRIDGE, "--svg", "f.svg").status == 0
    drawing = ET.fromstring((gathered / "f.svg").read_bytes())
    assert drawing.findtext(f"{SVG}title") == f"The family of “{BRIDGE}”"
    assert "was renamed “<script>&” in 2024" in (drawing.findtext(f"{SVG}desc") or "")
    assert {one.tag for one in drawing.iter()} == {
        f"{SVG}{tag}" for tag in ["svg", "title", "desc", "path", "rect", "g", "circle", "text"]
    }
    shown = [one.text for one in drawing.iter(f"{SVG}text")]
    assert shown == ["1. Rename in 2024", BRIDGE, "<script>&", "since 2024"]


@pytest.fixture
def another(tmp_path: Path) -> Path:
    return tmp_path / "another"


def test_another_office_reads_back_all_that_is_written(handover: Command, gathered: Path, another: Path) -> None:
    handover(*RENAME, "--evidence", "Minute 4", "--announced", "2024-03")
    handover(*NEW_BOARD, "--although", "As published.", "--function", "tolls")
    assert handover("succession", "export", "all.jsonld").status == 0
    handover("init", str(another))
    there = ("--workspace", str(another))
    bring_in = ("succession", "import", "all.jsonld", "--as", "Ann Lee", *there)
    held = everything_in(another)
    assert "2 successions would be recorded." in handover(*bring_in, "--check").out
    assert everything_in(another) == held
    assert "\n2 successions recorded.\n3 initiatives added.\n" in handover(*bring_in).out
    assert handover(*bring_in).out == "No successions recorded, 2 known already.\n"
    handover("succession", "export", "again.jsonld", *there)
    said = [_events(gathered / one) for one in ("all.jsonld", "again.jsonld")]
    assert said[0] == said[1]


def _events(file: Path) -> list[Any]:
    """What is said in a file, without the numbers, which every office has of its own."""
    graph = json.loads(file.read_text(encoding="utf-8"))["@graph"]
    return sorted(re.sub(r"#[a-z]+-\d+", "#", json.dumps(node, ensure_ascii=False)) for node in graph)


def test_links_are_brought_in_and_what_cannot_be_is_told_by_its_line(handover: Command, gathered: Path) -> None:
    (gathered / "links.csv").write_text(
        "predecessor,successor,kind,date,functions,evidence\n"
        f"{BRIDGE},North Office,split,2023-01-01,cranes;ships,p. 1\n"
        f"{BRIDGE},South Office,split,2023-01-01,lorries,p. 1\n"
        f"South Office,South Office,rename,2024,,\n",
        encoding="utf-8-sig",
    )
    ended = handover(*IMPORT, "--new", "body")
    assert ended.status == 1
    assert f"“{BRIDGE}” was split into “North Office” (cranes and ships) and “South Office” (lorries)" in ended.out
    assert "1 succession recorded.\n2 initiatives added.\n" in ended.out
    assert "links.csv, line 4: “South Office” cannot succeed itself" in ended.out


def test_two_offices_that_contradict_each_other_at_once_are_both_kept(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    first = successions.record(office, Telling("x", "end", before=["A"], on="2019", new="body"))
    successions.withdraw(office, first.id, by="x", because="x")
    ready, failed = threading.Barrier(2), []

    def say(kind: str, after: str, who: str) -> None:
        ready.wait()
        try:
            successions.record(office, Telling(who, kind, before=["A"], after=[after], on="2024", new="body"))
        except Exception as error:  # noqa: BLE001 - the test says which
            failed.append(error)

    both = [threading.Thread(target=say, args=one) for one in (("rename", "B", "Jo"), ("replacement", "C", "Ann"))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert failed == []

    from handover.initiatives import look_up
    from handover.initiatives.succession.family import family
    from handover.initiatives.succession.words import tree

    with store.read() as connection:
        *_, last = tree(family(connection, look_up.find(connection, "A")))
    assert "cannot both be so" in last
    assert "Jo says that “A” was renamed “B” in 2024" in last
    assert "Ann says that “A” was replaced by “C” in 2024" in last


def test_what_one_file_tells_apart_is_never_taken_for_one(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    o, s = "http://www.w3.org/ns/org#", "http://www.w3.org/2004/02/skos/core#"
    event = {"@type": f"{o}ChangeEvent", "http://www.w3.org/ns/prov#endedAtTime": "2010"}
    bodies = {f"{o}originalOrganization": [{"@id": "#1", f"{s}prefLabel": "DfE"}]}
    bodies |= {f"{o}resultingOrganization": [{"@id": "#2", f"{s}prefLabel": "DfE"}]}
    (tmp_path / "f.json").write_text(json.dumps(event | bodies))
    brought = bring(office, tmp_path / "f.json", by="Jo")
    assert (brought.recorded, brought.added, brought.refused) == (
        ["“DfE” was replaced by “DfE” in 2010."],
        ["DfE", "DfE"],
        [],
    )
    with pytest.raises(RulesBroken):
        successions.record(office, Telling("Jo", "rename", before=["#1"], after=["#1"], on="2011"))


def test_a_contradiction_is_told_wherever_a_succession_is_shown(handover: Command, gathered: Path) -> None:
    handover(*RENAME)
    ended = handover(*RECORD, "end", "--from", BRIDGE, "--on", "2024-05-01", "--as", "Ann Lee")
    told = "Successions 1 and 2 cannot both be so: Jo Hill says that"
    assert told in ended.out
    assert told in handover("succession", "show", "1").out
    assert told in handover("family", BRIDGE).out
    assert handover("succession", "show", "1", "--json").data["contradicts"] == [2]
    assert "cannot both be so" not in handover("succession", "withdraw", "1", "--because", "x", *BY).out
