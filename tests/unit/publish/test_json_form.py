"""dossier.json and back."""

import json

import pytest

from handover.errors import BadRequest
from handover.publish.json_form import dossier_as_json, dossier_from_json
from tests.dossiers.big import a_big_dossier
from tests.dossiers.hostile import CONTROLS, a_hostile_dossier
from tests.dossiers.rich import a_dossier, an_empty_dossier


@pytest.mark.parametrize("make", [a_dossier, an_empty_dossier, a_hostile_dossier, lambda: a_big_dossier(3)])
def test_what_is_written_is_read_back_whole(make) -> None:
    dossier = make()
    assert dossier_from_json(dossier_as_json(dossier)) == dossier


def test_the_form_is_canonical() -> None:
    data = dossier_as_json(a_dossier())
    assert data == dossier_as_json(a_dossier())
    again = json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert data == again.encode()


def test_nothing_is_made_legible_in_it() -> None:
    lessons = json.loads(dossier_as_json(a_hostile_dossier()))["lessons"]
    assert lessons[0]["lessons"][0]["what_happened"] == CONTROLS


def test_pence_are_kept() -> None:
    assert '"budget":"1400000"' in dossier_as_json(a_dossier()).decode()


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"", None),
        (b"[]", None),
        (b'{"format": "handover-dossier/1"}', "reference"),
        (b"\xff\xfe", None),
    ],
    ids=["empty", "a list", "a part of one", "not text"],
)
def test_what_is_no_dossier_is_refused_in_a_sentence(data: bytes, where: str | None) -> None:
    with pytest.raises(BadRequest, match="not a dossier") as refusal:
        dossier_from_json(data)
    assert refusal.value.where == where
