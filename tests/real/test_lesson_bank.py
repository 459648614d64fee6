"""The lesson bank on NASA's published lessons: found from what came after, and learned from by what starts."""

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from handover.dossier.model import Dossier
from tests.real.closing import Said, Workspace

BEFORE, AFTER, NEW = "Constellation", "Moon to Mars", "Lunar Rover"
REASON = "Drive on the surface of Mars: wheels, soil, batteries and the descent of a science laboratory"


@pytest.fixture(scope="module")
def office(data: Path, registration_file: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    office = Workspace(tmp_path_factory.mktemp("bank") / "office")
    office.bring(data / "nasa_llis" / "lessons.xlsx", under=data)
    office.register(registration_file("lessons"))
    office.run("gather")
    became = ("succession", "record", "replacement", "--from", BEFORE, "--to", AFTER, "--new", "programme")
    assert office.run(*became, "--on", "2010-10-11", "--as", "Jo Hill").status == 0
    return office


def found(office: Workspace, *words: str) -> Said:
    said = office.run("search", *words, "--most", "500")
    assert said.status == 0
    return said


@pytest.fixture(scope="module")
def texts(data: Path) -> dict[int, str]:
    """All that each row of the workbook says, in small letters, read by another reader than ours."""
    from openpyxl import load_workbook

    with closing(load_workbook(data / "nasa_llis" / "lessons.xlsx", read_only=True)) as opened:
        _, *rows = opened.worksheets[0].iter_rows(values_only=True)
    return {number: " ".join(str(cell or "") for cell in row).lower() for number, row in enumerate(rows, start=2)}


@pytest.mark.parametrize("word", ["parachute", "umbilical", "solder", "cryogenic", "hydrazine"])
def test_every_lesson_with_a_word_is_found_and_no_other(office: Workspace, texts: dict[int, str], word: str) -> None:
    rows = {hit["row"] for hit in found(office, word).data["hits"]}
    wanted = {number for number, text in texts.items() if re.search(rf"\b{word}s?\b", text)}
    forms = {number for number, text in texts.items() if word in text}
    rejected = wanted - rows
    # A row that could not become a record is in nobody's bank; a word with another ending may be.
    assert len(rejected) <= 2
    assert rows <= forms
    assert rows


def test_lessons_are_found_from_what_came_after(office: Workspace) -> None:
    hits = found(office, "configuration management", "--initiative", AFTER).data["hits"]
    assert {hit["initiative"]["name"] for hit in hits} == {BEFORE}
    assert {hit["tie"] for hit in hits} == {f"“{BEFORE}” was replaced by “{AFTER}” on 11 October 2010."}
    assert "Early Implementation of a Change Management Process" in {hit["heading"] for hit in hits}


def test_what_starts_inherits_them(office: Workspace) -> None:
    said = office.run("start", AFTER, "--on", "2010-10-11", "--reason", "Go on", "--to", "jo@example.org")
    assert said.status == 0
    dossier: Dossier = office.dossier(said.data["transitions"][0]["dossier"]).dossier
    (constellation,) = dossier.inherited
    assert (constellation.name, constellation.records) == (BEFORE, 27)
    assert len(constellation.lessons) + constellation.more_lessons == 27
    assert all(lesson.recommendation for lesson in constellation.lessons)


def test_what_starts_has_those_as_precedents_that_did_the_like(office: Workspace) -> None:
    said = office.run("start", NEW, "--on", "2011-01-01", "--reason", REASON, "--later")
    assert said.status == 0
    names = [one["name"] for one in office.run("precedents", NEW).data["precedents"]]
    assert "Mars Science Laboratory" in names
    assert len(names) <= 5
