"""A folder of Markdown files as one source, from gathering to gathering."""

from pathlib import Path

import pytest

from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.store.database import Store
from tests.integration.gathering.test_gather import current
from tests.offices import an_office, register

LESSON = """\
---
programme: Harbour Bridge
date: 2024-03-01
---
# {title}

## What happened

{event}
"""
FOLDER = {
    "name": "lessons",
    "title": "Lessons, a file each",
    "location": "lessons/*.md",
    "records": "lesson",
    "key": "file",
    "map": {
        "initiative": "Programme",
        "title": "title",
        "what_happened": "What happened",
        "recorded_on": "date",
    },
}


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    (tmp_path / "lessons").mkdir()
    for title in ("ask", "count", "pay"):
        write(tmp_path, title, "Nobody did.")
    made = an_office(store, tmp_path)
    register(made, FOLDER)
    return made


def write(folder: Path, title: str, event: str) -> None:
    (folder / "lessons" / f"{title}.md").write_text(LESSON.format(title=title.capitalize(), event=event))


def test_a_file_is_a_lesson(office: Office) -> None:
    assert gather_source(office, "lessons").counts == Counts(seen=3, new=3)
    assert current(office.store)["ask.md"] == {
        "key": "ask.md",
        "initiative": "Harbour Bridge",
        "title": "Ask",
        "what_happened": "Nobody did.",
        "recorded_on": "2024-03-01",
    }


def test_only_what_changed_is_new(office: Office, tmp_path: Path) -> None:
    gather_source(office, "lessons")
    assert gather_source(office, "lessons").same_content
    write(tmp_path, "ask", "Somebody did.")
    write(tmp_path, "write", "Nobody did.")
    (tmp_path / "lessons" / "pay.md").unlink()
    assert gather_source(office, "lessons").counts == Counts(seen=3, new=1, changed=1, unchanged=1, vanished=1)
    assert current(office.store)["ask.md"]["what_happened"] == "Somebody did."


@pytest.mark.parametrize(
    "broken", [b"---\nprogramme: [\n---\n", b"", b"\x89PNG\r\n\x1a\n"], ids=["front matter", "empty", "no text"]
)
def test_a_file_that_cannot_be_read_keeps_no_other_from_being_gathered(
    office: Office, tmp_path: Path, broken: bytes
) -> None:
    (tmp_path / "lessons" / "zero.md").write_bytes(broken)
    assert gather_source(office, "lessons").counts == Counts(seen=4, new=3, rejected=1)


def test_a_file_that_cannot_be_read_any_more_unsays_nothing(office: Office, tmp_path: Path) -> None:
    gather_source(office, "lessons")
    (tmp_path / "lessons" / "ask.md").write_text('---\nprogramme: "Harbour\n---\n')
    assert gather_source(office, "lessons").counts == Counts(seen=3, unchanged=2, rejected=1)
    assert set(current(office.store)) == {"ask.md", "count.md", "pay.md"}
    write(tmp_path, "ask", "Nobody did.")
    assert gather_source(office, "lessons").counts == Counts(seen=3, unchanged=3)
