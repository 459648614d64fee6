"""Markdown files, each of which is one record: front matter, a title, and text under headings."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from handover.errors import SourceUnreadable
from handover.records import LONGEST_TEXT
from handover.sources.contents import HEAD, is_binary, whole
from handover.sources.documents.front_matter import split_front_matter
from handover.sources.encoding import find_encoding
from handover.sources.mapping.placement import as_compared
from handover.sources.registering.registration import Registration
from handover.sources.rows import Cells, Fetched, RawRow, Reading, Reason
from handover.sources.tables.headers import name_columns

_ENDINGS: Final = (".gz", ".md", ".markdown")
# A text with more headings, or keys in front of it, is no record.
MOST_COLUMNS: Final = 1_000

_Row = tuple[RawRow, Mapping[str, str]]  # with facts about it


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read a fetched file as its registration says; see ``read_markdown``."""
    return read_markdown(
        fetched.path,
        fetched.name,
        largest=largest,
        encoding=registration.encoding,
        wanted=dict.fromkeys(column for making in registration.makings for column in making.columns),
        dated=fetched.dated,
    )


def read_markdown(
    path: Path,
    name: str,
    *,
    largest: int,
    encoding: str | None = None,
    wanted: Collection[str] = (),
    dated: datetime | None = None,
) -> Reading:
    """Read the one record in ``path``, which sentences call ``name``; ``largest`` bounds its bytes, also unpacked.

    The row has ``file``, ``path``, ``title`` and ``body``, the keys of the front matter, and a column for each
    heading with all the text under it. What differs from one of the ``wanted`` columns only in case and white space
    is called as it is wanted. ``dated`` becomes ``modified`` where that is wanted. What cannot be understood is a
    faulty row with the whole text, so that it does not keep the other files of a folder from being read. Raises
    SourceUnreadable (too large, a damaged gzip file) or SourceUnreachable.
    """
    place = {"file": name.rpartition("/")[2], "path": name}
    data = whole(path, name, largest=largest, what_to_do="Split it; each record is a file of its own.")
    try:
        found = find_encoding(path, name, declared=encoding, largest=largest)
    except SourceUnreadable as error:
        kept = {"size": len(data)} if is_binary(data[:HEAD]) else {"text": data.decode("utf-8", "backslashreplace")}
        return Reading(iter((_faulty({**place, **kept}, Reason("no-text", None, error.sentence)),)))
    text = data.decode(found.encoding, found.errors).removeprefix("\ufeff")
    row, facts = _row(text.replace("\r\n", "\n").replace("\r", "\n"), place, wanted, dated)
    return Reading(iter((row,)), facts={**found.facts, **facts})


def _row(text: str, place: dict[str, str], wanted: Collection[str], dated: datetime | None) -> _Row:
    if len(text) > LONGEST_TEXT:
        said = f"The file has {len(text):,} characters, and a text may have {LONGEST_TEXT:,}."
        return _faulty({**place, "text": text}, Reason("too-long", None, said)), {}
    front = split_front_matter(text)
    if front.faults:
        return _faulty({**place, "text": text}, *front.faults), {}
    cells = _cells(front.text, dict(front.entries), place, frozenset(map(as_compared, wanted)), dated)
    if len(cells) > MOST_COLUMNS:
        said = f"The file has more than {MOST_COLUMNS:,} keys and headings, which no record has."
        return _faulty({**place, "text": text}, Reason("too-many-columns", None, said)), {}
    names, facts = name_columns([name for name, _ in cells])
    values = (value for _, value in cells)
    return RawRow(1, dict(zip(_as_wanted(names, wanted), values, strict=True))), facts


def _faulty(cells: Cells, *faults: Reason) -> RawRow:
    return RawRow(1, cells, faults)


def _cells(
    text: str, entries: dict[str, Any], place: dict[str, str], wanted: Collection[str], dated: datetime | None
) -> list[tuple[str, Any]]:
    """The names and values of all columns; names may be the same. The reader's own go first, and keep theirs."""
    from handover.sources.documents.markdown_text import Document

    document = Document(text)
    heading = document.title()
    if heading is not None and as_compared(heading.name) in wanted:
        heading = None  # it is a column like those under the other headings
    title = entries.pop(next((key for key in entries if as_compared(key) == "title"), ""), None)
    said_twice = heading if heading is not None and title in (None, "", heading.name) else None
    own = {
        **place,
        "title": title or (heading.name if heading else "") or _without_ending(place["file"]),
        "body": document.text(without=said_twice),
    }
    # When a file was changed is another time wherever it is copied to, and would make another row of it there.
    if "modified" in wanted and "modified" not in map(as_compared, entries) and dated is not None:
        own["modified"] = dated.date().isoformat()
    sections = [(one.name, document.section(one)) for one in document.headings[:MOST_COLUMNS] if one != heading]
    return [*own.items(), *entries.items(), *sections]


def _without_ending(name: str) -> str:
    for ending in _ENDINGS:
        name = name[: -len(ending)] if name.lower().endswith(ending) and len(name) > len(ending) else name
    return name


def _as_wanted(names: Sequence[str], wanted: Collection[str]) -> list[str]:
    """The names, with the spelling that is wanted where only case and white space differ."""
    alike: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        alike.setdefault(as_compared(name), []).append(at)
    called = list(names)
    for name in wanted:
        places = alike.get(as_compared(name), [])
        if name not in names and len(places) == 1 and names[places[0]] not in wanted:
            called[places[0]] = name
    return called
