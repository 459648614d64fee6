"""The demonstration's records are as its story says: whose they are, which months, and nobody real."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ruamel.yaml import YAML

from handover import vocabulary
from handover.demonstration import story
from handover.initiatives.names import normalised
from handover.sources.vcards import read_vcards

RECORDS = Path(story.__file__).parent / "records"
MAIN = normalised(story.MAIN_INITIATIVE)
# Years by file: its encoding, its delimiter, how it writes a month.
STATUS = {
    "status-2022-23": ("utf-8", ",", "%B %Y"),
    "status-2023-24": ("cp1252", ",", "%m/%Y"),
    "status-2024-25": ("utf-8-sig", ";", "%b %Y"),
}
# Councils' areas that could be mistaken for a place in the records; left out are those that are also plain words.
REAL_AREAS = re.compile(
    r"\b(?:"
    r"Bedfordshire|Berkshire|Buckinghamshire|Cambridgeshire|Cheshire|Cornwall|Cumberland|Cumbria|"
    r"Derbyshire|Devon|Dorset|Durham|Essex|Gloucestershire|Hampshire|Herefordshire|Hertfordshire|"
    r"Huntingdonshire|Kent|Lancashire|Leicestershire|Lincolnshire|London|Middlesex|Norfolk|"
    r"Northamptonshire|Northumberland|Nottinghamshire|Oxfordshire|Rutland|Shropshire|Somerset|"
    r"Staffordshire|Suffolk|Surrey|Sussex|Warwickshire|Westmorland|Wiltshire|Worcestershire|"
    r"Yorkshire|Birmingham|Bristol|Leeds|Liverpool|Manchester|Newcastle|Plymouth|Sheffield|"
    r"Southampton|Sunderland|Wirral"
    r")\b"
)
FICTIONAL_BODIES = {"Fallowshire County Council", "Marlbridge Borough Council", "Wendle District Council"}


def status_rows(name: str) -> list[dict[str, str]]:
    encoding, delimiter, _ = STATUS[name]
    text = (RECORDS / "status" / f"{name}.csv").read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def months_of(initiative: str) -> Counter[str]:
    return Counter(
        f"{datetime.strptime(row['Month'], form):%Y-%m}"  # noqa: DTZ007 - a month, not a moment
        for name, (_, _, form) in STATUS.items()
        for row in status_rows(name)
        if normalised(row["Programme"]) == normalised(initiative)
    )


def months_between(first: str, last: str) -> list[str]:
    (year, month), (last_year, last_month) = (map(int, text.split("-")) for text in (first, last))
    count = (last_year - year) * 12 + last_month - month + 1
    return [f"{year + (month - 1 + step) // 12}-{(month - 1 + step) % 12 + 1:02d}" for step in range(count)]


def lesson_rows() -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(RECORDS / "lessons.xlsx")["Log"].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def action_rows() -> list[dict[str, str]]:
    with (RECORDS / "actions.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cards() -> list[Any]:
    return [row.cells for row in read_vcards(RECORDS / "contacts.vcf", "contacts.vcf", largest=100_000).rows]


def all_texts() -> Iterator[str]:
    for row in lesson_rows():
        yield from (value for value in row.values() if isinstance(value, str))
    for sheet in openpyxl.load_workbook(RECORDS / "lessons.xlsx").worksheets:
        for line in sheet.iter_rows(values_only=True):
            yield from (value for value in line if isinstance(value, str))
    for name in STATUS:
        for row in status_rows(name):
            yield from row.values()
    for row in action_rows():
        yield from row.values()
    # Folded lines are put together again first, since a fold can fall inside of an address.
    yield re.sub(r"\r?\n[ \t]", "", (RECORDS / "contacts.vcf").read_text(encoding="utf-8"))
    yield (RECORDS.parent / "sources.yaml").read_text(encoding="utf-8")
    yield Path(story.__file__).read_text(encoding="utf-8")


def test_every_initiative_of_the_story_has_lessons_and_statuses_and_no_other_has() -> None:
    told = {normalised(name) for name in (story.MAIN_INITIATIVE, *story.OTHER_INITIATIVES)}
    assert {normalised(row["Programme"]) for row in lesson_rows() if row["Programme"]} == told
    assert {normalised(row["Programme"]) for name in STATUS for row in status_rows(name)} == told
    assert {normalised(row["Programme"]) for row in action_rows()} == told
    assert {normalised(card["CATEGORIES"][0]) for card in cards()} == told


def test_lessons_of_each_initiative() -> None:
    found = Counter(normalised(row["Programme"] or "") for row in lesson_rows())
    assert found == {
        MAIN: 32,
        "warm and well": 3,
        "healthy homes fallowshire": 3,
        "fallowshire skills compact": 4,
        "one transport desk": 3,
        "": 1,
    }


def test_two_lessons_cannot_become_records() -> None:
    broken = [row["Ref"] for row in lesson_rows() if not (row["Programme"] and row["Lesson title"])]
    assert broken == ["LL-031", "LL-046"]


def test_keys_are_unique() -> None:
    keys = [
        [row["Ref"] for row in lesson_rows()],
        [row["Ref"] for row in action_rows()],
        [card["UID"] for card in cards()],
        *([row["Return"] for row in status_rows(name)] for name in STATUS),
    ]
    assert all(len(set(one)) == len(one) for one in keys)


def test_one_voice_is_silent_on_the_main_initiative() -> None:
    heard = {
        vocabulary.PERSPECTIVES.get(vocabulary.folded(row["Whose view"] or ""))
        for row in lesson_rows()
        if normalised(row["Programme"] or "") == MAIN
    }
    assert set(vocabulary.PERSPECTIVE_NAMES) - heard == {"professional"}


def test_the_log_has_the_flaws_of_a_real_one() -> None:
    rows = lesson_rows()
    names = {row["Programme"] for row in rows}
    assert {"Joining Up Care", "JOINING UP CARE", "Joining-Up Care ", "Warm and Well", "Warm & Well"} <= names
    assert {type(row["Date raised"]) for row in rows} == {str, datetime}
    assert "Too early to say" in {row["Did it work?"] for row in rows}
    assert sum("<p>" in (row["What happened"] or "") for row in rows) == 1
    assert [row["Ref"] for row in rows if row["Raised by"] is None and row["Lesson title"]] == ["LL-019"]
    assert openpyxl.load_workbook(RECORDS / "lessons.xlsx").sheetnames == ["Log", "Guidance"]


def test_main_initiative_is_reported_each_month_but_one() -> None:
    found = months_of(story.MAIN_INITIATIVE)
    wanted = months_between(story.FIRST_MONTH, story.LAST_MONTH)
    assert [month for month in wanted if month not in found] == ["2023-08"]
    assert [month for month, times in found.items() if times > 1] == ["2023-11"]
    assert [month for month in found if month > story.CLOSED_ON] == ["2025-09"]


@pytest.mark.parametrize(
    ("initiative", "first", "last"),
    [
        pytest.param(story.RENAME.old_name, "2022-04", "2024-03", id="until the renaming"),
        pytest.param(story.RENAME.new_name, "2024-04", "2025-04", id="from the renaming"),
        pytest.param("Fallowshire Skills Compact", "2022-04", "2025-04", id="all along"),
        pytest.param("One Transport Desk", "2022-09", "2024-11", id="begun later and ended earlier"),
    ],
)
def test_other_initiatives_are_reported_each_month_once(initiative: str, first: str, last: str) -> None:
    assert months_of(initiative) == Counter(months_between(first, last))


def test_every_year_has_its_own_rating_words() -> None:
    words = {name: {row["RAG"] for row in status_rows(name)} for name in STATUS}
    five = {"Green", "Amber/Green", "Amber", "Amber/Red"}
    assert words["status-2022-23"] == five
    assert words["status-2023-24"] == five | {"Red"}
    assert words["status-2024-25"] == {"Green", "Amber", "Red"}
    assert all(vocabulary.rating(word) for year in words.values() for word in year)


def test_two_returns_of_one_month_contradict_each_other() -> None:
    rows = [row for row in status_rows("status-2023-24") if row["Return"].startswith("JUC-2023-11")]
    assert [row["RAG"] for row in rows] == ["Amber", "Red"]


def test_one_return_ends_before_it_starts() -> None:
    def day(text: str) -> date:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day, not a moment

    rows = [row for name in STATUS for row in status_rows(name)]
    assert [row["Return"] for row in rows if day(row["Planned end"]) < day(row["Start"])] == ["OTD-2023-10"]


def test_the_owner_of_the_main_initiative_changes_once() -> None:
    rows = [row for name in STATUS for row in status_rows(name) if normalised(row["Programme"]) == MAIN]
    assert list(dict.fromkeys(row["SRO"] for row in rows)) == ["Margaret Ellery", "Graham Tolley"]


def test_one_file_can_only_be_read_as_windows_text() -> None:
    raw = (RECORDS / "status" / "status-2023-24.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert "£" in raw.decode("cp1252")
    assert "–" in raw.decode("cp1252")


def test_some_actions_have_nobody_to_inherit_them_and_some_are_overdue_at_the_closure() -> None:
    rows = [row for row in action_rows() if normalised(row["Programme"]) == MAIN]
    unfinished = [row for row in rows if row["Status"] not in ("Done", "Cancelled")]
    assert [row["Ref"] for row in unfinished if not row["Taken over by"]] == [
        "FA-02",
        "FA-05",
        "FA-08",
        "FA-09",
        "FA-10",
    ]
    closed = date.fromisoformat(story.CLOSED_ON)
    due = {
        row["Ref"]: datetime.strptime(row["Due"], "%d/%m/%Y").date()  # noqa: DTZ007 - a day, not a moment
        for row in unfinished
        if row["Due"]
    }
    assert [ref for ref, day in due.items() if day < closed] == ["FA-03", "FA-04", "FA-10"]


def test_address_book() -> None:
    found = cards()
    assert len(found) == 17
    assert [card["FN"] for card in found].count("Vacant") == 1
    text = (RECORDS / "contacts.vcf").read_text(encoding="utf-8")
    assert Counter(re.findall(r"VERSION:(\S+)", text)) == {"3.0": 15, "2.1": 1, "4.0": 1}
    assert "KIND:group" in text
    assert "ENCODING=QUOTED-PRINTABLE" in text
    assert all(card["NOTE"] for card in found)


def test_who_moves_is_in_the_address_book() -> None:
    move = story.STAFF_MOVE
    [card] = [card for card in cards() if card["FN"] == move.person]
    assert card["TITLE"] == move.role
    assert card["CATEGORIES"] == [move.initiative]


def test_addresses_are_reserved_ones() -> None:
    addresses = [address for text in all_texts() for address in re.findall(r"[\w.+-]+@[\w.-]+", text)]
    assert len(addresses) > 20
    assert [one for one in addresses if not re.search(r"[@.]example\.org$", one)] == []


def test_telephone_numbers_are_reserved_ones() -> None:
    numbers = [number for text in all_texts() for number in re.findall(r"(?:\+44 |\b0)\d[\d ]{7,}\d", text)]
    assert len(numbers) > 15
    reserved = re.compile(r"(?:\+44 |0)(?:1632 960\d{3}|20 7946 0\d{3})")
    assert [number for number in numbers if not reserved.fullmatch(number)] == []


def test_no_real_council_is_named() -> None:
    texts = list(all_texts())
    assert [found for text in texts for found in REAL_AREAS.findall(text)] == []
    bodies = re.compile(r"(?:[A-Z]\w+ )+(?:County|Borough|District|City|Metropolitan) Council")
    assert {found for text in texts for found in bodies.findall(text)} == FICTIONAL_BODIES


def test_every_registered_source_is_there_and_each_file_is_registered() -> None:
    sources = YAML(typ="safe").load((RECORDS.parent / "sources.yaml").read_text(encoding="utf-8"))["sources"]
    files = {path.relative_to(RECORDS.parent).as_posix() for path in RECORDS.rglob("*") if path.is_file()}
    assert {one["location"] for one in sources.values()} == files


def test_records_are_copied_again_over_themselves_and_other_files_are_left(tmp_path: Path) -> None:
    office = tmp_path / "new" / "office"
    story.copy_records(office)
    (office / "records" / "notes.txt").write_text("ours")
    (office / "records" / "actions.csv").write_text("changed")
    story.copy_records(office)
    copied = {path.relative_to(office): path.read_bytes() for path in office.rglob("*") if path.is_file()}
    original = {
        path.relative_to(RECORDS.parent): path.read_bytes()
        for path in [RECORDS.parent / "sources.yaml", *RECORDS.rglob("*")]
        if path.is_file()
    }
    assert copied == original | {Path("records/notes.txt"): b"ours"}


def test_the_workbook_is_small_enough_to_travel() -> None:
    assert (RECORDS / "lessons.xlsx").stat().st_size < 60_000
