"""sources.yaml: what is read of it, and every mistake named by line and key."""
# ruff: noqa: E501 - the table shows whole sentences, as people read them

import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from handover.errors import BadRequest, RegistrationError
from handover.records import RecordKind
from handover.sources.kinds import BUILT_IN, kinds
from handover.sources.registering.fields import KIND_WORDS, REQUIRED
from handover.sources.registering.mistakes import SENTENCES
from handover.sources.registering.registration import Registration
from handover.sources.registering.registry_file import LARGEST_FILE, example, parse_registrations, read_registrations
from handover.sources.registering.yaml_lines import read_yaml

GOOD = """\
sources:
  log:
    title: Log
    location: log.csv
    records: lesson
    map:
      initiative: P
      title: T
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(RegistrationError) as refused:
        parse_registrations(text, name="sources.yaml")
    return [str(mistake) for mistake in refused.value.mistakes]


def test_a_good_file() -> None:
    (registration,) = parse_registrations(GOOD, name="sources.yaml")
    assert (registration.name, registration.kind, set(registration.map)) == ("log", "csv", {"initiative", "title"})


def test_nothing_is_taken_for_a_number_a_date_or_true() -> None:
    text = GOOD.replace("initiative: P", "initiative: 2020").replace("title: T", "title: 1e5\n      effect: Yes")
    (registration,) = parse_registrations(
        text + "      recorded_by: { constant: 2015-03-14 }\n      causes: { column: ~x, default: null }\n", name="x"
    )
    assert {name: rule.column or rule.constant for name, rule in registration.map.items()} == {
        "initiative": "2020",
        "title": "1e5",
        "effect": "Yes",
        "recorded_by": "2015-03-14",
        "causes": "~x",
    }


def test_an_anchor_is_unfolded() -> None:
    text = GOOD.replace("initiative: P", "initiative: &p { column: P, blank: [TBC] }").replace("title: T", "title: *p")
    (registration,) = parse_registrations(text, name="x")
    assert registration.map["title"] == registration.map["initiative"]


API = GOOD.replace("log.csv", "https://x.example/api\n    kind: api")
WHERE = "must say where the secret is found, never what it is: env:NAME, file:PATH, keyring:SERVICE/USER …."
MAP = "    map:\n      initiative: P\n      title: T\n"
KINDS = ", ".join(kinds())
WRONG: dict[str, tuple[str, list[str]]] = {
    "empty": ("", ["the file: there is nothing in it."]),
    "only remarks": ("# nothing\n", ["the file: there is nothing in it."]),
    "no sources yet": ("sources:\n", ["line 1, sources: no sources are registered in it yet."]),
    "no sources at all": ("sources: {}\n", ["line 1, sources: no sources are registered in it yet."]),
    "a list": ("- a\n", ["line 1: it must begin with “sources:”, with the sources below it."]),
    "prose": ("hello\n", ["line 1: it must begin with “sources:”, with the sources below it."]),
    "sources as a list": ("sources:\n  - a\n", ["line 1, sources: must have the sources below it, by name."]),
    "sources as a word": ("sources: a\n", ["line 1, sources: must have the sources below it, by name."]),
    "misspelt": (
        "source:\n  a: 1\n",
        ["line 1, source: there is nothing called “source” here. Did you mean “sources”?"],
    ),
    "something beside": (
        f"{GOOD}version: 1\n",
        ["line 9, version: there is nothing called “version” here. The sources stand below “sources:”."],
    ),
    "a source that is a word": (
        "sources:\n  log: a.csv\n",
        ["line 2, sources.log: must have entries below it, each with a colon, and it is “a.csv”."],
    ),
    "a source that is nothing": (
        "sources:\n  log:\n",
        ["line 2, sources.log: must have entries below it, each with a colon, and it is blank."],
    ),
    "a tab": ("sources:\n\tlog: a\n", ["line 2: there is a tab here; indent with spaces."]),
    "a colon too many": (
        "sources:\n  log:\n    title: Log: old\n",
        ["line 3: there is a colon too many here, or the line before it has none; put texts with a colon in quotes."],
    ),
    "an open quotation mark": (
        "sources:\n  log:\n    title: 'Log\n",
        ["line 4: a quotation mark is opened here and never closed."],
    ),
    "an open bracket": (
        "sources:\n  log:\n    key: [a, b\n",
        ["line 4: a bracket is opened and not closed, or a comma is missing."],
    ),
    "an indentation": ("sources:\n    log:\n      a: b\n  x: y\n", ["line 4: the lines are not indented alike here."]),
    "an asterisk": (
        "sources:\n  log:\n    blank: [*]\n",
        ["line 3: this cannot be understood; look for a missing colon or quotation mark, or wrong indentation."],
    ),
    "an alias of nothing": (
        "sources:\n  log: *other\n",
        ["line 2: a * refers to something that is not there; put texts that begin with * in quotes."],
    ),
    "an at sign": ("sources:\n  log: @x\n", ["line 2: no text may begin with @, ` or %; put it in quotes."]),
    "two documents": (
        f"{GOOD}---\n{GOOD}",
        ["line 9: there is a second document, after ---; put everything into one."],
    ),
    "a backslash": (
        'sources:\n  log: "\\q"\n',
        ["line 2: a backslash in double quotes means something else; use single quotes."],
    ),
    "a control character": ("sources:\n  log: a\x07b\n", ["line 2: there is a character here that no text has."]),
    "a key twice": (
        GOOD.replace("    records", "    title: X\n    records"),
        ["line 5, sources.log: “title” is here twice."],
    ),
    "a source twice": (GOOD + GOOD.partition("\n")[2], ["line 9, sources: “log” is here twice."]),
    "a tag": (
        GOOD.replace("title: Log", "title: !!python/name:os.system x"),
        [
            "line 3, sources.log.title: what begins with ! is a tag, and tags are not used here; put the text in quotes.",
            "line 3, sources.log.title: is blank.",
        ],
    ),
    "an own tag": (
        GOOD.replace("title: Log", "title: !secret x"),
        [
            "line 3, sources.log.title: what begins with ! is a tag, and tags are not used here; put the text in quotes.",
            "line 3, sources.log.title: is blank.",
        ],
    ),
    "a key that is a list": (
        GOOD.replace("    title: Log", "    ? [a]\n    : b\n    title: Log"),
        ["line 3, sources.log.?: a key must be one text."],
    ),
    "itself within itself": ("sources: &a\n  log: *a\n", ["the file: entries lie more than 20 deep in one another."]),
    "a billion laughs": (
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        ["the file: it unfolds to more than 100,000 entries."],
    ),
    "bracket upon bracket": ("[" * 5000, ["the file: entries lie more than 20 deep in one another."]),
    "missing": (
        "sources:\n  log:\n    title: Log\n",
        [
            "line 2, sources.log.location: is missing.",
            "line 2, sources.log.records: is missing.",
            "line 2, sources.log.map: is missing.",
        ],
    ),
    "an ending that tells nothing": (
        GOOD.replace("log.csv", "log"),
        [f"line 2, sources.log.kind: is missing, and the ending of the location does not tell it. There are {KINDS}."],
    ),
    "a name": (
        GOOD.replace("log:", "Lessons_Log:"),
        [
            "line 2, sources.Lessons_Log: a source's name has only lower case letters, digits and single hyphens, such as lessons-log."
        ],
    ),
    "a kind": (
        GOOD.replace("    records", "    kind: exel\n    records"),
        ["line 5, sources.log.kind: “exel” is no kind of source. Did you mean “excel”?"],
    ),
    "a kind in capitals": (
        GOOD.replace("    records", "    kind: CSV\n    records"),
        ["line 5, sources.log.kind: “CSV” is no kind of source. Did you mean “csv”?"],
    ),
    "an unknown key": (
        GOOD.replace("    records", "    sheets: A\n    records"),
        ["line 5, sources.log.sheets: there is nothing called “sheets” here. Did you mean “sheet” or “series”?"],
    ),
    "an owner": (
        GOOD.replace("    records", "    owner: Jo\n    records"),
        ["line 5, sources.log.owner: “Jo” is not an e-mail address."],
    ),
    "a blank value": (GOOD.replace("title: Log", "title:"), ["line 3, sources.log.title: is blank."]),
    "an empty value": (GOOD.replace("title: Log", "title: ' '"), ["line 3, sources.log.title: is blank."]),
    "a list for a text": (
        GOOD.replace("title: Log", "title: [a]"),
        ["line 3, sources.log.title: must be one text, and it is a list."],
    ),
    "a long title": (
        GOOD.replace("title: Log", f"title: {'x' * 300}"),
        ["line 3, sources.log.title: has 300 characters, and may have 200."],
    ),
    "a cadence": (
        GOOD.replace("    records", "    cadence: dayly\n    records"),
        [
            "line 5, sources.log.cadence: “dayly” is not one of daily, weekly, monthly, quarterly, yearly."
            " Did you mean “daily”?"
        ],
    ),
    "a guard that is none": (
        GOOD.replace("    records", "    guards: { off: truncatd }\n    records"),
        [
            "line 5, sources.log.guards.off: “truncatd” is not one of truncated, incomplete, empty, convention-changed,"
            " identical, stale, older, schema-drift, key-not-unique, future-dates, more-rejected."
            " Did you mean “truncated”?"
        ],
    ),
    "a share in per cent": (
        GOOD.replace("    records", "    guards: { may_vanish: 5% }\n    records"),
        ["line 5, sources.log.guards.may_vanish: must be a number, and it is “5%”."],
    ),
    "a contract that is none": (
        GOOD.replace("    records", "    contract: { new_columns: frozen }\n    records"),
        [
            "line 5, sources.log.contract.new_columns: “frozen” is not one of evolve, freeze, discard_value, discard_row."
            " Did you mean “freeze”?"
        ],
    ),
    "a row that is no number": (
        GOOD.replace("    records", "    header_row: third\n    records"),
        ["line 5, sources.log.header_row: must be a whole number, and it is “third”."],
    ),
    "row nought": (
        GOOD.replace("    records", "    header_row: 0\n    records"),
        ["line 5, sources.log.header_row: must be 1 or more."],
    ),
    "a far row": (
        GOOD.replace("    records", "    header_row: 9999\n    records"),
        ["line 5, sources.log.header_row: must be 1,000 or less."],
    ),
    "a long delimiter": (
        GOOD.replace("    records", "    delimiter: abc\n    records"),
        ["line 5, sources.log.delimiter: “abc” must be one character; a tab is written tab."],
    ),
    "a quotation mark as delimiter": (
        GOOD.replace("    records", "    delimiter: '\"'\n    records"),
        ["line 5, sources.log.delimiter: cannot be a quotation mark or a line end."],
    ),
    "an encoding": (
        GOOD.replace("    records", "    encoding: utf9\n    records"),
        ["line 5, sources.log.encoding: “utf9” is no encoding that is known. Did you mean “utf-16” or “utf-8”?"],
    ),
    "a codec that is none for text": (
        GOOD.replace("    records", "    encoding: rot13\n    records"),
        ["line 5, sources.log.encoding: “rot13” is no encoding that is known."],
    ),
    "an option of another kind": (
        GOOD.replace("    records", "    sheet: A\n    records"),
        ["line 5, sources.log.sheet: sheet is only for excel sources, and this one is csv."],
    ),
    "a secret": (
        GOOD.replace("log.csv", "https://x.example/log.csv?token=abc"),
        [
            "line 4, sources.log.location: has a secret in the address (“token”), which would be copied into every dossier; say with “sign_in” where it is found."
        ],
    ),
    "a secret itself": (
        API.replace("    records", "    sign_in: { token: hush }\n    records"),
        [f"line 6, sources.log.sign_in.token: {WHERE}"],
    ),
    "a key itself, in a header that is none": (
        API.replace("    records", "    sign_in: { api_key: { value: hush, header: 'X Key' } }\n    records"),
        [
            f"line 6, sources.log.sign_in.api_key.value: {WHERE}",
            "line 6, sources.log.sign_in.api_key.header: “…” is no name of a header, such as X-Api-Key.",
        ],
    ),
    "a password itself that begins with an exclamation mark": (
        API.replace("    records", "    sign_in: { user: ann, password: !hush }\n    records"),
        [
            "line 6, sources.log.sign_in.password: what begins with ! is a tag, and tags are not used here; put the text in quotes.",
        ],
    ),
    "a secret in the address of tokens": (
        API.replace(
            "    records",
            "    sign_in:\n      oauth2: { token_address: 'https://a:hush@x.example', client_id: a, client_secret: 'env:B' }\n"
            "    records",
        ),
        [
            "line 7, sources.log.sign_in.oauth2.token_address: has a user name or password in the address, which would be copied into every dossier; say with “sign_in” where they are found."
        ],
    ),
    "a secret in the address of a store": (
        GOOD.replace("log.csv", "s3://b/log.csv\n    endpoint: https://x.example/?accessKey=hush"),
        [
            "line 5, sources.log.endpoint: has a secret in the address (“accessKey”), which would be copied into every dossier; say with “sign_in” where it is found."
        ],
    ),
    "a secret among options": (
        GOOD.replace("log.csv", "dlt://log\n    kind: dlt\n    options: { api_key: hush, key: id, token: 'env:T' }"),
        [
            "line 6, sources.log.options.api_key: must say where the secret is found, never what it is: env:NAME, file:PATH …."
        ],
    ),
    "tokens from nowhere": (
        API.replace(
            "    records",
            "    sign_in: { oauth2: { token_address: login, client_id: a, client_secret: b } }\n    records",
        ),
        [
            "line 6, sources.log.sign_in.oauth2.token_address: must be an address that begins with https://.",
            f"line 6, sources.log.sign_in.oauth2.client_secret: {WHERE}",
        ],
    ),
    "what an API is not signed in to with": (
        API.replace("    records", "    sign_in: { private_key: file:key }\n    records"),
        [
            "line 6, sources.log.sign_in.private_key: is not how an API is signed in to, which is with user, password,"
            " token, api_key and oauth2."
        ],
    ),
    "a header for a secret": (
        API.replace(
            "    records", "    headers: { Authorization: hush, X-Author: Ann, Accept: Bearer hush }\n    records"
        ),
        [
            "line 6, sources.log.headers.Authorization: “Authorization” is a header for a secret; say with “sign_in” where that is found.",
            "line 6, sources.log.headers.Accept: is a secret, which would be kept with the registration; say with “sign_in” where it is found.",
        ],
    ),
    "headers that are none": (
        API.replace("    records", "    headers: { A B: x, Host: y, X-A: 'ö' }\n    records"),
        [
            "line 6, sources.log.headers.A B: “A B” is no name of a header, such as Accept-Language.",
            "line 6, sources.log.headers.Host: “Host” is a header that is seen to already.",
            "line 6, sources.log.headers.X-A: has characters in it that no header has.",
        ],
    ),
    "a cursor without its place": (
        API.replace("    records", "    pages: { by: cursor }\n    records"),
        ["line 6, sources.log.pages: needs “next”: where in the answer the cursor of the next page stands."],
    ),
    "pages with what is for others": (
        API.replace("    records", "    pages: { by: page, next: more }\n    records"),
        ["line 6, sources.log.pages: has “next”, which is only for pages by link or cursor, and these are by page."],
    ),
    "a link with a parameter": (
        API.replace("    records", "    pages: { parameter: page }\n    records"),
        [
            "line 6, sources.log.pages: has “parameter”, which is only for pages by cursor, page or offset, and these are by link."
        ],
    ),
    "offsets with a first page": (
        API.replace("    records", "    pages: { by: offset, first: 0 }\n    records"),
        ["line 6, sources.log.pages: has “first”, which is only for pages by page, and these are by offset."],
    ),
    "a size that nothing asks for": (
        API.replace("    records", "    pages: { size: 100 }\n    records"),
        [
            "line 6, sources.log.pages: needs “size” and “size_parameter” together: how many items, and what asks for them."
        ],
    ),
    "no parameter, and as often as one likes": (
        API.replace("    records", "    pages: { by: page, parameter: 'a b', per_second: often }\n    records"),
        [
            "line 6, sources.log.pages.parameter: “a b” is no name of a parameter, such as page or api_key.",
            "line 6, sources.log.pages.per_second: must be a number, and it is “often”.",
        ],
    ),
    "a rate that is a list": (
        API.replace("    records", "    pages: { per_second: [1] }\n    records"),
        ["line 6, sources.log.pages.per_second: must be a number, and it is a list."],
    ),
    "an empty key": (
        GOOD.replace("    records", "    key: []\n    records"),
        ["line 5, sources.log.key: is an empty list."],
    ),
    "entries for a key": (
        GOOD.replace("    records", "    key: {a: b}\n    records"),
        ["line 5, sources.log.key: must be one text or a list of texts, and it is a group of entries."],
    ),
    "a blank token": (
        GOOD.replace("    records", "    blank:\n      - N/A\n      - ''\n    records"),
        ["line 7, sources.log.blank.2: is blank."],
    ),
    "a map that is a list": (
        GOOD.replace(MAP, "    map: [a]\n"),
        ["line 6, sources.log.map: must have entries below it, such as title: Column, and it is a list."],
    ),
    "an unknown field": (
        GOOD + "      efect: E\n",
        ["line 9, sources.log.map.efect: a lesson has no field “efect”. Did you mean “effect”?"],
    ),
    "a key within the map": (
        GOOD + "      key: Ref\n",
        ["line 9, sources.log.map.key: the key is declared beside map, not inside of it: key: followed by the column."],
    ),
    "no title": (
        GOOD.replace("      title: T\n", ""),
        ["line 6, sources.log.map: a lesson needs title, and nothing is mapped to it."],
    ),
    "neither name nor role": (
        GOOD.replace("lesson", "contact").replace("      title: T\n", "      emails: E\n"),
        ["line 6, sources.log.map: a contact needs name or role, and nothing is mapped to it."],
    ),
    "columns without join": (
        GOOD.replace("title: T", "title: [A, B]"),
        ["line 8, sources.log.map.title: must be one column; several are put together with join: [Column, Column]."],
    ),
    "two ways": (
        GOOD.replace("title: T", "title: { column: A, constant: B }"),
        [
            "line 8, sources.log.map.title: has column and constant; only one of column, join, constant and expression"
            " can say where it comes from."
        ],
    ),
    "no way": (
        GOOD.replace("title: T", "title: { html: true }"),
        [
            "line 8, sources.log.map.title: says not where it comes from: give it a column, join, constant or expression."
        ],
    ),
    "an unknown rule": (
        GOOD.replace("title: T", "title: { colum: A }"),
        [
            "line 8, sources.log.map.title.colum: there is nothing called “colum” here. Did you mean “column”?",
        ],
    ),
    "html that is neither": (
        GOOD.replace("title: T", "title: { column: A, html: perhaps }"),
        ["line 8, sources.log.map.title.html: must be true or false, and it is “perhaps”."],
    ),
    "html that is a list": (
        GOOD.replace("title: T", "title: { column: A, html: [true] }"),
        ["line 8, sources.log.map.title.html: must be true or false, and it is a list."],
    ),
    "a date format": (
        GOOD + "      recorded_on: { column: D, date: dd/mm/yyyy }\n",
        [
            "line 9, sources.log.map.recorded_on.date: “dd/mm/yyyy” is no date format with a year in it; write one like"
            " “%d/%m/%Y”. Did you mean “%d/%m/%Y”?"
        ],
    ),
    "a date rule for a text": (
        GOOD + "      effect: { column: D, date: '%Y' }\n",
        ["line 9, sources.log.map.effect.date: effect is not a date, so “date” cannot be used for it."],
    ),
    "money for a text": (
        GOOD + "      effect: { column: D, money: { currency: GBP } }\n",
        ["line 9, sources.log.map.effect.money: effect is not an amount of money, so “money” cannot be used for it."],
    ),
    "split for a text": (
        GOOD + "      effect: { column: D, split: ; }\n",
        ["line 9, sources.log.map.effect.split: effect is not a list, so “split” cannot be used for it."],
    ),
    "html for a list": (
        GOOD + "      tags: { column: D, html: true }\n",
        ["line 9, sources.log.map.tags.html: tags is not one text, so “html” cannot be used for it."],
    ),
    "a lookup that is a list": (
        GOOD + "      outcome: { column: D, lookup: [a] }\n",
        [
            "line 9, sources.log.map.outcome.lookup: must have entries below it, such as title: Column, and it is a list."
        ],
    ),
    "a lookup to nowhere": (
        GOOD + "      outcome:\n        column: D\n        lookup:\n          Y: workd\n",
        [
            "line 12, sources.log.map.outcome.lookup.Y: “workd” is no outcome that is known. Did you mean “worked” or “did-not-work”?"
        ],
    ),
    "a lookup with two meanings": (
        GOOD + "      outcome: { column: D, lookup: { Yes: worked, YES: mixed } }\n",
        ["line 9, sources.log.map.outcome: “Yes” and “YES” are compared as the same word, but mean different things."],
    ),
    "a constant that is no date": (
        GOOD + "      recorded_on: { constant: 2015-13 }\n",
        ["line 9, sources.log.map.recorded_on.constant: “2015-13” cannot be used, which is a date in no calendar."],
    ),
    "what is given twice over": (
        GOOD + "      outcome: D\n      outcome_given: E\n",
        ["line 10, sources.log.map.outcome_given: it is filled from outcome already; map only one of the two."],
    ),
    "a currency": (
        GOOD.replace("lesson", "programme-status").replace("title: T", "period: M")
        + "      budget: { column: B, money: { currency: pounds, unit: 0 } }\n",
        [
            "line 9, sources.log.map.budget.money.currency: “pounds” is not a currency code of three capital letters,"
            " such as GBP.",
            "line 9, sources.log.map.budget.money.unit: must be more than 0.",
        ],
    ),
    "a unit": (
        GOOD.replace("lesson", "programme-status").replace("title: T", "period: M")
        + "      budget: { column: B, money: { unit: many } }\n",
        ["line 9, sources.log.map.budget.money.unit: must be a number, and it is “many”."],
    ),
    "a unit that is a list": (
        GOOD.replace("lesson", "programme-status").replace("title: T", "period: M")
        + "      budget: { column: B, money: { unit: [1] } }\n",
        ["line 9, sources.log.map.budget.money.unit: must be a number, and it is a list."],
    ),
    "a row that is a list": (
        GOOD.replace("    records", "    header_row: [1, [2]]\n    records"),
        ["line 5, sources.log.header_row.2: must be a whole number, and it is a list."],
    ),
    "a unit without end": (
        GOOD.replace("lesson", "programme-status").replace("title: T", "period: M")
        + "      budget: { column: B, money: { unit: Infinity } }\n",
        ["line 9, sources.log.map.budget.money.unit: must be a number, and it is “Infinity”."],
    ),
    "two currencies": (
        GOOD.replace("lesson", "programme-status").replace("title: T", "period: M")
        + "      budget: { column: B, money: { currency: GBP } }\n      forecast: { column: F, money: { currency: EUR } }\n",
        ["line 6, sources.log.map: one record has one currency, and EUR and GBP are declared."],
    ),
    "a header from below": (
        GOOD.replace("    records", "    header_row: [3, 2]\n    records"),
        ["line 5, sources.log.header_row: the rows of the header are listed from the top, each once: [2, 3]."],
    ),
    "a header of very many rows": (
        GOOD.replace("    records", "    header_row: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]\n    records"),
        ["line 5, sources.log.header_row: may have 10 entries, and not more."],
    ),
    "rows that are no records": (
        GOOD.replace("    records", "    rows: { skp: Total* }\n    records"),
        ["line 5, sources.log.rows.skp: there is nothing called “skp” here. Did you mean “skip”?"],
    ),
    "words for no value": (
        GOOD.replace("    records", "    tokens: { unknow: TBC }\n    records"),
        ["line 5, sources.log.tokens.unknow: there is nothing called “unknow” here. Did you mean “unknown”?"],
    ),
    "a word for no value with two meanings": (
        GOOD.replace("    records", "    tokens: { unknown: [TBC, X], vacant: x }\n    records"),
        ["line 5, sources.log.tokens: “X” is said to mean unknown, and “x”, which is compared as the same, vacant."],
    ),
    "a constant that says nothing": (
        GOOD + "      recorded_by: { constant: N/A }\n",
        ["line 9, sources.log.map.recorded_by.constant: “N/A” says nothing here; leave it out."],
    ),
    "an expression": (
        GOOD + "      effect: { expression: '{{ T }}' }\n      tags: { expression: }\n",
        [
            "line 9, sources.log.map.effect.expression: is written without {{ and }}: only what stands between them.",
            "line 10, sources.log.map.tags: says not where it comes from: give it a column, join, constant or expression.",
        ],
    ),
    "a word that means several things": (
        GOOD + "      effect:\n        column: D\n        lookup:\n          a: [b, c]\n          d: []\n",
        ["line 13, sources.log.map.effect.lookup.d: is an empty list."],
    ),
    "a word of a text that means several things": (
        GOOD + "      effect:\n        column: D\n        lookup:\n          a: [b, c]\n",
        ["line 12, sources.log.map.effect.lookup.a: effect is not a list, so that a word can mean only one thing."],
    ),
    "another record of a row": (
        GOOD
        + "    also:\n      owner:\n        records: contact\n        key: []\n        map:\n          initiative: P\n          nam: N\n",
        [
            "line 12, sources.log.also.owner.key: is an empty list.",
            "line 13, sources.log.also.owner.map: a contact needs name or role, and nothing is mapped to it.",
            "line 15, sources.log.also.owner.map.nam: a contact has no field “nam”. Did you mean “name_given” or “name”?",
        ],
    ),
    "another record of a row that agrees with nothing": (
        GOOD
        + "    also:\n      owner:\n        records: contact\n        map: { initiative: P, name: N, emails: { column: E, html: true } }\n",
        ["line 12, sources.log.also.owner.map.emails.html: emails is not one text, so “html” cannot be used for it."],
    ),
    "the name of another record": (
        GOOD + "    also:\n      The owner:\n        records: contact\n        map: { initiative: P, name: N }\n",
        [
            "line 10, sources.log.also.The owner: a name here has only lower case letters, digits and single hyphens, such as"
            " owner."
        ],
    ),
    "other records that are no entries": (
        GOOD + "    also: [contact]\n",
        ["line 9, sources.log.also: must have entries below it, such as title: Column, and it is a list."],
    ),
    "everything at once, also what needs the rest": (
        GOOD.replace("title: Log", "titel: Log").replace("title: T", "titel: T\n      effect: { html: true }"),
        [
            "line 2, sources.log.title: is missing.",
            "line 3, sources.log.titel: there is nothing called “titel” here. Did you mean “title”?",
            "line 8, sources.log.map.titel: a lesson has no field “titel”. Did you mean “title”?",
            "line 9, sources.log.map.effect: says not where it comes from: give it a column, join, constant or expression.",
        ],
    ),
    "a register without identifiers": (
        f"{GOOD}    identifiers: gmpp\n",
        ["line 9, sources.log.identifiers: says where identifiers are from, and no identifier is mapped."],
    ),
    "mistakes in two sources": (
        GOOD.replace("log.csv", "log")
        + GOOD.partition("\n")[2].replace("log:", "other:").replace("title: Log", "title:"),
        [
            f"line 2, sources.log.kind: is missing, and the ending of the location does not tell it. There are {KINDS}.",
            "line 10, sources.other.title: is blank.",
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_named_by_line_and_key(text: str, expected: list[str]) -> None:
    assert mistakes(text) == expected


# Where somebody may write the secret itself, and in what form.
SIGN_IN = [
    "sign_in", "sign_in: {user", "sign_in: {password", "sign_in: {token", "sign_in: {api_key", "sign_in: {api_key: {value",
    "sign_in: {api_key: {header", "sign_in: {api_key: {parameter", "sign_in: {oauth2", "sign_in: {oauth2: {token_address",
    "sign_in: {oauth2: {client_id", "sign_in: {oauth2: {client_secret", "sign_in: {oauth2: {scope",
    "sign_in: {oauth2: {sent_as", "sign_in: {private_key", "sign_in: {passphrase", "sign_in: {known_hosts", "headers",
    "headers: {X-Office", "headers: {Authorization", "headers: {Accept", "options", "options: {token",
]  # fmt: skip
SECRETS = [
    "hush",
    "'X-Key: hush'",
    "[hush]",
    "{a: hush}",
    "!hush",
    "&a hush",
    "https://a:hush@x.example",
    "hush" * 600,
    "|\n      hush\n",
]


@pytest.mark.parametrize("place", SIGN_IN)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_sentence_repeats_what_stands_where_a_secret_may(place: str, secret: str) -> None:
    text = API.replace("    records", f"    {place}: {secret}{'}' * place.count('{')}\n    records")
    said: list[object] = []
    try:
        parse_registrations(text, name="sources.yaml")
    except RegistrationError as refused:
        said = [refused, refused.as_json(), *map(str, refused.mistakes)]
    assert "hush" not in str(said)


def test_every_sentence_is_in_the_table_above() -> None:
    seen = set()
    for text, _ in WRONG.values():
        top = read_yaml(text).value
        sources = top.get("sources") if isinstance(top, dict) else None
        for name, declared in sources.items() if isinstance(sources, dict) else ():
            try:
                Registration.model_validate({**declared, "name": name} if isinstance(declared, dict) else declared)
            except ValidationError as error:
                seen |= {fault["type"] for fault in error.errors()}
    assert set(SENTENCES) - seen == set()


@settings(deadline=None)
@given(st.text(alphabet="sources:\n  - a{}[]&*!|>'\"#%@`,?log1", max_size=60))
def test_any_text_is_registrations_or_mistakes(text: str) -> None:
    with pytest.raises(RegistrationError) as refused:
        parse_registrations(text, name="x")
    assert all(str(mistake).endswith((".", "?")) for mistake in refused.value.mistakes)


VALUE = st.recursive(
    st.sampled_from(["a", "''", "1", "true", "~", "lesson", "GBP", "'%d/%m/%Y'", "log.csv", "worked"]),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(["column", "join", "with", "date", "money", "unit", "lookup", "title", "split", "blank"]),
            inner,
            max_size=3,
        ).map(lambda entries: "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}")
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["title", "location", "records", "key", "blank", "header_row", "owner", "map", "x"]), VALUE
    ),
    st.dictionaries(st.sampled_from(["initiative", "title", "tags", "recorded_on", "outcome", "budget"]), VALUE),
)
def test_any_declaration_is_a_registration_or_has_mistakes_in_words(
    entries: dict[str, str], rules: dict[str, str]
) -> None:
    inside = "".join(f"    {key}: {value}\n" for key, value in entries.items() if key != "map")
    below = "".join(f"      {key}: {value}\n" for key, value in rules.items())
    try:
        parse_registrations(f"sources:\n  log:\n{inside}    map:\n{below}", name="x")
    except RegistrationError as refused:
        for mistake in refused.mistakes:
            assert mistake.line is not None
            assert mistake.key.startswith("sources")
            assert not re.search(r"Input should|Extra inputs|Value error|valid ", mistake.sentence), mistake.sentence


# --- the file itself ---

BYTES = {
    "binary": (b"PK\x03\x04\0\0", "the file: this is not a text file."),
    "UTF-16": ("sources:\n".encode("utf-16"), "the file: this is not a text file."),
    "cp1252": ("sources:\n  # caf\xe9\n".encode("cp1252"), "line 2: this is not UTF-8 text; save the file as UTF-8."),
    "too large": (
        b"#" * (LARGEST_FILE + 1),
        "the file: it has more than 1,000,000 bytes, which is too large for a list of sources.",
    ),
    "nothing": (b"", "the file: there is nothing in it."),
}


@pytest.mark.parametrize(("data", "sentence"), BYTES.values(), ids=BYTES)
def test_a_file_that_cannot_be_read(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_bytes(data)
    with pytest.raises(RegistrationError) as refused:
        read_registrations(path)
    assert [str(mistake) for mistake in refused.value.mistakes] == [sentence]
    assert refused.value.where == str(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"There is no file .*sources\.yaml\."):
        read_registrations(tmp_path / "sources.yaml")
    with pytest.raises(RegistrationError, match="this is a folder"):
        read_registrations(tmp_path)


def test_a_file_with_a_mark_at_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert [one.name for one in read_registrations(path)] == ["log"]


# --- the example ---


def test_the_example_as_it_is_registers_nothing() -> None:
    (mistake,) = mistakes(example())
    assert mistake.endswith("sources: no sources are registered in it yet.")


def test_the_example_shows_every_kind_and_is_right() -> None:
    shown = re.sub(r"^  # ", "  ", example(), flags=re.MULTILINE)
    registrations = parse_registrations(shown, name="example")
    assert {one.kind for one in registrations} == {kind.name for kind in BUILT_IN}
    assert {one.records for one in registrations} == set(get_args(RecordKind))
    used = {name for one in registrations for rule in one.map.values() for name in rule.model_fields_set}
    assert used >= {
        "column",
        "join",
        "with_",
        "constant",
        "default",
        "split",
        "date",
        "money",
        "lookup",
        "html",
        "blank",
    }


def test_every_kind_of_record_has_its_words() -> None:
    assert set(KIND_WORDS) == set(REQUIRED) == set(get_args(RecordKind))
