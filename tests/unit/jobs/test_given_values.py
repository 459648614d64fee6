"""New values for a row as a person types them: which column is meant, and what is said where none is."""

import pytest

from handover.errors import BadRequest
from handover.jobs.rejected_rows.given_values import values_given

NAMES = ("Ref", "Due", "Due date", "A=B", "Total (£)", "Owner  name")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(["Due=2024-03-01"], {"Due": "2024-03-01"}, id="one"),
        pytest.param(["Due=1", "Ref=2"], {"Due": "1", "Ref": "2"}, id="several"),
        pytest.param(["Due date=x"], {"Due date": "x"}, id="the column that is written whole"),
        pytest.param(["due=x"], {"Due": "x"}, id="case does not matter"),
        pytest.param(["owner name =x"], {"Owner  name": "x"}, id="nor does space"),
        pytest.param(["A=B=C"], {"A=B": "C"}, id="the sign in a column's name"),
        pytest.param(["Due=a=b"], {"Due": "a=b"}, id="the sign in the value"),
        pytest.param(["Due= x "], {"Due": "x"}, id="space around the value"),
        pytest.param(["Due="], {"Due": ""}, id="blank"),
    ],
)
def test_what_is_meant(given: list[str], expected: dict[str, str]) -> None:
    assert values_given(given, NAMES) == expected


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param(
            ["2024-03-01"],
            '“2024-03-01” does not say what to put into which column. Write it like: --set "Due=2024-03-01"',
            id="no column",
        ),
        pytest.param(
            ["Du=x"],
            "The row has no column “Du”. Did you mean “Due” or “Due date”? It has “Ref”, “Due”, “Due date”, “A=B”, "
            "“Total (£)”, “Owner name”.",
            id="a slip",
        ),
        pytest.param(["=x"], "The row has no column “”.", id="a blank column"),
        pytest.param(["Due=1", "DUE=2"], "“Due” is set twice. Say once what it should be.", id="twice"),
    ],
)
def test_what_cannot_be_meant(given: list[str], sentence: str) -> None:
    with pytest.raises(BadRequest) as refused:
        values_given(given, NAMES)
    assert str(refused.value).startswith(sentence)
