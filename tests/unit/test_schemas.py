"""The published schemas are those of the models, and they hold for what the program reads and writes."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from handover.assets import SCHEMAS
from handover.dossier.model import Dossier
from handover.publish.json_form import dossier_as_json
from handover.publish.schemas import as_text, schemas, write_schemas
from handover.records import KINDS, Contact, Lesson, ProgrammeStatus, Record
from handover.sources.registering.registry_file import example
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.naughty import a_naughty_dossier
from tests.dossiers.past import a_dossier_with_a_past
from tests.dossiers.rich import a_dossier, an_empty_dossier

WRITTEN = schemas()


@pytest.mark.parametrize("name", WRITTEN)
def test_what_lies_in_the_folder_is_what_the_models_say(name: str) -> None:
    assert (SCHEMAS / name).read_text(encoding="utf-8") == as_text(WRITTEN[name]), (
        "Write the schemas again: python -m handover.publish.schemas"
    )


def test_there_is_no_other_schema_in_the_folder() -> None:
    assert sorted(path.name for path in SCHEMAS.iterdir()) == sorted(WRITTEN)
    assert set(WRITTEN) == {f"{kind}.schema.json" for kind in KINDS} | {
        "source.schema.json",
        "dossier.schema.json",
        "overview.schema.json",
    }


@pytest.mark.parametrize("name", WRITTEN)
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(WRITTEN[name])
    assert WRITTEN[name]["$id"] == name
    assert WRITTEN[name]["title"]


def test_writing_twice_gives_the_same_bytes(tmp_path: Any) -> None:
    first = [path.read_bytes() for path in write_schemas(tmp_path / "schemas")]
    assert [path.read_bytes() for path in write_schemas(tmp_path / "schemas")] == first
    assert all(data.endswith(b"}\n") for data in first)


RECORDS = {
    "a lesson": Lesson(key="1", initiative="Alpha", title="T", recorded_on="2015-03", outcome="mixed", tags=("a",)),
    "a status": ProgrammeStatus(key="1", initiative="Alpha", period="2015", budget=Decimal("12.50"), currency="GBP"),
    "a contact": Contact(key="1", initiative="Alpha", holder="vacant", name_given="Vacant"),
}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_record_agrees_with_its_schema(record: Record) -> None:
    validator = Draft202012Validator(WRITTEN[f"{record.record_kind}.schema.json"])
    assert validator.is_valid(record.model_dump(mode="json"))
    assert not validator.is_valid(record.model_dump(mode="json") | {"initiative": ""})
    assert not validator.is_valid(record.model_dump(mode="json") | {"unheard_of": "x"})


@pytest.mark.parametrize(
    "make", [a_dossier, an_empty_dossier, a_hostile_dossier, a_naughty_dossier, a_dossier_with_a_past]
)
def test_a_dossier_agrees_with_its_schema(make: Callable[[], Dossier]) -> None:
    written = json.loads(dossier_as_json(make()))
    errors = list(Draft202012Validator(WRITTEN["dossier.schema.json"]).iter_errors(written))
    assert errors == []
    assert not Draft202012Validator(WRITTEN["dossier.schema.json"]).is_valid(written | {"version": "two"})


SOURCES: dict[str, tuple[Any, bool]] = {
    "short rules": ({"title": "T", "initiative": "P"}, True),
    "long rules": ({"title": {"join": ["A", "B"]}, "initiative": {"constant": "X"}}, True),
    "a field of another kind": ({"title": "T", "initiative": "P", "period": "M"}, False),
    "an unknown rule": ({"title": {"colum": "T"}, "initiative": "P"}, False),
}


@pytest.mark.parametrize(("rules", "valid"), SOURCES.values(), ids=SOURCES)
def test_sources_agree_with_their_schema(rules: Any, valid: bool) -> None:
    source = {"title": "X", "location": "a.csv", "records": "lesson", "map": rules}
    assert Draft202012Validator(WRITTEN["source.schema.json"]).is_valid({"sources": {"a": source}}) is valid


def test_the_example_agrees_with_the_schema() -> None:
    shown = YAML(typ="safe", pure=True).load(re.sub(r"^  # ", "  ", example(), flags=re.MULTILINE))
    assert len(shown["sources"]) > 3
    assert Draft202012Validator(WRITTEN["source.schema.json"]).is_valid(shown)
