"""Constellation, closed: every lesson of it that was published, in all three forms, with every word that it has."""

import html
import re
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from lxml import html as lxml_html

from handover.dossier.model import LessonItem
from tests.real.closing import Said, Sealed, Workspace

FIRST = "Constellation"
SPELLINGS = {
    FIRST: 27,
    "Constellation Program": 3,
    "Extra Vehicular Activity (EVA) Project, Constellation Program": 2,
    "Constellation Program Extravehicular Activity (EVA) Project": 1,
}
CLOSED_ON = date(2010, 10, 11)

# Where the words of each column are to be found in a dossier, in this order.
PLACES: Mapping[str, tuple[str, ...]] = {
    "title": ("Title",),
    "what_happened": ("Abstract", "Driving Event"),
    "effect": ("Evidence",),
    "recommendation": (
        "Lesson(s) Learned",
        "Recommendation(s)",
        "The related NASA policy(s), standard(s), handbook(s), procedure(s) or other rules",
        "Where (other lessons, presentations, publications, etc.)?",
    ),
    "recorded_by": ("Organization",),
}
TAGGED = (
    "Topics",
    "NASA Mission Directorate(s)",
    "From what phase of the program or project was this lesson learned captured?",
)
SAYS_NOTHING = {"", "Not Specified", "Not Applicable"}

Row = Mapping[str, str]


@dataclass(frozen=True)
class Closed:
    """What the commands said, and the dossier that came of them."""

    aliased: Said
    gathered: Said
    listed: Said
    closed: Said
    again: Said
    dossiers: Said
    sealed: Sealed
    messages: list[Path]


@pytest.fixture(scope="module")
def book(data: Path) -> dict[int, Row]:
    """Every row of the workbook by its number, read by another reader than ours."""
    from openpyxl import load_workbook

    with closing(load_workbook(data / "nasa_llis" / "lessons.xlsx", read_only=True)) as opened:
        header, *rows = opened.worksheets[0].iter_rows(values_only=True)
    return {
        number: {str(name): str(cell or "") for name, cell in zip(header, cells, strict=True)}
        for number, cells in enumerate(rows, start=2)
    }


@pytest.fixture(scope="module")
def rows(book: dict[int, Row]) -> dict[int, Row]:
    return {number: row for number, row in book.items() if row["Project / Program"] in SPELLINGS}


@pytest.fixture(scope="module")
def closed(data: Path, registration_file: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Closed:
    office = Workspace(tmp_path_factory.mktemp("constellation") / "office")
    office.bring(data / "nasa_llis" / "lessons.xlsx", under=data)
    office.register(registration_file("lessons"))
    office.run("initiative", "add", FIRST)
    aliased = office.run("initiative", "alias", FIRST, *(name for name in SPELLINGS if name != FIRST))
    gathered = office.run("gather")
    listed = office.run("initiative", "list")
    asked = ("close", FIRST, "--on", CLOSED_ON.isoformat(), "--reason", "Cancelled by the FY2011 budget")
    return Closed(
        aliased,
        gathered,
        listed,
        closed=office.run(*asked, "--to", "jo@example.org"),
        again=office.run(*asked, "--to", "jo@example.org"),
        dossiers=office.run("dossier", "list"),
        sealed=office.dossier(1),
        messages=list((office.folder / "outbox").glob("*.eml")),
    )


def lessons(closed: Closed) -> dict[int, LessonItem]:
    """The dossier's lessons by the row that they came from."""
    return {one.reference.row: one for group in closed.sealed.dossier.lessons for one in group.lessons}


def test_no_row_of_the_file_is_lost(closed: Closed, book: dict[int, Row]) -> None:
    counts = closed.gathered.data["gatherings"][0]
    assert counts["seen"] == len(book) == 1071 == counts["new"] + counts["rejected"]
    initiatives = {one["name"]: one["records"].get("lesson", 0) for one in closed.listed.data["initiatives"]}
    assert sum(initiatives.values()) == counts["new"]
    assert initiatives[FIRST] == 33
    nameless = sum(row["Project / Program"].casefold() in ("n/a", "na", "various") for row in book.values())
    assert initiatives["No programme named"] == nameless > 800


def test_the_four_spellings_are_one_initiative(closed: Closed, rows: dict[int, Row]) -> None:
    assert closed.aliased.status == 0
    counts = {name: sum(row["Project / Program"] == name for row in rows.values()) for name in SPELLINGS}
    assert counts == SPELLINGS
    assert set(lessons(closed)) == set(rows)
    assert set(closed.sealed.dossier.initiative.other_names) == set(SPELLINGS) - {FIRST}


def test_the_closure_is_carried_out_and_its_dossier_delivered_once(closed: Closed) -> None:
    assert closed.closed.status == 0
    transition = closed.closed.data["transitions"][0]
    assert (transition["kind"], transition["state"], transition["dossier"]) == ("closure", "delivered", 1)
    assert closed.again.data["transitions"][0]["id"] == transition["id"]
    assert [one["id"] for one in closed.dossiers.data["dossiers"]] == [1]
    assert len(closed.messages) == 1
    said = closed.sealed.dossier.transition
    assert (said.effective_on, said.reason) == ("2010-10-11", "Cancelled by the FY2011 budget")


def test_every_word_of_every_cell_is_in_the_dossier(closed: Closed, rows: dict[int, Row]) -> None:
    found = lessons(closed)
    for number, row in rows.items():
        for field, columns in PLACES.items():
            missed = first_missing(
                [word for column in columns for word in words(row[column])], getattr(found[number], field)
            )
            assert missed is None, (number, field, missed)
        tags = [tag.strip() for column in TAGGED for tag in row[column].split(",")]
        assert set(found[number].tags) == set(map(html.unescape, tags)) - SAYS_NOTHING
        for field, column in (("occurred_on", "Date Lesson Occurred"), ("recorded_on", "Publish Date")):
            assert getattr(found[number], field) == american(row[column]).isoformat()


def test_no_markup_is_left_in_any_text(closed: Closed, rows: dict[int, Row]) -> None:
    assert any(TAG.search(row[column]) for row in rows.values() for columns in PLACES.values() for column in columns)
    for lesson in lessons(closed).values():
        for field in PLACES:
            assert not TAG.search(getattr(lesson, field) or "")


def test_every_word_of_every_cell_is_on_the_page(closed: Closed, rows: dict[int, Row]) -> None:
    page = lxml_html.fromstring(closed.sealed.page)
    for number, lesson in lessons(closed).items():
        article = page.get_element_by_id(f"lesson-{lesson.number}").text_content()
        for columns in PLACES.values():
            missed = first_missing([word for column in columns for word in words(rows[number][column])], article)
            assert missed is None, (number, columns, missed)


def test_every_word_of_every_cell_is_in_the_pdf(closed: Closed, rows: dict[int, Row]) -> None:
    text = squeezed("".join(closed.sealed.leaves))
    found = sorted(lessons(closed).items(), key=lambda pair: pair[1].number)
    starts: list[int] = []
    for _, lesson in found:
        # The first mention may be in the story; the lesson itself begins with its number.
        starts.append(text.index(squeezed(f"L{lesson.number} {lesson.title}"), starts[-1] if starts else 0))
    for (number, _), start, end in zip(found, starts, [*starts[1:], len(text)], strict=True):
        for field in ("what_happened", "effect", "recommendation"):
            source = [squeezed(word) for column in PLACES[field] for word in words(rows[number][column])]
            missed = first_missing(source, text[start:end])
            assert missed is None, (number, field, missed)


def test_what_is_missing_is_named(closed: Closed, rows: dict[int, Row]) -> None:
    gaps = {gap.code: gap for gap in closed.sealed.dossier.gaps}
    assert {"no-status", "no-contacts", "no-actions", "outcome-not-said", "no-perspective"} <= gaps.keys()
    late = sum(american(row["Date Lesson Occurred"]) > CLOSED_ON for row in rows.values())
    assert f"{late} lessons" in gaps["records-after-closing"].sentence


TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def words(cell: str) -> list[str]:
    """The words of a cell outside of its tags."""
    return html.unescape(TAG.sub(" ", cell)).split()


def first_missing(wanted: list[str], text: str | None) -> str | None:
    """The first of the words that does not follow the others in the text; None where all are there, in order."""
    position = 0
    for word in wanted:
        position = (text or "").find(word, position)
        if position < 0:
            return word
        position += len(word)
    return None


def squeezed(text: str) -> str:
    """Text without what a line break can change: spaces, hyphens, ligatures."""
    for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        text = text.replace(ligature, letters)
    return re.sub(r"[\s\-\u00ad\u2010\u2011]+", "", text)


def american(day: str) -> date:
    return datetime.strptime(day, "%m/%d/%Y").date()  # noqa: DTZ007  # a day has no time zone
