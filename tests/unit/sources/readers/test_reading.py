"""A registration's kind chooses the reader, and its options reach it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SourceUnreadable
from handover.settings import Limits
from handover.sources.reading import read
from handover.sources.registering.registration import Registration
from handover.sources.rows import Fetched
from tests.unit.sources.readers import office_files as made

CARD = b"BEGIN:VCARD\nVERSION:2.1\nFN:Zo\x8e\nEND:VCARD\n"
KINDS = [
    pytest.param({"kind": "csv"}, b"title\nx\n", ("title",), ["x"], id="csv"),
    pytest.param(
        {"kind": "csv", "encoding": "cp1250", "delimiter": ",", "header_row": 2},
        "printed; x; y\ntitle\nČ\n".encode("cp1250"),
        ("title",),
        ["Č"],
        id="csv with options",
    ),
    pytest.param({"kind": "excel"}, made.xlsx_of_rows(["title"], ["x"]), ("title",), ["x"], id="excel"),
    pytest.param(
        {"kind": "excel", "sheet": "L", "header_row": 2},
        made.xlsx_of_rows(["x"], ["title"], ["y"], title="L"),
        ("title",),
        ["y"],
        id="excel with options",
    ),
    pytest.param({"kind": "json"}, b'[{"title": "x"}]', None, {"title": "x"}, id="json"),
    pytest.param(
        {"kind": "json", "items": "b.c"},
        json.dumps({"a": [{}], "b": {"c": [{"title": "x"}]}}).encode(),
        None,
        {"title": "x"},
        id="json with options",
    ),
    pytest.param({"kind": "vcard", "encoding": "mac-roman"}, CARD, None, "Zoé", id="vcard with options"),
]


def fetched(path: Path, content: bytes) -> Fetched:
    path.write_bytes(content)
    return Fetched(path, "source", "0" * 64, len(content), datetime(2026, 1, 1, tzinfo=UTC))


def registered(**given: Any) -> Registration:
    return Registration.model_validate(
        {
            "name": "source",
            "title": "Source",
            "location": "source",
            "records": "lesson",
            "map": {"title": "title", "initiative": "programme"},
            **given,
        }
    )


@pytest.mark.parametrize(("options", "content", "columns", "cells"), KINDS)
def test_by_kind(tmp_path: Path, options: dict[str, Any], content: bytes, columns: Any, cells: Any) -> None:
    reading = read(fetched(tmp_path / "source", content), registered(**options))
    [row] = reading.rows
    assert reading.columns == columns
    assert (row.cells["FN"] if isinstance(cells, str) else row.cells) == cells  # type: ignore[call-overload]


@pytest.mark.parametrize("kind", ["csv", "excel", "json", "vcard"])
def test_the_limit_is_for_every_kind(tmp_path: Path, kind: str) -> None:
    content = made.xlsx_of_rows(["x"]) if kind == "excel" else b"x" * 101
    with pytest.raises(SourceUnreadable, match="larger than the 100 bytes"):
        read(fetched(tmp_path / "source", content), registered(kind=kind), limits=Limits(largest_source=100))
