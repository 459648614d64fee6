"""Expressions in a mapping: what they give, what is refused with which sentence, and that none runs for ever."""

import re
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover.errors import SourceUnreadable
from handover.sources.expressions.expression import SECONDS_FOR_ONE_FILE, compile_expression
from handover.sources.expressions.filters import FILTERS
from handover.sources.expressions.grammar import MOST_WORDS
from handover.sources.expressions.values import MOST_CHARACTERS, ExpressionFailed
from handover.sources.texts import as_text

# Of processor time, on a slow machine that is busy with something else.
SOON = 3.0
MUCH_MEMORY = 100_000_000


def worked_out(text: str, cells: dict[str, Any]) -> Any:
    """What an expression gives for a row with these cells."""
    expression = compile_expression(text)
    return expression([cells[column] for column in expression.columns])


GIVES: dict[str, tuple[str, dict[str, Any], Any]] = {
    "a column by its name": ('row["First name"]', {"First name": "Ada"}, "Ada"),
    "a column in single quotation marks": ("row['First name']", {"First name": "Ada"}, "Ada"),
    "a column whose name is one word": ("Programme", {"Programme": "Alpha"}, "Alpha"),
    "a column in another script": ("Größe", {"Größe": "3"}, "3"),
    "a column called row": ('row["row"]', {"row": "x"}, "x"),
    "a column called like something of Jinja": ("range ~ self ~ loop", {"range": "a", "self": "b", "loop": "c"}, "abc"),
    "a column called like something of Python": ("__class__", {"__class__": "x"}, "x"),
    "a column twice": ('A ~ row["A"]', {"A": "x"}, "xx"),
    "a path of JSON": ('row["person.name"]|upper', {"person.name": "ada"}, "ADA"),
    "over several lines": ('A\n  ~ "-"\n  ~ B', {"A": "a", "B": "b"}, "a-b"),
    "the white space around a cell goes": ("A", {"A": " \u00a0x \r\n"}, "x"),
    "the lines of a cell stay": ("A", {"A": "x\r\ny"}, "x\ny"),
    "a blank cell says nothing": ("A", {"A": " \t"}, None),
    "a null says nothing": ("A", {"A": None}, None),
    "an empty list says nothing": ("A", {"A": []}, None),
    "a date stays a date": ("A", {"A": date(2015, 3, 14)}, date(2015, 3, 14)),
    "a list stays a list": ("A", {"A": ["x", 1]}, ["x", 1]),
    "an object stays an object": ("A", {"A": {"x": 1}}, {"x": 1}),
    "texts put together": (
        'row["First name"] ~ " " ~ row["Surname"]',
        {"First name": "Ada", "Surname": "Lovelace"},
        "Ada Lovelace",
    ),
    "put together with nothing": ('A ~ "/" ~ B', {"A": None, "B": ""}, "/"),
    "put together with a number": ('"Stage " ~ A', {"A": 3.0}, "Stage 3"),
    "put together with a date": ('"On " ~ A', {"A": datetime(2015, 3, 14)}, "On 2015-03-14"),  # noqa: DTZ001
    "put together with true": ('A ~ ""', {"A": True}, "true"),
    "in thousands": (
        'row["Budget"]|number * 1000 if row["Unit"] == "k" else row["Budget"]',
        {"Budget": "1,234.5", "Unit": "k"},
        Decimal(1_234_500),
    ),
    "not in thousands": (
        'row["Budget"]|number * 1000 if row["Unit"] == "k" else row["Budget"]',
        {"Budget": "1,234.5", "Unit": "GBP"},
        "1,234.5",
    ),
    "an if without else": ('A if B == "yes"', {"A": "x", "B": "no"}, None),
    "tenths are exact": ("A + B", {"A": 0.1, "B": 0.2}, Decimal("0.3")),
    "reckoned": ("(A - 1) * 2 / 4", {"A": 2}, Decimal("0.5")),
    "reckoned with 34 digits": ("A / 3", {"A": 1}, Decimal("0." + "3" * 34)),
    "less than nothing": ("-A", {"A": 2}, Decimal(-2)),
    "nothing and a number is nothing": ("A|number * 1000 + 1", {"A": ""}, None),
    "a blank text and a number is nothing": ('A|after(":") * 1000', {"A": "12"}, None),
    "nothing taken for 0": ("A|number|default(0) + 1", {"A": ""}, Decimal(1)),
    "less than nothing of nothing": ("-A", {"A": None}, None),
    "a number that is one already": ("A|number", {"A": 12.50}, Decimal("12.5")),
    "nothing rounded": ("A|round", {"A": None}, None),
    "rounded to a whole number": ("A|round", {"A": 2.5}, Decimal(3)),
    "a number and a text that say the same": ('A == "2015"', {"A": 2015.0}, True),
    "numbers are equal by their value": ("A|number == B", {"A": "1.50", "B": 1.5}, True),
    "a text and a blank are not equal": ('A != ""', {"A": "x"}, True),
    "a null and a blank are equal": ('A == ""', {"A": None}, True),
    "a date and a text that say the same": ('A == "2015-03-14"', {"A": date(2015, 3, 14)}, True),
    "numbers have an order": ("A|number > 5", {"A": "12"}, True),
    "dates have an order": ('A < "2020"', {"A": "2019-12-31"}, True),
    "a date and a moment": ("A >= B", {"A": datetime(2015, 3, 14, 12), "B": "2015-03-14"}, True),  # noqa: DTZ001
    "less or equal": ("A <= 5", {"A": 5}, True),
    "nothing is not more": ("A > 5", {"A": None}, False),
    "between": ("1 < A and A < 5", {"A": 3}, True),
    "one of several": ('A in ["red", "amber"]', {"A": "red"}, True),
    "one of several in round brackets": ('A in ("red", "amber")', {"A": "red"}, True),
    "one of several numbers": ("A in [1, 2]", {"A": "2"}, True),
    "none of several": ('A not in ["red"]', {"A": "green"}, True),
    "nothing is in nothing": ('A in ""', {"A": None}, False),
    "a word in a text": ('"rail" in A', {"A": "Northern rail"}, True),
    "the first that says something": ('A or B or "nobody"', {"A": " ", "B": "Jo"}, "Jo"),
    "not": ("not A", {"A": "x"}, False),
    "the beginning of a text": ("A[:4]", {"A": "2015-03"}, "2015"),
    "the end of a text": ("A[-2:]", {"A": "2015-03"}, "03"),
    "the middle of a number": ("A[2:4]", {"A": 201503}, "15"),
    "a part of nothing": ("A[:4]", {"A": None}, ""),
    "a part of a list": ("A[1:]", {"A": ["x", "y", "z"]}, ["y", "z"]),
    "a list": ('[A, "x"]', {"A": "y"}, ["y", "x"]),
    "a backslash is itself": (r'A|match("\d+\.\d")', {"A": "v1.5"}, "1.5"),
    "a backslash twice is one": (r'A|match("Ref: (\\d+)")', {"A": "Ref: 12"}, "12"),
    "the edge of a word": (r'A|match("\bRef")', {"A": "a Ref"}, "Ref"),
    "a line end": (r'A|split("\n")', {"A": "x\ny"}, ["x", "y"]),
    "a quotation mark": (r'A ~ "\"" ~ ' + r"'\''", {"A": "x"}, "x\"'"),
    "a number of brackets": ("A|number", {"A": "(£3.5)"}, Decimal("-3.5")),
    "one format of several": ('A|date("%d/%m/%Y", "%B %Y")', {"A": "March 2015"}, "2015-03"),
    "a date of a spreadsheet": ('A|date("%d/%m/%Y")', {"A": date(2015, 3, 14)}, "2015-03-14"),
    "no date": ("A|date", {"A": " "}, None),
    "all that is found": (r'A|match("\d{4}")', {"A": "in 2015-16"}, "2015"),
    "the second group": (r'A|match("(\d+)/(\d+)", 2)', {"A": "3/15"}, "15"),
    "all groups": (r'A|match("(\d+)/(\d+)", 0)', {"A": "3/15"}, "3/15"),
    "a group that has no part in it": ('A|match("(a)|b")', {"A": "b"}, None),
    "letters of any language": (r'A|match("^(\pL+)")', {"A": "Zoë Smith"}, "Zoë"),
    "what is not found": ('A|match("x")', {"A": "abc"}, None),
    "what is found of nothing": ('A|match("x")', {"A": None}, None),
    "replaced with another column": ('A|replace(B, "")|trim', {"A": "Alpha: part", "B": "Alpha:"}, "part"),
    "nothing replaced": ('A|replace(B, "x")', {"A": "abc", "B": None}, "abc"),
    "before a separator that is blank": ("A|before(B)", {"A": "abc", "B": None}, "abc"),
    "after a separator that is blank": ("A|after(B)", {"A": "abc", "B": None}, ""),
    "split at nothing": ("A|split(B)", {"A": "abc", "B": None}, ["abc"]),
    "the first of one": ("A|first", {"A": "abc"}, "abc"),
    "the last of none": ("A|last", {"A": None}, None),
    "one joined": ("A|join", {"A": "abc"}, "abc"),
    "none joined": ("A|join", {"A": None}, ""),
    "0 is something": ("A|default(1)", {"A": 0}, 0),
    "the length of a list": ("A|length", {"A": ["x", "y"]}, 2),
    "the length of nothing": ("A|length", {"A": None}, 0),
    "apostrophes in titles": ("A|title", {"A": "it's THE end"}, "It's The End"),
}


@pytest.mark.parametrize(("text", "cells", "gives"), GIVES.values(), ids=GIVES)
def test_what_an_expression_gives(text: str, cells: dict[str, Any], gives: Any) -> None:
    assert worked_out(text, cells) == gives


@pytest.mark.parametrize("name", FILTERS)
def test_the_example_of_a_filter_is_true(name: str) -> None:
    found = FILTERS[name]
    expression = compile_expression(found.example)
    assert f"|{name}" in found.example
    assert len(expression.columns) == 1
    assert expression([found.given]) == found.gives
    assert found.sentence.endswith(".")


def test_the_columns_that_an_expression_takes() -> None:
    expression = compile_expression('row["A b"] ~ C|replace(row["D"], E) if F in [G, C] else D')
    assert expression.columns == ("A b", "C", "D", "E", "F", "G")


REFUSED: dict[str, tuple[str, str]] = {
    "nothing": (" \n", "is blank"),
    "braces around it": ("{{ Title }}", "is written without {{ and }}: only what stands between them"),
    "no column": (
        '"First name"',
        'takes no column: write row["Name of the column"], or a constant instead of an expression',
    ),
    "too long": ("A ~ '" + "x" * 2_000 + "'", "has 2,006 characters, and an expression may have 2,000"),
    "too many words": ("A" + " ~ A" * 100, "has more than 200 words and signs: use a lookup, or split the column"),
    "brackets in one another": (
        "(" * 16 + "A" + ")" * 16,
        "there are too many brackets in one another (at character 16, “(A))))))))))))))))”)",
    ),
    "nots of one another": (
        "not " * 40 + "A",
        "there is too much one in another: use a lookup, or split the column (at character 161, “A”)",
    ),
    "something is missing": ("A ~", "something is missing (at the end)"),
    "a bracket that is open": ("A|replace('x', 'y'", "something is missing (at the end)"),
    "a quotation mark that is open": ('A ~ "abc', 'this cannot be understood (at character 5, “"abc”)'),
    "two expressions": ("A B", "this cannot be understood (at character 3, “B”)"),
    "a sign of Python": ("A & B", "this cannot be understood (at character 3, “& B”)"),
    "the end of a template": (
        "A }} {% for x in y %}",
        "this cannot be understood (at character 3, “}} {% for x in y %}”)",
    ),
    "one = for two": ('A = "x"', '“=” does not compare: write == (at character 3, “= "x"”)'),
    "the second line": ("A ~\n~ B", "this cannot be understood (at character 5, “~ B”)"),
    "the row itself": ("row", 'which column of the row? Write row["Name of the column"] (at character 1, “row”)'),
    "a column that is not quoted": (
        "row[Title]",
        'a column is named in quotation marks: row["Name of the column"] (at character 4, “[Title]”)',
    ),
    "a column without a name": (
        'row[" "]',
        'a column is named in quotation marks: row["Name of the column"] (at character 4, “[" "]”)',
    ),
    "a path without quotation marks": (
        "person.name.first",
        '“.” cannot be used: write row["person.name.first"] for the column (at character 12, “.first”)',
    ),
    "a column as an attribute": (
        "row.Title",
        '“.” cannot be used: write row["Title"] for the column (at character 4, “.Title”)',
    ),
    "a filter that is misspelt": ("A|uper", "“uper” is no filter (at character 3, “uper”). Did you mean “upper”?"),
    "a filter that Jinja has": (
        "A|pprint",
        f"“pprint” is no filter (at character 3, “pprint”). There are {', '.join(FILTERS)}.",
    ),
    "too few for a filter": (
        'A|replace("-")',
        '“replace” is written like Code|replace("-", " ") (at character 3, “replace("-")”)',
    ),
    "too many for a filter": ("A|upper(1)", "“upper” is written like Code|upper (at character 3, “upper(1)”)"),
    "a name for what a filter takes": (
        "A|default(value=1)",
        '“default” is written like Effect|default("none said") (at character 3, “default(value=1)”)',
    ),
    "all of a list for a filter": (
        "A|replace(*B)",
        '“replace” is written like Code|replace("-", " ") (at character 3, “replace(*B)”)',
    ),
    "a pattern from a column": (
        "A|match(B)",
        "what “match” takes must be written in its brackets, not come from a column (at character 3, “match(B)”)",
    ),
    "a pattern that is a number": (
        "A|match(1)",
        "“match” takes a regular expression in quotation marks (at character 3, “match(1)”)",
    ),
    "a pattern that is none": (
        'A|match("(")',
        "“match” has a regular expression that cannot be used: missing ): (; RE2's have neither look-around nor"
        ' back-references (at character 3, “match("(")”)',
    ),
    "a pattern that looks ahead": (
        'A|match("a(?=b)")',
        "“match” has a regular expression that cannot be used: invalid perl operator: (?=; RE2's have neither"
        ' look-around nor back-references (at character 3, “match("a(?=b)")”)',
    ),
    "a pattern for English only": (
        r'A|match("^(\w+)")',
        "“match” has “\\w”, which would mean the letters a to z only: write \\pL for a letter of any language, \\d for"
        ' a digit (at character 3, “match("^(\\w+)")”)',
    ),
    "a group that is not there": (
        'A|match("(a)", 2)',
        '“match” takes the number of a group, and its regular expression has 1 (at character 3, “match("(a)", 2)”)',
    ),
    "too many patterns": (
        " ~ ".join(["A|match('x')"] * 11),
        "there are more than 10 regular expressions (at character 153, “match('x')”)",
    ),
    "a date format without a year": (
        'A|date("dd/mm/yyyy")',
        "“date” cannot read dates with this: “dd/mm/yyyy” is no date format with a year in it; write one like"
        ' “%d/%m/%Y”. Did you mean “%d/%m/%Y”? (at character 3, “date("dd/mm/yyyy")”)',
    ),
    "a date format that is a number": (
        "A|date(2015)",
        "“date” takes date formats like “%d/%m/%Y” (at character 3, “date(2015)”)",
    ),
    "too many decimals": (
        "A|round(99)",
        "“round” takes the number of decimal places, from 0 to 10 (at character 3, “round(99)”)",
    ),
    "a test": (
        "A is none",
        "“is” cannot be used: compare with ==, or write only the column to ask whether it says something"
        " (at character 3, “is none”)",
    ),
    "an item of a list": (
        "A[0]",
        "take an item of a list with |first or |last, and a part of a text like [:4] (at character 2, “[0]”)",
    ),
    "steps": ("A[::2]", "a part has a beginning and an end, like [:4], and no steps (at character 3, “::2]”)"),
    "a part by a column": ("A[:B]", "a part begins and ends with numbers, like [:4] (at character 3, “:B]”)"),
    "three compared": ("1 < A < 5", "compare two at a time: 1 < Stage and Stage < 5 (at character 1, “1 < A < 5”)"),
    "a dictionary": (
        '{"r": "red"}[A]',
        "take an item of a list with |first or |last, and a part of a text like [:4] (at character 13, “[A]”)",
    ),
    "only a dictionary": (
        "{A: 1}",
        "braces cannot be used: what words mean is declared with lookup, beside the expression"
        " (at character 1, “{A: 1}”)",
    ),
    "a power": ("A ** 2", "“**” cannot be used (at character 1, “A ** 2”)"),
    "formatting": ('"%s" % A', '“%” cannot be used (at character 1, “"%s" % A”)'),
    "division without remainder": ("A // 2", "“//” cannot be used: write / and |round (at character 1, “A // 2”)"),
    "a plus before a number": ("+A", "“+” cannot stand before a number: write it without (at character 1, “+A”)"),
    "digits of another script": ("A * 1.٣", "a number is written with the digits 0 to 9 (at character 5, “1.٣”)"),
    "a name that is none": ("A\u00b2", "this cannot be understood (at character 1, “A²”)"),
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_told(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refused:
        compile_expression(text)
    assert str(refused.value) == sentence


FAILS: dict[str, tuple[str, dict[str, Any], str]] = {
    "no number": ("A|number * 2", {"A": "TBC"}, "in which “TBC” is no number"),
    "no number that there could be": ("A|number", {"A": float("nan")}, "in which “NaN” is no number"),
    "a truth for a number": ("A|number", {"A": True}, "in which “true” is no number"),
    "a text for a number": (
        "A * 2",
        {"A": "12"},
        "in which “12” is no number that “*” could take: make it one with |number",
    ),
    "texts added": (
        "A + B",
        {"A": "x", "B": "y"},
        "in which “x” is no number that “+” could take: make it one with |number; ~ puts texts together",
    ),
    "a date for a number": (
        "-A",
        {"A": date(2015, 3, 14)},
        "in which “2015-03-14” is no number that “-” could take: make it one with |number",
    ),
    "a text rounded": (
        "A|round",
        {"A": "x"},
        "in which “x” is no number that “round” could take: make it one with |number",
    ),
    "divided by 0": ("A / B", {"A": 1, "B": 0}, "which leads to a division by 0"),
    "0 divided by 0": ("A / A", {"A": 0.0}, "which leads to a division by 0"),
    "texts without an order": (
        'A < "b"',
        {"A": "a"},
        "where “a” and “b” cannot be compared with <: they are not two numbers (|number), nor two dates written like"
        " 2015-12-31",
    ),
    "a text and a number without an order": (
        "A >= 5",
        {"A": "12"},
        "where “12” and “5” cannot be compared with >=: they are not two numbers (|number), nor two dates written like"
        " 2015-12-31",
    ),
    "no date": (
        'A|date("%d/%m/%Y")',
        {"A": "soon"},
        "in which “soon” is not a date written like 31/12/2015 (%d/%m/%Y); 2015-12-31, 2015-12 or 2015",
    ),
    "a date in no calendar": (
        'A|date("%d/%m/%Y")',
        {"A": "30/02/2015"},
        "in which “30/02/2015” is a date in no calendar",
    ),
    "too long for a date": ("A|date", {"A": "2" * 101}, "in which “" + "2" * 59 + "…” is too long for a date"),
    "half of a character": (
        'A|match("x")',
        {"A": "\ud800"},
        "which has half of a character in it, so that nothing can be found there",
    ),
}


@pytest.mark.parametrize(("text", "cells", "clause"), FAILS.values(), ids=FAILS)
def test_why_a_row_is_rejected(text: str, cells: dict[str, Any], clause: str) -> None:
    with pytest.raises(ExpressionFailed) as failed:
        worked_out(text, cells)
    assert str(failed.value) == clause


LONG = "a" * MOST_CHARACTERS
TOO_LONG = "gives a text of more than 1,000,000 characters"
OUT_OF_RANGE = "leads to a number too large or too small to calculate with"

# What somebody might write to reach what is not theirs, to run for ever or to fill the memory: the expression, the
# cell of A, and a part of the sentence or clause, or what it gives.
ATTACKS: dict[str, tuple[str, Any, Any]] = {
    "classes": ("A.__class__.__mro__", "x", "“.” cannot be used"),
    "classes by subscript": ('A["__class__"]', "x", "take an item of a list"),
    "classes by filter": ('A|attr("__class__")', "x", "“attr” is no filter"),
    "classes by map": ('A|map(attribute="__class__")', "x", "“map” is no filter"),
    "the template's globals": ("A ~ self.__init__.__globals__", "x", "“.” cannot be used"),
    "globals of Jinja": ("A ~ cycler.__init__", "x", "“.” cannot be used"),
    "a namespace": ("namespace(a=A)", "x", "“namespace(…)” is a call"),
    "very many words": ("lipsum(100000) ~ A", "x", "“lipsum(…)” is a call"),
    "a long range": ("range(10**9)|join(A)", "x", "“range(…)” is a call"),
    "a call of what is given": ("A()", "x", "“A(…)” is a call"),
    "a call of a filter": ("A|first()()", ["x"], "“first(…)” is a call"),
    "a call of an item": ('row["A"]("x")', "x", "“(…)” is a call"),
    "format of a text": ('"{0.__class__}".format(A)', "x", "“format(…)” is a call"),
    "format by filter": ('"%999999999d"|format(A)', 1, "“format” is no filter"),
    "format by percent": ('"%999999999d" % A', 1, "“%” cannot be used"),
    "what filters show": ("A|pprint", "x", "“pprint” is no filter"),
    "a text that is marked safe": ("A|safe", "x", "“safe” is no filter"),
    "a wide centre": ("A|center(999999999)", "x", "“center” is no filter"),
    "a deep indent": ("A|indent(999999999)", "x", "“indent” is no filter"),
    "a statement": ("A }}{% set x = 1 %}", "x", "this cannot be understood"),
    "a macro": ("{% macro x() %}{% endmacro %}", "x", "this cannot be understood"),
    "a comment": ("A {# x #}", "x", "this cannot be understood"),
    "a line of Python": ("A\nimport os", "x", "this cannot be understood"),
    "an assignment": ("A := 1", "x", "this cannot be understood"),
    "a lambda": ("lambda: A", "x", "this cannot be understood"),
    "a loop": ("[x for x in A]", "x", "this cannot be understood"),
    "a name of the compiled code": ("context ~ environment ~ A", "x", "1010x"),
    "a variable of the compiled code": ("l_0_c0 ~ c0 ~ missing ~ A", "x", "101010x"),
    "quotation marks for the compiled code": ('A ~ "\'\'\'\\"\\"\\"\\\\"', "x", "x'''\"\"\"\\"),
    "quotation marks in a column": ('row["\'A\' + \\""]', "x", "x"),
    "a power of powers": ("A + 10**10**10", 1, "“**” cannot be used"),
    "a shift": ("1 << A", 1, "this cannot be understood"),
    "a long number": ("A * " + "9" * 1_900, 1, "the number is too large"),
    "a long number in base 16": ("A * 0x" + "f" * 1_900, 1, "the number is too large"),
    "a number without end": ("A * 1e999", 1, "the number is too large"),
    "a long number in a cell": ("A + 1", 10**5_000, OUT_OF_RANGE),
    "a long decimal in a cell": ("A ~ 1", Decimal("1e999999999"), OUT_OF_RANGE),
    "a long number of a text": ("A|number * A|number", "9" * 60, OUT_OF_RANGE),
    "numbers that grow": ("A" + " * A" * 20, 10**18, OUT_OF_RANGE),
    "numbers that shrink": ("A" + " / A" * 30, 10**18, OUT_OF_RANGE),
    "a large number rounded": ("(A * A * A)|round(10)", 10**18, OUT_OF_RANGE),
    "a text many times": ("A * 1000000000", "x", "in which “x” is no number"),
    "a list many times": ("[A] * 1000000000", "x", "in which “x” is no number"),
    "texts that grow": (" ~ ".join(["A"] * 90), LONG, TOO_LONG),
    "texts that grow in brackets": ("((A ~ A) ~ (A ~ A)) ~ ((A ~ A) ~ (A ~ A))", LONG[:130_000], TOO_LONG),
    "lists that grow": ("[" + ", ".join(["A"] * 90) + "]", LONG, TOO_LONG),
    "every letter replaced by all": ('A|replace("a", A)', LONG, TOO_LONG),
    "every place replaced": ('A|replace("", A)', LONG, LONG),
    "replaced again and again": ("A" + '|replace("a", "aaaa")' * 20, "a", TOO_LONG),
    "joined with all": ("A|join(A|first)", [LONG[:100_000]] * 100, TOO_LONG),
    "split at each letter": ('A|split("a")', LONG, "gives more than 10,000 items"),
    "a line for each letter": ("A|lines", "x\n" * 400_000, "gives more than 10,000 items"),
    "letters that become three": ("A|upper", "ΐ" * 400_000, TOO_LONG),
    "letters that become two, and back": ("A" + "|upper|lower" * 15, "ŉ" * 1_000, "ʼn" * 1_000),
    "a longer cell than is taken": ("A|length", LONG + "a", TOO_LONG),
    "a list that is longer as a text": ("A|upper", [LONG, LONG], TOO_LONG),
    "a word in a long text": ('"' + "a" * 1_000 + 'b" in A', LONG, False),
    "a long text in a long list": ("A|first in A", [LONG, *["a"] * 100_000], True),
    "a text in a list of very many": ("A|last in A", [*["a"] * 100_000, LONG], True),
    "a pattern that goes back": ('A|match("(a+)+$b")', LONG, None),
    "a pattern of choices": ('A|match("^(a|a|aa)*$b")', LONG, None),
    "a pattern of very many states": ('A|match("(?:0|1)*1(?:0|1){800}x")', f"{3**100_000:b}", None),
    "a pattern that is as long as the text": ('A|match("(?:a?){1000}b")', LONG[:70_000], None),
    "a pattern that is too much for a long text": ('A|match("(?:a?){1000}b")', LONG, "too long to be searched"),
    "a pattern with a long repetition": ('A|match("a{1000000000}")', LONG, None),
    "a pattern of repetitions": ('A|match("((a{1,1000}){1,1000}){1,1000}")', LONG, "invalid repetition size"),
    "a pattern that calls itself": ('A|match("(?R)*")', LONG, "invalid perl operator"),
    "a pattern that looks back": (r'A|match("(a*)\1")', LONG, "invalid escape sequence"),
    "a pattern with fuzz": ('A|match("(?e)(?:abc){e<=3}")', LONG, "invalid perl operator"),
    "a pattern that is large": ('A|match("' + r"\\pL{1000}" * 20 + '")', LONG, "pattern too large"),
    "a date that is long": ('A|date("%d %m %Y")', "1" + " " * 900_000 + "2", "too long for a date"),
    "a wide date format": ('A|date("%99999999d/%Y")', "1/2015", "cannot read dates with this"),
    "a date format that repeats": ('A|date("' + "%d " * 30 + '%Y")', "1", "cannot read dates with this"),
    "brackets without end": ("(" * 1_900, 1, "too many brackets"),
    "lists without end": ("[" * 1_900, 1, "too many brackets"),
    "filters in filters": ("A|default(" * 60, 1, "too many brackets"),
    "parts of parts": ("A" + "[:1]" * 45, "x", "too much one in another"),
    "not without end": ("not " * 450 + "A", 1, "more than 200 words"),
    "less without end": ("-" * 1_900 + "A", 1, "more than 200 words"),
    "plus without end": ("A" + "+A" * 99, 1, "too much one in another"),
    "if without end": ("A if A else " * 49 + "A", 1, "too much one in another"),
    "dots without end": ("A" + ".a" * 99, 1, "“.” cannot be used"),
}


@pytest.mark.parametrize(("text", "cell", "outcome"), ATTACKS.values(), ids=ATTACKS)
def test_an_attack_ends_soon_and_small(text: str, cell: Any, outcome: Any) -> None:
    tracemalloc.start()
    began = time.thread_time()
    found = outcome_of(text, lambda column: 10 if column in NUMBERS else cell)
    seconds = time.thread_time() - began
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert outcome in found if isinstance(found, Refused) else found == outcome
    assert seconds < SOON
    assert most < MUCH_MEMORY


class Refused(str):
    """The sentence or clause with which an expression, or a row, is refused."""

    __slots__ = ()


def outcome_of(text: str, cell: Callable[[str], Any]) -> Any:
    """What an expression gives, with the cell for each column, or why it gives nothing."""
    try:
        expression = compile_expression(text)
    except ValueError as mistake:
        return Refused(mistake)
    try:
        return expression(list(map(cell, expression.columns)))
    except ExpressionFailed as failed:
        return Refused(failed)


NUMBERS = ("B", "context", "environment", "l_0_c0", "c0", "missing")

LARGEST: dict[str, str] = {
    "brackets": "(" * 15 + "A" + ")" * 15,
    "lists": "[" * 15 + "A" + "]" * 15,
    "filters in filters": "A|default(" * 15 + "A" + ")" * 15,
    "columns in brackets": "[" * 14 + 'row["A"]' + "]" * 14,
    "nots": "not " * 39 + "A",
    "minuses": "-" * 39 + "A",
    "sums": "A" + " + A" * 39,
    "quotients": "A" + " / A" * 39,
    "ands": "A" + " and A" * 39,
    "ifs": "A if A else " * 39 + "A",
    "filters": "A" + "|upper" * 39,
    "parts": "A" + "[:9]" * 39,
    "texts": " ~ ".join(["A"] * (MOST_WORDS // 2)),
    "columns": " ~ ".join(f"A{number}" for number in range(MOST_WORDS // 2)),
    "comparisons": "(A == " * 15 + "A" + ")" * 15,
    "signs before brackets": "-(" * 15 + "A" + ")" * 15,
}


@pytest.mark.parametrize("text", LARGEST.values(), ids=LARGEST)
@pytest.mark.parametrize("callers", [0, 300])
def test_the_largest_that_is_permitted_is_compiled(text: str, callers: int) -> None:
    def called_by(others: int) -> Any:
        return called_by(others - 1) if others else outcome_of(text, lambda _column: 1)

    assert not isinstance(called_by(callers), Refused)


# What an expression may be put together from, well or badly.
PIECES = (
    *("A", "B", 'row["A"]', "row", "[", "]", "(", ")", "{", "}", ",", ":", ".", "|", "~", "+", "-", "*", "/", "%"),
    *("==", "!=", "<", ">=", "=", " if ", " else ", " and ", " or ", " not ", " in ", " is ", "none", "true", "1"),
    *("0", "2.5", "1e9", '""', '"a"', "'; '", '"%d/%m/%Y"', r'"(\\pL*)a+"', "[:2]", "[-1:]", "\n", "\\", '"'),
    *(f"|{name}" for name in FILTERS),
    *(f"|{name}(A)" for name in FILTERS),
    *(f"|{name}(A, B)" for name in FILTERS),
    *('|match("a*")', '|date("%Y")', "|round(2)", '|split("a")', '|replace("a", B)', "__class__", "()", "**"),
)
PUT_TOGETHER = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)

LEAVES = st.sampled_from(["A", "B", 'row["A"]', "1", "2.5", '"a"', '""', "none", "true"])
UNARY = ("(not {})", "(-{})", "({})[:2]", "[{}]", '({})|match("a*")', '({})|date("%Y")')
SIGNS = ("+", "-", "*", "/", "~", "==", "!=", "<", ">=", "and", "or", "in", "not in")
BINARY = (
    *(f"({{}} {sign} {{}})" for sign in SIGNS),
    "[{}, {}]",
    "({} if {})",
    *(f"({{}})|{name}({{}})" for name in ("before", "after", "split", "join", "default")),
    '({})|replace("a", {})',
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Larger expressions from smaller ones."""
    plain = [f"({{}})|{name}" for name, found in FILTERS.items() if found.arguments[0] == 0]
    one = st.tuples(st.sampled_from((*UNARY, *plain)), inner).map(lambda pair: pair[0].format(pair[1]))
    two = st.tuples(st.sampled_from(BINARY), inner, inner).map(lambda triple: triple[0].format(*triple[1:]))
    return one | two


WELL_FORMED = st.recursive(LEAVES, grown, max_leaves=12)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(st.characters(), max_size=30)
    | st.sampled_from(["", "12", "£1.5m", "31/12/2015", "2015-03", LONG, LONG + "a", 10**200, "9" * 60])
    | st.dates()
    | st.datetimes()
)
CELLS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(text=st.text(max_size=200) | PUT_TOGETHER | WELL_FORMED, first=CELLS, second=CELLS)
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_expression_on_any_cells_is_refused_fails_or_gives_a_cell(text: str, first: Any, second: Any) -> None:
    began = time.thread_time()
    found = outcome_of(text, lambda column: first if column == "A" else second)
    assert time.thread_time() - began < SOON
    if isinstance(found, Refused):
        assert 0 < len(found) < 500
    else:
        assert found is None or isinstance(found, str | bool | int | float | Decimal | date | list | dict)
        assert length(found) <= max(MOST_CHARACTERS, length(first), length(second))


def length(value: Any) -> int:
    """How many characters a cell has, with all that is in it."""
    if isinstance(value, dict):
        return sum(map(length, [*value, *value.values()]))
    return sum(map(length, value)) if isinstance(value, list) else len(value) if isinstance(value, str) else 1


@given(text=WELL_FORMED)
@settings(max_examples=200, deadline=None)
def test_what_is_well_formed_is_refused_only_for_its_size(text: str) -> None:
    try:
        compile_expression(f"[A, {text}]")
    except ValueError as refused:
        reason = re.search(
            "too many brackets|too much one in another|more than 200 words|more than 10 regular", str(refused)
        )
        if reason is None:
            raise


NUMBER = st.integers(-(10**15), 10**15) | st.decimals(-(10**9), 10**9, places=3)


@given(first=NUMBER, second=NUMBER)
def test_numbers_are_reckoned_exactly(first: int | Decimal, second: int | Decimal) -> None:
    cells = [first, str(second)]
    assert compile_expression("A + B|number")(cells) == first + second
    assert compile_expression("A - B|number")(cells) == first - second
    assert compile_expression("A * B|number")(cells) == first * second
    assert compile_expression("A < B|number")(cells) == (first < second)


@given(first=st.text(), second=st.text())
def test_texts_are_put_together_as_they_are_but_for_white_space_around_them(first: str, second: str) -> None:
    assert compile_expression('A ~ "-" ~ B')([first, second]) == f"{as_text(first)}-{as_text(second)}"


class Clock:
    """A clock that each look at moves on."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._now = 0.0

    def __call__(self) -> float:
        self._now += self._seconds
        return self._now


def for_one_file(seconds: float, clock: Callable[[], float]) -> Callable[[list[Any]], Any]:
    return compile_expression("A|number").for_one_file(seconds=seconds, clock=clock)


def test_an_expression_has_seconds_for_one_file() -> None:
    evaluate = for_one_file(10, Clock(4))
    assert [evaluate(["1"]), evaluate(["2"]), evaluate(["3"])] == [1, 2, 3]
    with pytest.raises(SourceUnreadable) as unreadable:
        evaluate(["4"])
    assert str(unreadable.value) == (
        "The expression “A|number” has taken 12 seconds for 3 rows, and may take 10 for one file. Make it simpler, its"
        " regular expressions above all; nothing of the file was taken."
    )


def test_rows_that_fail_take_of_the_seconds_too() -> None:
    evaluate = for_one_file(10, Clock(6))
    for _ in range(2):
        with pytest.raises(ExpressionFailed):
            evaluate(["x"])
    with pytest.raises(SourceUnreadable):
        evaluate(["x"])


def test_each_file_has_its_own_seconds() -> None:
    expression = compile_expression("A|number")
    clock = Clock(6)
    for _ in range(5):
        assert expression.for_one_file(seconds=1, clock=clock)(["1"]) == 1


def test_rows_take_microseconds() -> None:
    evaluate = for_one_file(SECONDS_FOR_ONE_FILE, time.thread_time)
    began = time.thread_time()
    for _ in range(2_000):
        evaluate(["1,234.5"])
    assert time.thread_time() - began < 0.5


def test_a_row_must_have_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError):
        compile_expression("A ~ B")(["x"])
