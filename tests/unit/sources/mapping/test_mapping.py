"""Rows become records: every rule, every kind of cell, every reason."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.errors import SourceUnreadable
from handover.records import LONGEST_TEXT, Contact, Lesson, ProgrammeStatus, Record
from handover.sources.mapping.mapping import CompiledMapping
from handover.sources.registering.no_value import ALWAYS
from handover.sources.registering.registration import Registration
from handover.sources.vcards import COLUMNS as VCARD_COLUMNS
from tests.mappings import compile_mapping

LOCATIONS = {"csv": "a.csv", "json": "a.json", "vcard": "a.vcf"}
NEEDED: dict[str, dict[str, Any]] = {
    "lesson": {"initiative": "P", "title": "T"},
    "programme-status": {"initiative": "P", "period": "M"},
    "contact": {"initiative": "P", "name": "N", "role": "R", "emails": "E"},
    "follow-on-action": {"initiative": "P", "what": "W"},
}
GIVEN: dict[str, dict[str, Any]] = {
    "lesson": {"P": "Alpha", "T": "A title"},
    "programme-status": {"P": "Alpha", "M": "2015-03"},
    "contact": {"P": "Alpha", "N": "Jo Smith", "R": "Director", "E": "jo@x.example"},
    "follow-on-action": {"P": "Alpha", "W": "Do it"},
}


def registration(kind: str = "lesson", *, source: str = "csv", **more: Any) -> Registration:
    rules = {**NEEDED[kind], **more.pop("map", {})}
    return Registration.model_validate(
        {"name": "x", "title": "X", "location": LOCATIONS[source], "records": kind, "map": rules, **more}
    )


def mapped(kind: str, cells: dict[str, Any], **more: Any) -> Any:
    """What a row of a table with these columns becomes."""
    row = {**GIVEN[kind], **cells}
    return compile_mapping(registration(kind, **more), tuple(row)).record(list(row.values()), "K1")


FIELDS: dict[str, tuple[str, Any, dict[str, Any], dict[str, Any]]] = {
    "a rename": ("lesson", {"effect": "C"}, {"C": " it led on \n"}, {"effect": "it led on"}),
    "blank is nothing": ("lesson", {"effect": "C"}, {"C": " \t\u00a0 "}, {"effect": None}),
    "line ends": ("lesson", {"effect": "C"}, {"C": "a\r\nb\rc"}, {"effect": "a\nb\nc"}),
    "one column for two fields": ("lesson", {"effect": "T"}, {}, {"title": "A title", "effect": "A title"}),
    "a constant": ("lesson", {"sensitivity": {"constant": "OFFICIAL"}}, {}, {"sensitivity": "OFFICIAL"}),
    "a default": ("lesson", {"effect": {"column": "C", "default": "none said"}}, {"C": ""}, {"effect": "none said"}),
    "a default that is not needed": (
        "lesson",
        {"effect": {"column": "C", "default": "x"}},
        {"C": "y"},
        {"effect": "y"},
    ),
    "joined": (
        "lesson",
        {"causes": {"join": ["C", "D"], "with": "\n\n"}},
        {"C": "a ", "D": "b"},
        {"causes": "a\n\nb"},
    ),
    "joined with a blank one": (
        "lesson",
        {"causes": {"join": ["C", "D", "T"]}},
        {"C": "", "D": "b"},
        {"causes": "b A title"},
    ),
    "HTML": ("lesson", {"effect": {"column": "C", "html": True}}, {"C": "<p>a</p><p>b</p>"}, {"effect": "a\n\nb"}),
    "HTML that is not declared": (
        "lesson",
        {"effect": "C"},
        {"C": "<script>{{ 7*7 }}</script>"},
        {"effect": "<script>{{ 7*7 }}</script>"},
    ),
    "HTML that says nothing": (
        "lesson",
        {"effect": {"column": "C", "html": True}},
        {"C": "<p>&nbsp;</p>"},
        {"effect": None},
    ),
    "split": (
        "lesson",
        {"tags": {"column": "C", "split": [";", ","]}},
        {"C": "a; b,c ;; a"},
        {"tags": ("a", "b", "c")},
    ),
    "a list that is not split": ("lesson", {"tags": "C"}, {"C": "a; b"}, {"tags": ("a; b",)}),
    "a list from columns": ("contact", {"phones": {"join": ["C", "D"]}}, {"C": "1", "D": "2"}, {"phones": ("1", "2")}),
    "a list with a default": (
        "lesson",
        {"tags": {"column": "C", "split": ";", "default": "a;b"}},
        {"C": ";"},
        {"tags": ("a", "b")},
    ),
    "items looked up": (
        "lesson",
        {"tags": {"column": "C", "split": ";", "lookup": {"PEOPLE": "people"}}},
        {"C": "People;money"},
        {"tags": ("people", "money")},
    ),
    "one word that means several things": (
        "lesson",
        {"tags": {"column": "C", "split": ";", "lookup": {"H&S": ["health", "safety"], "x": "y"}}},
        {"C": "H & S;money;X;safety"},
        {"tags": ("health", "safety", "money", "y")},
    ),
    "a default that is looked up": (
        "lesson",
        {"tags": {"column": "C", "lookup": {"none": ["a", "b"]}, "default": "none"}},
        {"C": ""},
        {"tags": ("a", "b")},
    ),
    "a lookup for text": (
        "lesson",
        {"sensitivity": {"column": "C", "lookup": {"O": "OFFICIAL"}}},
        {"C": "o"},
        {"sensitivity": "OFFICIAL"},
    ),
    "a word that is known": (
        "lesson",
        {"outcome": "C"},
        {"C": "Went well"},
        {"outcome": "worked", "outcome_given": "Went well"},
    ),
    "a word that is not": ("lesson", {"outcome": "C"}, {"C": "so-so"}, {"outcome": None, "outcome_given": "so-so"}),
    "a word by lookup": (
        "lesson",
        {"outcome": {"column": "C", "lookup": {"Oui": "worked", "Non": "failed"}}},
        {"C": "NON"},
        {"outcome": "did-not-work", "outcome_given": "NON"},
    ),
    "a rating": (
        "programme-status",
        {"rating": "C"},
        {"C": "Amber/red"},
        {"rating": "amber-red", "rating_given": "Amber/red"},
    ),
    "an exemption": (
        "programme-status",
        {"rating": "C"},
        {"C": "Exempt under Section 43"},
        {"rating": "exempt", "rating_given": "Exempt under Section 43"},
    ),
    "the vocabulary of ratings": (
        "programme-status",
        {"rating_vocabulary": {"constant": "Five colour"}},
        {},
        {"rating_vocabulary": "five-colour"},
    ),
    "money": (
        "programme-status",
        {"budget": {"column": "C", "money": {"currency": "GBP", "unit": 1000}}},
        {"C": "£1,234.5"},
        {"budget": Decimal(1234500), "budget_given": "£1,234.5", "currency": "GBP"},
    ),
    "money as a number": (
        "programme-status",
        {"budget": {"column": "C", "money": {"currency": "GBP"}}},
        {"C": 500.0},
        {"budget": Decimal(500), "budget_given": None, "currency": "GBP"},
    ),
    "money that is none": (
        "programme-status",
        {"budget": {"column": "C", "money": {"currency": "GBP"}}},
        {"C": "Exempt"},
        {"budget": None, "budget_given": "Exempt", "currency": None},
    ),
    "money without a rule": (
        "programme-status",
        {"budget": "C"},
        {"C": "£5"},
        {"budget": Decimal(5), "budget_given": "£5", "currency": "GBP"},
    ),
    "the row's own currency": (
        "programme-status",
        {"budget": "C", "currency": "D"},
        {"C": "5", "D": "eur"},
        {"budget": Decimal(5), "currency": "EUR"},
    ),
    "an amount in another currency than the row's": (
        "programme-status",
        {"budget": "C", "currency": "D"},
        {"C": "£5", "D": "EUR"},
        {"budget": None, "budget_given": "£5", "currency": "EUR"},
    ),
    "amounts in two currencies": (
        "programme-status",
        {"budget": "C", "forecast": "D"},
        {"C": "£5", "D": "€6"},
        {"budget": Decimal(5), "forecast": None, "forecast_given": "€6", "currency": "GBP"},
    ),
    "a date": (
        "lesson",
        {"recorded_on": {"column": "C", "date": "%d/%m/%Y"}},
        {"C": "01/09/2015"},
        {"recorded_on": "2015-09-01"},
    ),
    "a date value": (
        "lesson",
        {"recorded_on": "C"},
        {"C": datetime(2015, 9, 1, tzinfo=UTC)},
        {"recorded_on": "2015-09-01"},
    ),
    "no date": ("lesson", {"recorded_on": "C"}, {"C": None}, {"recorded_on": None}),
    "a date from two columns": (
        "lesson",
        {"recorded_on": {"join": ["C", "D"], "date": "%B %Y"}},
        {"C": "May", "D": 2015.0},
        {"recorded_on": "2015-05"},
    ),
    "the rule's tokens": (
        "lesson",
        {"recorded_on": {"column": "C", "blank": ["TBD"]}},
        {"C": "tbd"},
        {"recorded_on": None},
    ),
    "a number as text": ("lesson", {"effect": "C"}, {"C": 12.0}, {"effect": "12"}),
    "a date as text": ("lesson", {"effect": "C"}, {"C": date(2015, 3, 14)}, {"effect": "2015-03-14"}),
    "true as text": ("lesson", {"effect": "C"}, {"C": True}, {"effect": "true"}),
    "a person": ("contact", {}, {}, {"holder": "named", "name": "Jo Smith", "name_given": None}),
    "a vacant post": ("contact", {}, {"N": "VACANT"}, {"holder": "vacant", "name": None, "name_given": "VACANT"}),
    "a post that is gone": (
        "contact",
        {},
        {"N": "Eliminated"},
        {"holder": "abolished", "name": None, "name_given": "Eliminated"},
    ),
    "not disclosed": ("contact", {}, {"N": "'N/D'"}, {"holder": "withheld", "name": None, "name_given": "'N/D'"}),
    "no name": (
        "contact",
        {},
        {"N": ""},
        {"holder": "unknown", "name": None, "name_given": None, "shared_mailbox": False},
    ),
    "a name by lookup": (
        "contact",
        {"name": {"column": "N", "lookup": {"XX": "vacant"}}},
        {"N": "XX"},
        {"holder": "vacant", "name": None, "name_given": "XX"},
    ),
    "a mailbox without a name": ("contact", {}, {"N": "", "R": ""}, {"holder": "unknown", "shared_mailbox": True}),
    "a mailbox that says so": (
        "contact",
        {"shared_mailbox": "C"},
        {"C": "Yes"},
        {"holder": "named", "shared_mailbox": True},
    ),
    "a person that says so": ("contact", {"shared_mailbox": "C"}, {"C": "no"}, {"shared_mailbox": False}),
    "a holder that is declared": ("contact", {"holder": "C"}, {"C": "Vacant", "N": ""}, {"holder": "vacant"}),
    "a holder in the source's own words": ("contact", {"holder": "C"}, {"C": "N/D", "N": ""}, {"holder": "withheld"}),
    "an expression": ("lesson", {"effect": {"expression": 'C ~ ": " ~ D'}}, {"C": "a", "D": "b"}, {"effect": "a: b"}),
    "an expression that says nothing": (
        "lesson",
        {"effect": {"expression": 'C|match("x(.)")', "default": "none found"}},
        {"C": "abc"},
        {"effect": "none found"},
    ),
    "an expression, then a lookup": (
        "lesson",
        {"outcome": {"expression": 'row["C"]|before(",")', "lookup": {"Oui": "worked"}}},
        {"C": "Oui, bien sûr"},
        {"outcome": "worked", "outcome_given": "Oui"},
    ),
    "an expression that gives a list": (
        "lesson",
        {"tags": {"expression": "[C, D]", "split": ";", "lookup": {"a": ["x", "y"]}}},
        {"C": "a;n/a", "D": "b"},
        {"tags": ("x", "y", "b")},
    ),
    "an expression that gives an amount": (
        "programme-status",
        {"budget": {"expression": "C|number * 2", "money": {"currency": "GBP", "unit": 1000}}},
        {"C": "1.5"},
        {"budget": Decimal(3000), "budget_given": "3", "currency": "GBP"},
    ),
    "an expression that gives a date": (
        "lesson",
        {"recorded_on": {"expression": 'C ~ "/2015"', "date": "%d/%m/%Y"}},
        {"C": "31/12"},
        {"recorded_on": "2015-12-31"},
    ),
    "an expression that gives a person": (
        "contact",
        {"name": {"expression": 'N|default("Vacant")'}},
        {"N": ""},
        {"holder": "vacant", "name": None, "name_given": "Vacant"},
    ),
    "an action": (
        "follow-on-action",
        {"status": "C", "due": "D", "inherits": "E"},
        {"C": "In progress", "D": "2015", "E": "Jo"},
        {"status": "in-progress", "status_given": "In progress", "due": "2015", "inherits": "Jo"},
    ),
}


@pytest.mark.parametrize(("kind", "rules", "cells", "expected"), FIELDS.values(), ids=FIELDS)
def test_what_a_field_becomes(
    kind: str, rules: dict[str, Any], cells: dict[str, Any], expected: dict[str, Any]
) -> None:
    record = mapped(kind, cells, map=rules)
    assert isinstance(record, Record), record
    assert {name: getattr(record, name) for name in expected} == expected
    assert (record.key, record.initiative) == ("K1", "Alpha")


REASONS: dict[str, tuple[str, Any, dict[str, Any], list[tuple[str, str | None, str]]]] = {
    "no initiative": ("lesson", {}, {"P": " "}, [("blank", "P", "“P” is blank, so that the row names no initiative.")]),
    "no title": ("lesson", {}, {"T": ""}, [("blank", "T", "“T” is blank, and a lesson needs a title.")]),
    "nothing to do": (
        "follow-on-action",
        {},
        {"W": ""},
        [("blank", "W", "“W” is blank, and a follow-on action needs something to do.")],
    ),
    "no period": (
        "programme-status",
        {},
        {"M": ""},
        [("blank", "M", "“M” is blank, and a programme status needs a period.")],
    ),
    "a name that is a story": (
        "lesson",
        {},
        {"P": "x" * 2000},
        [
            (
                "too-long",
                "P",
                f"“P” has 2,000 characters, and a name has at most 500: “{'x' * 59}…”. Is it the right column?",
            )
        ],
    ),
    "a text without end": (
        "lesson",
        {},
        {"T": "x" * (LONGEST_TEXT + 1)},
        [("too-long", "T", "“T” has 1,000,001 characters, and a text may have 1,000,000.")],
    ),
    "NUL": ("lesson", {}, {"T": "a\0b"}, [("nul", "T", "“T” has a NUL character in it: “a�b”.")]),
    "NUL in a list": ("lesson", {"tags": "C"}, {"C": "a\0b"}, [("nul", "C", "“C” has a NUL character in it: “a�b”.")]),
    "half a character": (
        "lesson",
        {"effect": "C"},
        {"C": "a\ud83d"},
        [("surrogate", "C", "“C” has half of a character in it, which no text has: “a�”.")],
    ),
    "a date that does not fit": (
        "lesson",
        {"recorded_on": {"column": "C", "date": "%d/%m/%Y"}},
        {"C": "soon"},
        [
            (
                "bad-date",
                "C",
                "“C” says “soon”, which is not a date written like 31/12/2015 (%d/%m/%Y); 2015-12-31, 2015-12 or 2015.",
            )
        ],
    ),
    "a date in no calendar": (
        "lesson",
        {"recorded_on": "C"},
        {"C": "2015-02-30"},
        [("bad-date", "C", "“C” says “2015-02-30”, which is a date in no calendar.")],
    ),
    "a date of two columns": (
        "lesson",
        {"recorded_on": {"join": ["C", "D"], "date": "%B %Y"}},
        {"C": "Mayo", "D": "2015"},
        [
            (
                "bad-date",
                "C + D",
                "“C” and “D” says “Mayo 2015”, which is not a date written like December 2015 (%B %Y);"
                " 2015-12-31, 2015-12 or 2015.",
            )
        ],
    ),
    "a choice that there is not": (
        "programme-status",
        {"rating_vocabulary": "C"},
        {"C": "five-colours"},
        [
            (
                "not-known",
                "C",
                "“C” says “five-colours”, which is none of five-colour, three-colour, other. Did you mean “five-colour”"
                " or “three-colour”?",
            )
        ],
    ),
    "no currency": (
        "programme-status",
        {"currency": "C"},
        {"C": "pounds"},
        [("not-known", "C", "“C” says “pounds”, which is no currency code of three letters, like GBP.")],
    ),
    "an expression that cannot be worked out": (
        "programme-status",
        {"budget": {"expression": "C|number + D"}},
        {"C": "lots", "D": "1"},
        [
            (
                "expression",
                "C + D",
                "“C” and “D” says “lots 1”, in which “lots” is no number; so it gives no budget.",
            )
        ],
    ),
    "neither yes nor no": (
        "contact",
        {"shared_mailbox": "C"},
        {"C": "perhaps"},
        [("not-known", "C", "“C” says “perhaps”, which is neither yes nor no.")],
    ),
    "nobody": (
        "contact",
        {},
        {"N": "", "R": "", "E": ""},
        [("blank", "N", "The row names nobody: it has no name, no role and no e-mail address.")],
    ),
    "all reasons at once": (
        "lesson",
        {"recorded_on": "C", "effect": "D"},
        {"P": "", "T": "", "C": "2015-13", "D": "\0"},
        [
            ("nul", "D", "“D” has a NUL character in it: “�”."),
            ("bad-date", "C", "“C” says “2015-13”, which is a date in no calendar."),
            ("blank", "P", "“P” is blank, so that the row names no initiative."),
            ("blank", "T", "“T” is blank, and a lesson needs a title."),
        ],
    ),
}


@pytest.mark.parametrize(("kind", "rules", "cells", "expected"), REASONS.values(), ids=REASONS)
def test_why_a_row_is_rejected(
    kind: str, rules: dict[str, Any], cells: dict[str, Any], expected: list[tuple[str, str | None, str]]
) -> None:
    assert list(mapped(kind, cells, map=rules)) == expected


NEW_WORDS: dict[str, Any] = {
    "evolve": (None, "Purple"),
    "freeze": (None, "Purple"),
    "discard_value": (None, None),
    "discard_row": "“C” says “Purple”, which is no rating that is known: green, amber-green, amber, amber-red, red,"
    " exempt, reset, not-rated.",
}


@pytest.mark.parametrize(("contract", "expected"), NEW_WORDS.items(), ids=NEW_WORDS)
def test_what_becomes_of_a_word_that_no_vocabulary_knows(contract: str, expected: Any) -> None:
    def made(cell: str) -> Any:
        rating = {"column": "C", "lookup": {"Violet": "red"}}
        return mapped("programme-status", {"C": cell}, map={"rating": rating}, contract={"new_values": contract})

    found = made("Purple")
    if isinstance(found, tuple):
        assert found == (("new-value", "C", expected),)
    else:
        assert (found.rating, found.rating_given) == expected
    # What a vocabulary or a lookup knows, or stands for no value, is not new.
    assert [(made(cell).rating, made(cell).rating_given) for cell in ("Red", "VIOLET", "TBC", "")] == [
        ("red", "Red"),
        ("red", "VIOLET"),
        (None, "TBC"),
        (None, None),
    ]


KNOWN_COLUMNS = ("P", "T", "meta.id")


def with_new_columns(contract: str, columns: tuple[str, ...] | None, cells: Any, **more: Any) -> Any:
    declared = registration(source="csv" if columns else "json", **more)
    (making,) = declared.makings
    mapping = CompiledMapping(making, columns, known_columns=KNOWN_COLUMNS, new_columns=contract)  # type: ignore[arg-type]
    return mapping.record(cells, "K")


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        (("P", "T", "X"), ["Alpha", "A title", " "], None),
        (
            ("P", "T", "X"),
            ["Alpha", "A title", "new"],
            "“X” says “new”, and this source did not have that column before.",
        ),
        (("X", "P", "T"), [0, "Alpha", "A title"], "“X” says “0”, and this source did not have that column before."),
        (("P", "T"), ["Alpha", "A title"], None),
        (("P", "T", "X"), ["Alpha", "A title"], None),
        (None, {"P": "Alpha", "T": "A title", "meta": {"id": 1, "by": "x"}, "X": None}, None),
        (None, {"P": "Alpha", "T": "x", "X": [1]}, "“X” says “1”, and this source did not have that column before."),
    ],
)
def test_a_row_with_something_in_a_new_column_is_rejected_where_that_is_declared(
    columns: tuple[str, ...] | None, cells: Any, said: str | None
) -> None:
    found = with_new_columns("discard_row", columns, cells)
    if said is None:
        assert isinstance(found, Lesson)
    else:
        assert found == (("new-column", "X", said),)
    for contract in ("evolve", "freeze", "discard_value"):
        assert isinstance(with_new_columns(contract, columns, cells), Lesson)


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        (("P", "x", "T"), ["Alpha", "new", "A title"]),
        (None, {"P": "Alpha", "T": "A title", "X": "new", "meta": {"id": 1}}),
    ],
)
def test_what_is_in_a_new_column_is_passed_over_where_that_is_declared(
    columns: tuple[str, ...] | None, cells: Any
) -> None:
    rules = {"effect": "X", "causes": {"join": ["T", "X"]}}
    for contract, expected in (("discard_value", (None, "A title")), ("evolve", ("new", "A title new"))):
        found = with_new_columns(contract, columns, cells, map=rules)
        assert (found.effect, found.causes) == expected


def test_tokens_that_mean_nothing_hold_for_the_whole_source() -> None:
    record = mapped(
        "lesson",
        {"C": "n/a", "D": "N/A", "F": "Exempt under section 24", "G": "exemplary; N/A"},
        blank=["N/A", "Exempt*"],
        map={"effect": "C", "recorded_on": "D", "causes": "F", "tags": {"column": "G", "split": ";"}},
    )
    assert (record.effect, record.recorded_on, record.causes, record.tags) == (None, None, None, ("exemplary",))


def test_an_initiative_that_means_nothing_is_blank() -> None:
    (reason,) = mapped("lesson", {"P": "TBC"}, blank=["tbc"])
    assert reason.code == "blank"


# --- keys ---

KEYS: dict[str, tuple[Any, list[Any], str | None]] = {
    "none declared": (None, ["a", "b"], None),
    "text": ("A", [" x ", "b"], "x"),
    "a float that is whole": ("A", [500.0, "b"], "500"),
    "several": (["A", "B"], ["x", 2.0], "x · 2"),
    "several, one blank": (["A", "B"], ["x", ""], "x ·"),
    "blank": ("A", [" ", "b"], ""),
    "all blank": (["A", "B"], ["", None], ""),
    "a row that is too short": ("B", ["a"], ""),
    "a date": ("A", [date(2015, 3, 14), ""], "2015-03-14"),
}


@pytest.mark.parametrize(("key", "cells", "expected"), KEYS.values(), ids=KEYS)
def test_the_key_of_a_row(key: Any, cells: list[Any], expected: str | None) -> None:
    mapping = compile_mapping(registration(map={"initiative": "A", "title": "B"}, key=key), ("A", "B"))
    assert mapping.key(cells) == expected


@pytest.mark.parametrize(
    ("key", "code"), [("", "blank"), ("x" * 501, "too-long"), ("a\0", "nul"), ("\udc80", "surrogate")]
)
def test_a_key_that_cannot_be_kept(key: str, code: str) -> None:
    reasons = compile_mapping(registration(), ("P", "T")).record(["Alpha", "A title"], key)
    assert isinstance(reasons, tuple)
    assert [(reason.code, reason.column) for reason in reasons] == [(code, "key")]


# --- columns ---


def test_columns_are_found_by_name_and_then_without_case_and_white_space() -> None:
    mapping = compile_mapping(registration(map={"effect": "The effect"}), ("t", " P ", "THE\n EFFECT", "other", "T"))
    record = mapping.record(["small", "Alpha", "e", "o", "A title"], "K")
    assert isinstance(record, Lesson)
    assert (record.initiative, record.title, record.effect) == ("Alpha", "A title", "e")
    assert mapping.unused_columns == ("t", "other")


def test_columns_that_are_not_there_are_all_named_with_near_ones() -> None:
    with pytest.raises(SourceUnreadable) as refused:
        compile_mapping(registration(map={"effect": "Impct", "causes": "Zzz"}), ("P", "T", "Impact"))
    assert refused.value.sentence == "There is no column “Impct”. Did you mean “Impact”? There is no column “Zzz”."
    assert refused.value.what_to_do == "Correct the column in sources.yaml; the file has “P”, “T”, “Impact”."


def test_where_no_column_is_there_the_header_may_be_somewhere_else() -> None:
    with pytest.raises(SourceUnreadable) as refused:
        compile_mapping(registration(map={"effect": "The effect"}), ("How to use this workbook", "column 2"))
    assert refused.value.sentence == "There is no column “P”, “T” or “The effect”."
    assert refused.value.what_to_do is not None
    assert "in a lower row, say in which with header_row" in refused.value.what_to_do
    assert "on which with sheet" in refused.value.what_to_do


def test_a_column_that_could_be_two_is_not_guessed_at() -> None:
    with pytest.raises(SourceUnreadable, match="The column “T” could be “t” and “T”"):
        compile_mapping(registration(), ("P", "t", "T "))


def test_a_key_column_that_is_not_there() -> None:
    with pytest.raises(SourceUnreadable, match="There is no column “Ref”"):
        compile_mapping(registration(key="Ref"), ("P", "T"))


def test_a_row_that_is_too_short_lacks_what_it_lacks() -> None:
    (reason,) = compile_mapping(registration(), ("P", "T")).record(["Alpha"], "K")  # type: ignore[misc]
    assert reason.code == "blank"


# --- JSON and vCard ---

PATHS: dict[str, tuple[str, Any, Any]] = {
    "a name": ("a", {"a": "x"}, "x"),
    "a path": ("a.b", {"a": {"b": "x"}}, "x"),
    "a name with a dot": ("a.b", {"a.b": "x", "a": {"b": "y"}}, "x"),
    "a number": ("a.1.b", {"a": [{"b": "x"}, {"b": "y"}]}, "y"),
    "in each item": ("a.b", {"a": [{"b": "x"}, {}, {"b": "y"}]}, "x; y"),
    "a list of texts": ("a", {"a": ["x", "", "y"]}, "x; y"),
    "nothing there": ("a.b", {"a": {"c": "x"}}, None),
    "beyond a text": ("a.b", {"a": "x"}, None),
    "beyond a list": ("a.9", {"a": ["x"]}, None),
    "null": ("a", {"a": None}, None),
    "a number as text": ("a", {"a": 2.5}, "2.5"),
    "an object stays JSON": ("a", {"a": {"b": ["ü", 1]}}, '{"b": ["ü", 1]}'),
}


@pytest.mark.parametrize(("path", "item", "expected"), PATHS.values(), ids=PATHS)
def test_paths_into_items(path: str, item: dict[str, Any], expected: str | None) -> None:
    mapping = compile_mapping(registration(source="json", map={"effect": path}), None)
    record = mapping.record({"P": "Alpha", "T": "A title", **item}, "K")
    assert isinstance(record, Lesson)
    assert record.effect == expected


def test_lists_of_json_stay_lists() -> None:
    rules = {"tags": "topics.name", "recorded_on": "when"}
    mapping = compile_mapping(registration(source="json", map=rules, key="meta.id"), None)
    item = {"P": "Alpha", "T": "x", "when": 2015, "topics": [{"name": "a, b"}, {"name": "c"}], "meta": {"id": 7}}
    record = mapping.record(item, "K")
    assert isinstance(record, Lesson)
    assert (record.tags, record.recorded_on, mapping.key(item)) == (("a, b", "c"), "2015", "7")


def test_paths_that_no_item_has_are_named() -> None:
    mapping = compile_mapping(registration(source="json", map={"effect": "a.b", "causes": "c"}), None)
    items: list[Any] = [{"P": "x", "a": {"b": "y"}}, {"T": "x"}]
    assert mapping.absent_columns(items) == ("c",)


def test_a_card_has_every_property() -> None:
    card: dict[str, Any] = {**dict.fromkeys(VCARD_COLUMNS), "FN": "Jo", "TITLE": "Director", "EMAIL": []}
    assert vcard_mapping().absent_columns([card]) == ()


def vcard_mapping(**more: Any) -> CompiledMapping:
    rules = {"initiative": {"constant": "Alpha"}, "name": "Fn", "role": "title", "emails": "EMAIL", **more}
    return compile_mapping(registration("contact", source="vcard", map=rules, key="uid"), None, VCARD_COLUMNS)


@pytest.mark.parametrize(
    ("kind", "shared"), [("group", True), ("ORG", True), ("individual", False), ("x-robot", False), (None, False)]
)
def test_a_card_for_a_group_is_a_mailbox(kind: str | None, shared: bool) -> None:
    card = {**dict.fromkeys(VCARD_COLUMNS), "FN": "Enquiries", "EMAIL": ["a@x.example", "b@x.example"], "KIND": kind}
    record = vcard_mapping().record(card, "K")
    assert isinstance(record, Contact)
    assert (record.name, record.shared_mailbox, record.emails) == ("Enquiries", shared, ("a@x.example", "b@x.example"))


def test_a_property_that_no_card_has_is_a_mistake() -> None:
    with pytest.raises(SourceUnreadable, match=r"There is no column “E-MAIL”\. Did you mean “EMAIL”"):
        vcard_mapping(emails="E-MAIL")


# --- what is said about a mapping ---


def test_the_digest_changes_with_rules_and_columns_and_nothing_else() -> None:
    one = compile_mapping(registration(), ("P", "T", "other"))
    assert one.digest == compile_mapping(registration(title="Renamed", owner="a@b.example"), ("P", "T")).digest
    others = [
        compile_mapping(registration(), ("T", "P")),
        compile_mapping(registration(key="P"), ("P", "T")),
        compile_mapping(registration(blank=["N/A"]), ("P", "T")),
        compile_mapping(registration(map={"effect": "T"}), ("P", "T")),
        compile_mapping(registration(source="json"), None),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 6


def test_fields_are_described_for_a_check() -> None:
    mapping = compile_mapping(
        registration(
            map={
                "sensitivity": {"constant": "OFFICIAL"},
                "causes": {"join": ["P", "T"], "blank": ["-"]},
                "effect": {"column": "T", "html": True, "default": "none"},
                "outcome": {"column": "T", "lookup": {"Y": "worked"}},
                "recorded_on": {"column": "T", "date": ["%d/%m/%Y", "%Y%m%d"]},
                "tags": {"column": "T", "split": ";", "lookup": {"H&S": ["health", "safety"]}},
                "recommendation": {"expression": "T|upper"},
            }
        ),
        ("P", "T"),
    )
    assert mapping.descriptions == (
        ("initiative", ("P",), "as it stands"),
        ("sensitivity", (), "always “OFFICIAL”"),
        ("title", ("T",), "as it stands"),
        ("effect", ("T",), "HTML to text, “none” where blank"),
        ("causes", ("P", "T"), "put together, nothing where it says -"),
        ("recommendation", ("T",), "T|upper"),
        ("outcome", ("T",), "Y → worked"),
        ("recorded_on", ("T",), "date written %d/%m/%Y or %Y%m%d"),
        ("tags", ("T",), "H&S → health and safety, split at “;”"),
    )
    money = {"column": "M", "money": {"currency": "GBP", "unit": 1000}}
    status = compile_mapping(registration("programme-status", map={"budget": money}), ("P", "M"))
    assert status.descriptions[-1].rule == "GBP, in units of 1,000"


# --- properties ---

CELL = st.one_of(
    st.text(alphabet=st.characters(), max_size=40),
    st.text(max_size=5),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(["N/A", "vacant", "£5m", "2015-02-30", "31/12/2015", "Yes", "a;b", "<p>x", "Amber/Red", "GBP"]),
)
RULES: dict[str, dict[str, Any]] = {
    "lesson": {
        "effect": {"column": "C", "html": True},
        "causes": {"join": ["C", "D"]},
        "tags": {"column": "D", "split": ";"},
        "outcome": "C",
        "recorded_on": {"column": "D", "date": "%d/%m/%Y"},
    },
    "programme-status": {
        "rating": "C",
        "budget": {"column": "D", "money": {"currency": "GBP"}},
        "forecast": "C",
        "stage": "D",
        "narrative": "C",
    },
    "contact": {"phones": "C", "shared_mailbox": "D", "from_on": "C"},
    "follow-on-action": {"due": "C", "status": "D", "owner": "C"},
}
JSON = st.recursive(
    CELL, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


@settings(deadline=None)
@given(st.sampled_from(sorted(RULES)), st.lists(CELL, max_size=7), st.text(max_size=3))
def test_any_row_is_a_record_or_has_reasons(kind: str, cells: list[Any], key: str) -> None:
    columns = (*GIVEN[kind], "C", "D")
    mapping = compile_mapping(registration(kind, map=RULES[kind], key=["P", "C"], blank=["N/A"]), columns)
    found = mapping.record(cells, key)
    assert isinstance(mapping.key(cells), str)
    if isinstance(found, tuple):
        assert found
        assert all(reason.sentence.endswith((".", "?")) and reason.sentence.isprintable() for reason in found)
    else:
        found.model_dump_json().encode()


@settings(deadline=None)
@given(st.sampled_from(sorted(RULES)), st.dictionaries(st.sampled_from(["P", "T", "M", "N", "W", "C", "D"]), JSON))
def test_any_item_is_a_record_or_has_reasons(kind: str, item: dict[str, Any]) -> None:
    found = compile_mapping(registration(kind, source="json", map=RULES[kind]), None).record(item, "K")
    assert found if isinstance(found, tuple) else found.model_dump_json().encode()


@settings(deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(str.strip),
        min_size=9,
        max_size=9,
    )
)
def test_a_record_never_loses_what_it_was_given(cells: list[str]) -> None:
    rules = {
        "rating": "A",
        "stage": "B",
        "narrative": "C",
        "budget": "D",
        "forecast": "E",
        "owner": "F",
        "sensitivity": "G",
    }
    mapping = compile_mapping(registration("programme-status", map=rules), ("P", "M", *"ABCDEFG"))
    found = mapping.record([cells[0], "2015", *cells[2:]], "K")
    if isinstance(found, ProgrammeStatus):
        kept = {str(value) for value in found.model_dump().values()}
        # A number may be written otherwise, and a word for “unknown” is no value; all else is there to the letter.
        assert all(
            cell in kept or cell.replace(".", "").isdecimal() or ALWAYS.meaning(cell)
            for cell in (cells[0], *cells[2:])
            if cell
        )
    else:
        assert not cells[0] or ALWAYS.meaning(cells[0])
