"""A registered source: where its records lie, how the file is read, and what its columns become."""

import codecs
import hashlib
import re
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal
from urllib.parse import parse_qsl, urlsplit

import orjson
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from handover.records import RecordKind
from handover.sources.fields import KIND_WORDS, REQUIRED, TERM_NAMES, TERMS, field_type, fields_of
from handover.sources.near import did_you_mean
from handover.sources.rules import Columns, FieldRule, Part, Rule, Tokens
from handover.sources.texts import shown
from handover.sources.understanding import constant_mistake

SourceKind = Literal["csv", "excel", "json", "vcard"]
Cadence = Literal["daily", "weekly", "monthly", "quarterly", "yearly"]

_ENDINGS: Final[dict[str, SourceKind]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".xls": "excel",
    ".ods": "excel",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".vcf": "vcard",
    ".vcard": "vcard",
}
# What each option is for; with another kind it would do nothing, and that is a mistake somebody should see.
_ONLY_FOR: Final[dict[str, tuple[SourceKind, ...]]] = {
    "encoding": ("csv", "json", "vcard"),
    "delimiter": ("csv",),
    "sheet": ("excel",),
    "header_row": ("csv", "excel"),
    "items": ("json",),
}
_SECRET: Final = re.compile(
    r"^code$|(?:^|[_-])(?:api[_-]?key|key|token|secret|password|passwd|pwd|sig|signature|auth|credential)s?$",
    re.IGNORECASE,
)
_DELIMITER_NAMES: Final = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
_SCHEME: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+):(?://|(?=\w))")


def _fail(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{sentence}", {"sentence": sentence})


def _checked_location(location: str) -> str:
    if not location.isprintable():
        raise _fail("has characters in it that no address or path has")
    scheme = _SCHEME.match(location)
    if scheme is None:
        return location
    if scheme[1].lower() not in ("http", "https"):
        raise _fail(f"begins with “{shown(scheme[0])}”; it can be a path, or an address with https:// or http://")
    try:
        address = urlsplit(location)
        named = bool(address.hostname) and (address.port is None or address.port > 0)
    except ValueError:
        named = False
    if not named:
        raise _fail("is not a whole address: it names no server")
    if address.username is not None or address.password is not None:
        raise _fail("has a user name or password in the address, which would be copied into every dossier")
    for part, _ in parse_qsl(f"{address.query}&{address.fragment}", keep_blank_values=True):
        if _SECRET.search(part):
            raise _fail(f"has a secret in the address (“{shown(part)}”), which would be copied into every dossier")
    return location


def _checked_encoding(encoding: str) -> str:
    try:
        "".encode(encoding)  # a codec that is not for text (zip, rot13) is refused here
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        offer = did_you_mean(encoding, ("utf-8", "utf-16", "cp1252", "latin-1"))
        raise _fail(f"“{shown(encoding)}” is no encoding that is known.{offer}") from None


def _checked_delimiter(delimiter: str) -> str:
    if delimiter in '"\r\n\0':
        raise _fail("cannot be a quotation mark or a line end")
    return delimiter


def _named_delimiter(delimiter: Any) -> Any:
    return _DELIMITER_NAMES.get(delimiter.lower(), delimiter) if isinstance(delimiter, str) else delimiter


def kind_by_ending(location: str) -> SourceKind | None:
    """The kind of source that the ending of a path or address tells, or None."""
    path = urlsplit(location).path if _SCHEME.match(location) else location
    name = path.lower().removesuffix(".gz")
    return next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)


class Registration(Part):
    """One source, as an office declared it. Valid by construction: what it maps exists, what it needs is there."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=100)] = Field(
        description="What the source is called on the command line: lower case letters, digits and hyphens."
    )
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        description="What people call it."
    )
    owner: Annotated[str, StringConstraints(pattern=r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$", max_length=254)] | None = (
        Field(None, description="The e-mail address of who looks after it.")
    )
    kind: SourceKind = Field(description="What kind of file it is; found from the location's ending.")
    location: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000),
        AfterValidator(_checked_location),
    ] = Field(description="A path, from the folder of this file, or an http(s) address. No secrets.")
    encoding: Annotated[str, AfterValidator(_checked_encoding)] | None = Field(
        None, description="How the text is encoded; found where it is not declared."
    )
    delimiter: (
        Annotated[
            str,
            StringConstraints(min_length=1, max_length=1),
            BeforeValidator(_named_delimiter, json_schema_input_type=str),
            AfterValidator(_checked_delimiter),
        ]
        | None
    ) = Field(None, description="What stands between the columns; found where it is not declared.")
    sheet: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = Field(
        None, description="The sheet of a workbook that has several."
    )
    header_row: Annotated[int, Field(ge=1, le=1_000)] | None = Field(
        None, description="The row with the names of the columns, counted from 1."
    )
    items: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = Field(
        None, description="Dotted path to the list of items inside of a JSON document."
    )
    records: RecordKind = Field(description="What one row is.")
    key: Columns | None = Field(None, description="The column, or columns, that tell one record from another.")
    cadence: Cadence | None = Field(None, description="How often it is expected to change.")
    may_be_empty: bool = Field(
        False, description="Whether it may have no rows any more; without this, such a file changes nothing."
    )
    blank: Tokens = Field((), description="Words that mean nothing, in any column: N/A, TBC, “Exempt*” …")
    map: dict[str, Rule] = Field(description="What each field is made from.")

    @model_validator(mode="before")
    @classmethod
    def _kind_from_ending(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("kind") is None and isinstance(given.get("location"), str):
            found = kind_by_ending(given["location"].strip())
            return {**given, "kind": found} if found else given
        return given

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Registration":
        found = [*option_mistakes(self), *map_mistakes(self.records, self.map)]
        if found:
            raise PydanticCustomError("mistakes", "does not agree with itself", {"mistakes": found})
        return self

    @property
    def canonical(self) -> bytes:
        """The registration as canonical JSON: equal where two mean the same, however they were written."""
        return orjson.dumps(self._as_json(), option=orjson.OPT_SORT_KEYS)

    @property
    def sha256(self) -> str:
        """The fingerprint of ``canonical``: whether it was changed since it was applied."""
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def rules(self) -> bytes:
        """Canonical JSON of what decides how a row becomes a record, and nothing else."""
        declared = self._as_json()
        return orjson.dumps(
            {name: declared.get(name) for name in ("kind", "records", "key", "blank", "map")},
            option=orjson.OPT_SORT_KEYS,
        )

    def _as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


Found = tuple[tuple[str, ...], str]  # where below the registration, and the sentence


def option_mistakes(registration: Registration) -> Iterator[Found]:
    """Options that the kind of file does not have."""
    for option, kinds in _ONLY_FOR.items():
        if getattr(registration, option) is not None and registration.kind not in kinds:
            words = " and ".join(kinds)
            yield (option,), f"{option} is only for {words} sources, and this one is {registration.kind}"


def map_mistakes(records: RecordKind, rules: dict[str, FieldRule]) -> Iterator[Found]:
    """What is wrong with a map, given which records it is to make: each place with its sentence."""
    types = fields_of(records)
    for name, rule in rules.items():
        if name == "key":
            yield ("map", name), "the key is declared beside map, not inside of it: key: followed by the column"
        elif name not in types:
            offer = did_you_mean(name, types) or f" It has {', '.join(types)}."
            yield ("map", name), f"{KIND_WORDS[records]} has no field “{shown(name)}”.{offer}"
        else:
            yield from _rule_mistakes(records, name, rule)
            if name.endswith("_given") and name.removesuffix("_given") in rules:
                yield ("map", name), f"it is filled from {name.removesuffix('_given')} already; map only one of the two"
    for group in REQUIRED[records]:
        if not any(name in rules for name in group):
            yield ("map",), f"{KIND_WORDS[records]} needs {' or '.join(group)}, and nothing is mapped to it"
    currencies = sorted({rule.money.currency for rule in rules.values() if rule.money and rule.money.currency})
    if len(currencies) > 1:
        yield ("map",), f"one record has one currency, and {' and '.join(currencies)} are declared"


def _rule_mistakes(records: RecordKind, name: str, rule: FieldRule) -> Iterator[Found]:
    kind = field_type(records, name)
    for key, given, wanted, what in (
        ("date", rule.date, "date", "a date"),
        ("money", rule.money, "money", "an amount of money"),
        ("split", rule.split, "items", "a list"),
    ):
        if given is not None and kind != wanted:
            yield ("map", name, key), f"{name} is not {what}, so “{key}” cannot be used for it"
    if rule.html and kind != "text":
        yield ("map", name, "html"), f"{name} is not one text, so “html” cannot be used for it"
    if name in TERMS:
        for word, meaning in (rule.lookup or {}).items():
            if TERMS[name](meaning) is None:
                words = TERM_NAMES[name]
                offer = did_you_mean(meaning, words) or f" It can be {', '.join(words)}."
                yield ("map", name, "lookup", word), f"“{shown(meaning)}” is no {name} that is known.{offer}"
    for key in ("constant", "default"):
        given = getattr(rule, key)
        if given is not None and (refusal := constant_mistake(records, name, rule, given)):
            yield ("map", name, key), refusal
