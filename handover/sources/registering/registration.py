"""A registered source: where its records lie, how the file is read, and what its columns become."""

import codecs
import hashlib
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from handover.records import RecordKind
from handover.sources.kinds import kind_by_ending, kinds, near_kinds
from handover.sources.mapping.source_dates import format_mistake
from handover.sources.mapping.understanding import constant_mistake
from handover.sources.near import did_you_mean
from handover.sources.places.places import place_mistakes
from handover.sources.registering.directory_search import DirectorySearch
from handover.sources.registering.fields import KIND_WORDS, REQUIRED, TERM_NAMES, TERMS, field_type, fields_of
from handover.sources.registering.guarding import Contract, Guards
from handover.sources.registering.locations import (
    checked_location,
    is_pattern,
    names_a_secret,
    path_of,
    scheme_mistake,
    scheme_of,
)
from handover.sources.registering.making import Also, Making, telling_fields
from handover.sources.registering.no_value import NoValue
from handover.sources.registering.paging import Pages
from handover.sources.registering.rules import Columns, FieldRule, Part, Rule, Tokens
from handover.sources.registering.sent_headers import Headers
from handover.sources.registering.shape import Rows
from handover.sources.registering.sign_in import SignIn, is_reference
from handover.sources.texts import shown

Cadence = Literal["daily", "weekly", "monthly", "quarterly", "yearly"]

# Each means something with some kinds of source only; with another it would do nothing, which somebody should see.
_KIND_OPTIONS: Final = (
    "encoding",
    "delimiter",
    "sheet",
    "header_row",
    "rotated",
    "rows",
    "items",
    "pages",
    "headers",
    "query",
    "search",
    "options",
)
_DELIMITER_NAMES: Final = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}


def _fail(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{sentence}", {"sentence": sentence})


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


def _checked_series(series: str) -> str:
    if found := format_mistake(series):
        raise _fail(found)
    return series


def _rows_of_header(given: Any) -> Any:
    return [given] if isinstance(given, int | str) else given


def _checked_header(rows: tuple[int, ...]) -> tuple[int, ...]:
    if any(upper >= lower for upper, lower in pairwise(rows)):
        raise _fail("the rows of the header are listed from the top, each once: [2, 3]")
    return rows


HeaderRow = Annotated[int, Field(ge=1, le=1_000)]


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
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=50)] = Field(
        description="What kind of source it is; found from the location's ending."
    )
    location: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000),
        AfterValidator(checked_location),
    ] = Field(
        description="A path from the folder of this file, or an address; with * it is every file so called. No secrets."
    )
    member: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = Field(
        None, description="Which files of a ZIP archive are read: “*.csv”; without it, those of its kind."
    )
    series: Annotated[str, AfterValidator(_checked_series)] | None = Field(
        None,
        description="The date in the files' names, as of strptime: each file is the whole source on its day.",
    )
    sign_in: SignIn | None = Field(None, description="How it is signed in to. No secret, only where each is found.")
    endpoint: (
        Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500), AfterValidator(checked_location)]
        | None
    ) = Field(None, description="The address of an S3-compatible store that is not Amazon's (s3://).")
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
    header_row: (
        Annotated[
            tuple[HeaderRow, ...],
            BeforeValidator(_rows_of_header, json_schema_input_type=HeaderRow | list[HeaderRow]),
            AfterValidator(_checked_header),
            Field(min_length=1, max_length=10),
        ]
        | None
    ) = Field(
        None,
        description="The row, or rows, with the names of the columns, counted from 1; of a rotated sheet, the columns"
        " with the names of the fields.",
    )
    rotated: bool | None = Field(None, description="Whether the fields are rows, and each column is a record.")
    rows: Rows | None = Field(None, description="Rows that are no records: totals, footnotes.")
    items: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = Field(
        None, description="Dotted path to the list of items inside of a document; of IATI, what a row is."
    )
    pages: Pages | None = Field(None, description="How the pages of an API follow each other.")
    headers: Headers | None = Field(None, description="Headers that are sent with each request to an API.")
    query: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)] | None = Field(
        None, description="The SELECT whose rows are gathered."
    )
    search: DirectorySearch | None = Field(None, description="What is looked for in a directory.")
    options: dict[str, Any] | None = Field(None, description="What a dlt resource, or the kind of a plug-in, is told.")
    records: RecordKind = Field(description="What one row is.")
    key: Columns | None = Field(None, description="The column, or columns, that tell one record from another.")
    cadence: Cadence | None = Field(None, description="How often it is expected to change.")
    identifiers: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] | None = Field(
        None, description="The register that its identifiers are from, where several sources have them from one."
    )
    may_be_empty: bool = Field(
        False, description="Whether it may have no rows any more; without this, such a file changes nothing."
    )
    blank: Tokens = Field((), description="Words that mean nothing, in any column: N/A, TBC, “Exempt*” …")
    tokens: NoValue = Field(NoValue(), description="Words that stand for no value, by what they mean.")
    map: dict[str, Rule] = Field(description="What each field is made from.")
    also: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=50)], Also] = Field(
        default_factory=dict, description="Other records that each row makes beside the first, by a name for each."
    )
    contract: Contract = Field(Contract(), description="What becomes of columns and words that were not there before.")
    guards: Guards = Field(Guards(), description="When a gathering of it looks wrong.")

    @model_validator(mode="before")
    @classmethod
    def _kind_from_ending(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("kind") is None and isinstance(given.get("location"), str):
            told = given["location"].strip()
            named = given.get("member") if path_of(told).lower().endswith(".zip") else None
            found = kind_by_ending(path_of(named if isinstance(named, str) else told))
            return {**given, "kind": found} if found else given
        return given

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Registration":
        found = [*option_mistakes(self), *map_mistakes(self.records, self.map)]
        for name, also in self.also.items():
            found.extend((("also", name, *place), said) for place, said in map_mistakes(also.records, also.map))
        if self.identifiers and not any(
            "identifier" in one for one in (self.map, *(also.map for also in self.also.values()))
        ):
            found.append((("identifiers",), "says where identifiers are from, and no identifier is mapped"))
        if found:
            raise PydanticCustomError("mistakes", "does not agree with itself", {"mistakes": found})
        return self

    @property
    def knows_as(self) -> str:
        """The register by whose identifiers it knows initiatives: the one that it declares, else its own."""
        return self.identifiers or self.name

    @property
    def canonical(self) -> bytes:
        """The registration as canonical JSON: equal where two mean the same, however they were written."""
        return orjson.dumps(self._as_json(), option=orjson.OPT_SORT_KEYS)

    @property
    def sha256(self) -> str:
        """The fingerprint of ``canonical``: whether it was changed since it was applied."""
        return hashlib.sha256(self.canonical).hexdigest()

    @cached_property
    def makings(self) -> tuple[Making, ...]:
        """What each row makes: the record that the source is of, then those beside it."""
        shared = (self.blank, self.tokens.words(), self.contract.new_values)
        first = Making("", self.kind, self.records, self.key, self.map, *shared)
        others = (
            Making(
                name,
                self.kind,
                also.records,
                also.key or self.key,
                also.map,
                *shared,
                telling=telling_fields(also.records, also.map, self.map),
            )
            for name, also in self.also.items()
        )
        return (first, *others)

    def _as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


Found = tuple[tuple[str, ...], str]  # where below the registration, and the sentence


def option_mistakes(registration: Registration) -> Iterator[Found]:
    """What the kind of source does not have, or needs and has not."""
    kind = kinds().get(registration.kind)
    if kind is None:
        return  # a registered source may be of a kind whose package was taken away; whoever reads it says so
    for option in _KIND_OPTIONS:
        if getattr(registration, option) is not None and option not in kind.options:
            words = " and ".join(one.name for one in kinds().values() if option in one.options) or "no"
            yield (option,), f"{option} is only for {words} sources, and this one is {registration.kind}"
    for option in kind.needs:
        if getattr(registration, option) is None:
            yield (option,), f"is missing, and a {registration.kind} source needs it"
    location, scheme = registration.location, scheme_of(registration.location)
    if found := scheme_mistake(location, kind.schemes):
        yield ("location",), found
    elif not kind.fetches:
        yield from place_mistakes(location, registration.sign_in)
    if registration.endpoint is not None and scheme != "s3":
        yield ("endpoint",), "endpoint is only for locations that begin with s3://"
    if registration.series is not None and not is_pattern(location):
        yield ("series",), "series is only for a location that names many files, with a *"
    for name, value in (registration.options or {}).items():
        if names_a_secret(name) and not (isinstance(value, str) and is_reference(value)):
            yield ("options", name), "must say where the secret is found, never what it is: env:NAME, file:PATH …"
    if registration.member is not None and kind.fetches:
        yield ("member",), f"member is for files in a ZIP archive, and this source is {registration.kind}"


def kind_mistake(kind: str) -> str | None:
    """Why a kind cannot be declared, or None: nothing that is installed has it."""
    return None if kind in kinds() else f"“{shown(kind)}” is no kind of source.{near_kinds(kind)}"


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
    for word, meanings in (rule.lookup or {}).items():
        if len(meanings) > 1 and kind != "items":
            yield ("map", name, "lookup", word), f"{name} is not a list, so that a word can mean only one thing"
        elif name in TERMS and TERMS[name](meanings[0]) is None:
            words = TERM_NAMES[name]
            offer = did_you_mean(meanings[0], words) or f" It can be {', '.join(words)}."
            yield ("map", name, "lookup", word), f"“{shown(meanings[0])}” is no {name} that is known.{offer}"
    for key in ("constant", "default"):
        given = getattr(rule, key)
        if given is not None and (refusal := constant_mistake(records, name, rule, given)):
            yield ("map", name, key), refusal
