"""The model as tables: nothing of it is left out, and each row can be tied to what it stands in."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from handover.dossier.model import Dossier
from handover.publish.tables.rows import tables_of, words
from tests.dossiers.parts import COMPILED_AT, a_status_point
from tests.dossiers.past import a_dossier_with_a_past
from tests.dossiers.rich import a_dossier, an_empty_dossier


def table(dossier: Dossier, name: str) -> list[dict[str, Any]]:
    (found,) = (one for one in tables_of(dossier) if one.name == name)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("make", [a_dossier, a_dossier_with_a_past, an_empty_dossier])
def test_every_text_of_the_model_stands_in_a_table(make: Any) -> None:
    dossier = make()
    written = "\n".join(str(value) for one in tables_of(dossier) for row in one.rows for value in row)
    # A reference in a list is put in words; the number of an amount has no quotation marks.
    missing = [text for text in texts(dossier.model_dump(mode="python")) if text not in written]
    assert missing == []


@pytest.mark.parametrize("make", [a_dossier, a_dossier_with_a_past, an_empty_dossier])
def test_the_tables_are_the_same_for_every_dossier(make: Any) -> None:
    expected = [(one.name, one.columns) for one in tables_of(a_dossier())]
    assert [(one.name, one.columns) for one in tables_of(make())] == expected


def test_values_are_what_they_are() -> None:
    dossier = a_dossier()
    status = dossier.status.model_copy(update={"points": (a_status_point("2024", budget=Decimal("-5.10")),)})
    (point,) = table(dossier.model_copy(update={"status": status}), "status.points")
    assert (point["period"], point["budget"], point["reference.row"]) == ("2024", Decimal("-5.10"), 2)
    action = table(dossier, "actions")[0]
    assert action["due"] == date(2026, 3, 20)
    facts = {row["field"]: row["value"] for row in table(dossier, "dossier")}
    assert facts["compiled_at"] == COMPILED_AT
    assert isinstance(facts["compiled_at"], datetime)
    assert facts["voices.heard"].splitlines()[0] == "professional: 2"


def test_a_row_says_what_it_stands_in() -> None:
    dossier = a_dossier_with_a_past()
    assert {row["lesson.title"] for row in table(dossier, "lessons.lessons")} == {g.title for g in dossier.lessons}
    assert {row["source.label"] for row in table(dossier, "sources.files")} <= {s.label for s in dossier.sources}
    reasons = table(dossier, "severity.reasons")
    assert reasons[0]["references"] == "S2 status-2025.csv, row 12"


@pytest.mark.parametrize(
    ("column", "expected"),
    [("what_happened", "What happened"), ("reference.read_on", "Reference: read on"), ("on", "On")],
)
def test_columns_in_words(column: str, expected: str) -> None:
    assert words(column) == expected
