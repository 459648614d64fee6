"""Texts that people write, in a registration or in a cell, as targets."""

import json
from datetime import date
from decimal import Decimal
from typing import Any, Final

from handover.errors import BadRequest, RegistrationError, SourceError
from handover.jobs.draft import draft_source
from handover.sources.databases.sql_statements import query_mistake
from handover.sources.directories.directory_filters import attribute_mistake, filter_mistake, name_mistake
from handover.sources.documents.front_matter import split_front_matter
from handover.sources.expressions.expression import compile_expression
from handover.sources.expressions.values import MOST_CHARACTERS, ExpressionFailed
from handover.sources.mapping.html_text import text_of_html
from handover.sources.mapping.money import read_amount
from handover.sources.mapping.source_dates import format_mistake, read_date
from handover.sources.places.patterns import pattern_of
from handover.sources.places.places import path_at
from handover.sources.places.series import dates_in
from handover.sources.registering.locations import location_mistake, scheme_of
from handover.sources.registering.no_value import NoValueWords
from handover.sources.registering.registry_file import example, read_registrations
from handover.sources.texts import as_text, storable
from handover.sources.web.addresses import spoken_address
from tests.fuzz.files import CSV, JSON, VCARD
from tests.fuzz.target import Target, chosen
from tests.fuzz.through import LIMITS, check_refusal, folder

_SECRET: Final = "hush-hush"


def _lines(data: bytes, ways: int = 1) -> tuple[int, list[str]]:
    """An input as lines of text, as a file in UTF-8 can have them."""
    way, content = chosen(data, ways)
    return way, content.decode("utf-8", "replace").split("\n")


def _check_said(error: Exception) -> None:
    assert str(error)
    assert storable(str(error)), error


def _registrations(data: bytes) -> None:
    _, content = chosen(data, 1)
    path = folder() / "sources.yaml"
    path.write_bytes(content)
    try:
        for registration in read_registrations(path):
            assert type(registration).model_validate_json(registration.canonical.replace(b"\0", b"")) is not None
    except RegistrationError as error:
        for mistake in error.mistakes:
            assert storable(str(mistake)), mistake
            assert str(mistake).endswith((".", "?")), mistake
            assert len(mistake.sentence) < 4_000, mistake
    except BadRequest as error:
        check_refusal(error)


_YAML: Final = """\
sources:
  log: { title: Log, location: log.csv, records: lesson, key: Ref, map: { initiative: P, title: T } }
  api:
    kind: api
    title: &t "An API"
    location: https://x.example/api
    sign_in: { user: ann, password: env:PW }
    headers: { X-Office: a }
    pages: { by: page, size: 20, size_parameter: n, per_second: 0.5 }
    records: programme-status
    map: { initiative: a, period: { column: b, date: ["%d/%m/%Y"] }, budget: { column: c, money: { currency: GBP } } }
    also: { owner: { records: contact, map: { initiative: a, name: { expression: 'a|upper' } } } }
    guards: { may_vanish: 0.2 }
    tokens: { unknown: [TBC] }
"""
REGISTRATIONS: Final = Target(
    "registrations",
    _registrations,
    seeds=(_YAML.encode(), example().encode()[:8000]),
    words=(
        *(b"lesson env: { } [ ] *a ' \" | > % %d/%m/%Y ~ 1e999").split(),
        b"sources:\n",
        b"  a:\n",
        b"    map:\n",
        b"title: ",
        b"records: ",
        b"location: ",
        b"sign_in: ",
        b"&a ",
        b"!!str ",
        b"\n",
        b"\t",
        b"- ",
        b"? ",
        b"\xef\xbb\xbf",
        b"\x07",
        b"pages: ",
        b"query: ",
        b"search: ",
        b"expression: ",
        b"column: ",
        b"<<: ",
        b"# ",
    ),
)


def _expression(data: bytes) -> None:
    """An expression, and on the lines below it the cells that it is worked out of."""
    _, (text, *given) = _lines(data)
    try:
        expression = compile_expression(text.replace("\r", "\n"))
    except ValueError as error:
        _check_said(error)
        return
    cells: list[Any] = [_cell(one) for one in given] or [None]
    try:
        found = expression([cells[place % len(cells)] for place in range(len(expression.columns))])
    except ExpressionFailed as error:
        _check_said(error)
        return
    assert len(as_text(found)) <= MOST_CHARACTERS * 10
    assert found is None or isinstance(found, str | bool | int | float | Decimal | date | list | tuple | dict)


def _cell(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


EXPRESSIONS: Final = Target(
    "expressions",
    _expression,
    seeds=(
        b'row["a b"] ~ " " ~ b|upper\nAda\nLim',
        b'a|match("([0-9]+)")|first if a else b[:4]\nL12\n["x", 1.5, null]',
        b'(a + 1) * -b / 3 >= 2 and not (b in ["x", 2])\n3\n"2024-03-14"',
        b'a|split(",")|join("; ")|replace("x", "y")|default(b)|round(2)|trim\nx, y\n{}',
    ),
    words=(
        *(
            b'row[" "] a b ~ + - * / | upper match( split( join( replace( default( round( first last date( ( '
            b') [ : ] == < 1e9 999999999999999999 "x" , null [] %d \\ .'
        ).split(),
        b" if ",
        b" else ",
        b" in ",
        b" not ",
        b" and ",
        b" or ",
        b"\n",
    ),
)


def _dates(data: bytes) -> None:
    """A format of dates, then texts: as cells, and as names of the files of a series."""
    _, (given, *texts) = _lines(data)
    if format_mistake(given) is not None:
        return
    for text in texts:
        dates_in(text, given)
        try:
            read_date(text, [given])
        except ValueError as error:
            _check_said(error)


DATES: Final = Target(
    "dates",
    _dates,
    seeds=(
        b"%d/%m/%Y\n14/03/2024\n31/02/2024\n2024-03-14T10:00:00Z\n2024-03",
        b"%d %b %Y\n14 Sept 2024\n1 Mar 2024",
        b"org_%Y-%m-%dT%H%M%S\norganisations_2022-10-12T191120_98b111e2.json.gz\norg_2022-10-12T191120_2022-10-13.json",
        b"%Y%m%d%z\n20240314+0100\n\xd9\xa1\xd9\xa2\n",
    ),
    words=(
        *(b"%Y %m %d %B %b %y %j %U %G %V %u %p %I %H %f %z %Z %c %x %X %% % 2024 03 14 March Sept - / T").split(),
        b"\n",
        b" ",
    ),
)


_WORDS: Final = NoValueWords({"vacant": ("Post open*", "(none)"), "unknown": ("-?-",)})


def _cells(data: bytes) -> None:
    """Texts of cells: as HTML, as an amount, as a word that says nothing."""
    way, lines = _lines(data, 3)
    for text in ["\n".join(lines)] if way == 0 else lines:
        if way == 0:
            assert storable(text_of_html(text)) or not storable(text)
        elif way == 1:
            for currency in (None, "GBP"):
                found = read_amount(text, currency=currency, unit=Decimal(1000))
                assert found is None or found.value.is_finite()
        else:
            _WORDS.meaning(text)
            _WORDS.holder(text)


CELLS: Final = Target(
    "cells",
    _cells,
    seeds=(
        b"<p>One &amp; <b>two</b></p><ul><li>a<li><a href='http://x.example'>b</a></ul><table><tr><td>1<td>2</table>",
        b"\xc2\xa3 1,234.5m\n(123)\nGBP 12k\n1 234 567.00\n-$3bn\nUSD 1e5",
        b"N/D\n(t.b.c.)\nVacant\nn/k\npost open since May\n",
    ),
    words=(
        *(b"<p> </p> <br/> <!-- --> <style> </style> &# &lt; <pre> <ol> <li <![ <?xml = ' bn , ( ) . N/A -").split(),
        b"<a href=",
        b" ",
        b"\xc2\xa3",
        b"\n",
    ),
    ways=3,
)


def _front_matter(data: bytes) -> None:
    _, lines = _lines(data)
    found = split_front_matter("\n".join(lines).replace("\r", ""))
    for fault in found.faults:
        assert fault.sentence.endswith((".", "?"))
        assert storable(fault.sentence)
    for key, value in found.entries.items():
        assert storable(key + as_text(value))


FRONT_MATTER: Final = Target(
    "front-matter",
    _front_matter,
    seeds=(
        b"---\na: L1\nb: [x, 'y']\nc: >\n  folded\n  text\n---\nText\n---\na: b\n---\n",
        b'+++\na = "L1"\nb = [1, 2.5, true, 2024-03-01T00:00:00Z]\n[c.d]\ne = """x\ny"""\n+++\nText\n',
    ),
    words=(
        *(b'[ ] { } " \' *a | > # inf nan 0x "\\ud800" %YAML').split(),
        b"---\n",
        b"+++\n",
        b"...\n",
        b"a: ",
        b"a = ",
        b"&a ",
        b"!!int ",
        b"- ",
        b"? ",
        b"\n",
        b"  ",
        b"[[a]]\n",
        b"\t",
        b"<<: ",
    ),
)


def _locations(data: bytes) -> None:
    """Locations, and words of a search in a directory, one a line."""
    _, lines = _lines(data)
    for text in lines:
        for mistake in (filter_mistake(text), name_mistake(text), attribute_mistake(text)):
            assert mistake is None or storable(mistake)
        if (found := location_mistake(text)) is not None:
            assert storable(found)
        elif text:
            pattern_of(path_at(text))
            if scheme_of(text):
                spoken_address(text)
    if location_mistake(with_secret := f"https://office.example/{lines[0]}?key={_SECRET}") is not None:
        assert _SECRET not in str(location_mistake(with_secret))


LOCATIONS: Final = Target(
    "locations",
    _locations,
    seeds=(
        b"records/status-*.csv\nhttps://x.example/a.csv?page=1\nsftp://files.example/out/M%C3%A4rz.csv\ns3://b/a/**/*.csv",
        b"(&(objectClass=user)(!(mail=*)))\n(memberOf:1.2.840.113556.1.4.1941:=cn=x)\nou=people,dc=example,dc=org\ncn;x-a",
        b"postgresql+psycopg://host:5432/db\nsqlite:///a.db\nhttps://user:pw@[::1]/\nldaps://x.example",
    ),
    words=(
        *(b":// http s3 [ ] * ? % @ : / .. ( ) & | ! = \\2a , + \\ ; # key= xn--").split(),
        b"\n",
        b"\xe2\x84\x80",
    ),
)

_LONGEST_QUERY: Final = 20_000  # which a registration can have
_SCHEMES: Final = ("postgresql", "sqlite", "mysql", "mssql", "oracle")


def _query(data: bytes) -> None:
    way, lines = _lines(data, len(_SCHEMES))
    mistake = query_mistake("\n".join(lines)[:_LONGEST_QUERY], _SCHEMES[way])
    assert mistake is None or storable(mistake)


QUERIES: Final = Target(
    "queries",
    _query,
    seeds=(
        b"SELECT a, count(*) AS n FROM lessons l LEFT JOIN b USING (id) WHERE x = 'y' -- c\nGROUP BY 1 ORDER BY 2 DESC",
        b"WITH x AS (SELECT 1 UNION ALL SELECT 2) SELECT * FROM x LIMIT 3 FOR UPDATE; DROP TABLE lessons",
    ),
    words=(
        *(b"( ) ' \" ` [ ] -- /* */ ; , :: $$ :a \\ 1 * /*!").split(),
        b"SELECT ",
        b" FROM ",
        b" WHERE ",
        b" AS ",
        b"CASE WHEN ",
        b" END",
        b" JOIN ",
        b"INSERT INTO ",
        b" UNION ",
    ),
    ways=len(_SCHEMES),
)

_DRAFTED: Final = ("lessons.csv", "lessons.json", "contacts.vcf", "lessons.jsonl")


def _draft(data: bytes) -> None:
    way, content = chosen(data, len(_DRAFTED))
    path = folder() / _DRAFTED[way]
    path.write_bytes(content)
    try:
        draft_source(path, beside=folder(), limits=LIMITS)  # which reads what it drafts
    except (SourceError, BadRequest) as error:
        check_refusal(error)


DRAFTS: Final = Target(
    "drafts",
    _draft,
    seeds=(*CSV.seeds[:4], *JSON.seeds[:2], *VCARD.seeds),
    words=(
        *(b'Lesson Programme Date 14/03/2024 Red @example.org , " Total { } [ ] : N/A').split(),
        b"\xc2\xa3",
        b"\n",
        b"BEGIN:VCARD\n",
        b"FN:A\n",
        b"END:VCARD\n",
        b"\xe9",
        b"\x00",
    ),
    ways=len(_DRAFTED),
)

TARGETS: Final = (REGISTRATIONS, EXPRESSIONS, DATES, CELLS, FRONT_MATTER, LOCATIONS, QUERIES, DRAFTS)
