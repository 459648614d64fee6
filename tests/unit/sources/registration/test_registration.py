"""What a registration may say, and how two of them are told apart."""

from typing import Any

import pytest
from pydantic import ValidationError

from handover.records import KINDS
from handover.sources.kinds import kind_by_ending
from handover.sources.registering.fields import CHOICES, TERM_NAMES, TERMS, field_type, fields_of
from handover.sources.registering.locations import path_of
from handover.sources.registering.registration import Registration
from handover.sources.registering.rules import FieldRule


def declared(**more: Any) -> dict[str, Any]:
    return {
        "name": "lessons-log",
        "title": "Lessons log",
        "location": "records/lessons.csv",
        "records": "lesson",
        "map": {"initiative": "Programme", "title": "Title"},
        **more,
    }


KINDS_BY_ENDING = {
    "a.csv": "csv",
    "a.TSV": "csv",
    "a.txt": "csv",
    "a.csv.gz": "csv",
    "a.xlsx": "excel",
    "a.ods": "excel",
    "a.xls": "excel",
    "a.json": "json",
    "a.jsonl.gz": "json",
    "a.vcf": "vcard",
    "https://x.example/a.json?year=2015": "json",
    "https://x.example/a.json.html": None,
    "a": None,
    "csv": None,
}


@pytest.mark.parametrize(("location", "kind"), KINDS_BY_ENDING.items(), ids=KINDS_BY_ENDING)
def test_the_ending_tells_the_kind(location: str, kind: str | None) -> None:
    assert kind_by_ending(path_of(location)) == kind


def test_a_declared_kind_goes_before_the_ending() -> None:
    assert Registration.model_validate(declared(location="export.txt", kind="json")).kind == "json"


SAME = {
    "a rule in short and at length": declared(map={"initiative": {"column": "Programme"}, "title": "Title"}),
    "the order of fields": declared(map={"title": "Title", "initiative": "Programme"}),
    "what is so anyway": declared(map={"initiative": {"column": "Programme", "html": False}, "title": "Title"}),
    "the kind that the ending tells": declared(kind="csv"),
    "nothing said": declared(owner=None, blank=[]),
}
OTHER = {
    "title": declared(title="Lessons"),
    "location": declared(location="records/other.csv"),
    "key": declared(key="Ref"),
    "the order of a key": declared(key=["Ref", "Title"]),
    "the order of a key, turned": declared(key=["Title", "Ref"]),
    "tokens": declared(blank=["N/A"]),
    "map": declared(map={"initiative": "Programme", "title": "Title", "effect": "Effect"}),
    "cadence": declared(cadence="monthly"),
}


@pytest.mark.parametrize("other", SAME.values(), ids=SAME)
def test_the_same_registration_has_the_same_fingerprint(other: dict[str, Any]) -> None:
    assert Registration.model_validate(other).sha256 == Registration.model_validate(declared()).sha256


def test_other_registrations_have_other_fingerprints() -> None:
    fingerprints = {Registration.model_validate(one).sha256 for one in (declared(), *OTHER.values())}
    assert len(fingerprints) == len(OTHER) + 1


@pytest.mark.parametrize("one", [*SAME.values(), *OTHER.values()])
def test_what_is_stored_of_a_registration_is_that_registration(one: dict[str, Any]) -> None:
    registration = Registration.model_validate(one)
    stored = registration.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert Registration.model_validate(stored) == registration


NORMALISED = {
    "a tab": ("delimiter", "tab", "\t"),
    "a tab as in code": ("delimiter", "\\t", "\t"),
    "a semicolon": ("delimiter", ";", ";"),
    "an encoding's other name": ("encoding", "windows-1252", "cp1252"),
    "one key": ("key", "Ref", ("Ref",)),
    "one token": ("blank", "N/A", ("N/A",)),
    "a row in text": ("header_row", "3", (3,)),
}


@pytest.mark.parametrize(("option", "given", "value"), NORMALISED.values(), ids=NORMALISED)
def test_an_option_is_understood(option: str, given: Any, value: Any) -> None:
    assert getattr(Registration.model_validate(declared(**{option: given})), option) == value


ADDRESSES = [
    "https://x.example/lessons.csv",
    "http://x.example:8080/lessons.csv?year=2015&page=2",
    "https://x.example/keynote/tokens.csv?postcode=AB1&monkey=1",
    "records/2015: the lessons.csv",
    "C:/records/lessons.csv",
    "../lessons.csv",
    "/srv/records/lessons.csv",
]
NO_ADDRESSES = {
    "a password": ("https://jo:secret@x.example/a.csv", "user name or password"),
    "a user": ("https://jo@x.example/a.csv", "user name or password"),
    "a token": ("https://x.example/a.csv?token=abc", "a secret"),
    "a key": ("https://x.example/a.csv?year=1&api_key=abc", "a secret"),
    "a token whose name has capitals": ("https://x.example/a.csv?accessToken=abc", "a secret"),
    "a key whose name is one word": ("https://x.example/a.csv?accesskey=abc", "a secret"),
    "a session": ("https://x.example/a.csv?sessionId=abc", "a secret"),
    "a subscription key": ("https://x.example/a.csv?subscription-key=abc", "a secret"),
    "a signature": ("https://x.example/a.csv?se=2015&sig=abc", "a secret"),
    "a function's code": ("https://x.example/a.csv?code=abc", "a secret"),
    "a token behind #": ("https://x.example/a.csv#access_token=abc", "a secret"),
    "another protocol": ("ftp://x.example/a.csv", "it can be an address with http://, https://,"),
    "a file as an address": ("file:///etc/passwd", "it can be an address with http://, https://,"),
    "no server": ("https:///a.csv", "names no server"),
    "nothing but a protocol": ("http://", "names no server"),
    "half an address": ("http://[::1", "names no server"),
    "a path too long": ("x" * 2_001, "at most 2000 characters"),
    "a port that is none": ("https://x.example:port/a.csv", "names no server"),
    "a line end": ("a\n.csv", "characters"),
    "NUL": ("a\0.csv", "characters"),
}


@pytest.mark.parametrize("location", ADDRESSES)
def test_a_location_that_can_be_used(location: str) -> None:
    assert Registration.model_validate(declared(location=location)).location == location


@pytest.mark.parametrize(("location", "sentence"), NO_ADDRESSES.values(), ids=NO_ADDRESSES)
def test_a_location_that_cannot_be_used(location: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Registration.model_validate(declared(location=location, kind="csv"))
    assert sentence in str(refused.value.errors())


def test_a_registration_cannot_be_changed() -> None:
    registration = Registration.model_validate(declared())
    with pytest.raises(ValidationError):
        registration.title = "Other"  # type: ignore[misc]


# --- the fields that can be mapped ---


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_record_can_be_mapped_but_its_key(kind: Any) -> None:
    assert set(fields_of(kind)) == set(KINDS[kind].model_fields) - {"key"}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in fields_of(kind)])
def test_a_field_is_understood_as_what_it_holds(kind: Any, name: str) -> None:
    """Drift: the type by which a field is understood agrees with what its model holds."""
    schema = KINDS[kind].model_json_schema()["properties"][name]
    options = schema.get("anyOf", [schema])
    types = {option.get("type") for option in options}
    words = {word for option in options for word in option.get("enum", ())}
    held = field_type(kind, name)
    assert (held == "items") == ("array" in types)
    assert (held == "flag") == ("boolean" in types)
    assert (held == "money") == ("number" in types)
    assert (held == "date") == any(str(option.get("pattern")).startswith(r"^\d{4}") for option in options)
    assert (held == "currency") == any(option.get("pattern") == "^[A-Z]{3}$" for option in options)
    assert (held in ("words", "choice")) == bool(words)
    if held == "words":
        assert set(TERM_NAMES[name]) == words
        assert {TERMS[name](word) for word in words} == words
        assert f"{name}_given" in fields_of(kind)
    if held == "choice":
        assert set(CHOICES[name]) == words
    if held == "money":
        assert f"{name}_given" in fields_of(kind)


def test_a_rule_names_its_columns() -> None:
    assert FieldRule(column="A").columns == ("A",)
    assert FieldRule(join=("A", "B")).columns == ("A", "B")
    assert FieldRule(constant="A").columns == ()
