"""Inputs that are well-formed and have anything in them: nothing of them is lost on the way, whatever it is."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover.errors import RegistrationError
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.sources.reading import read
from handover.sources.registering.guarding import GuardCode
from handover.sources.registering.registration import Registration
from handover.sources.registering.registry_file import parse_registrations
from handover.store.database import Store
from tests.fuzz.through import LESSONS, as_file, gathered
from tests.offices import an_office, register

# So many examples always, so many in the long tests.
EXAMPLES = [pytest.param(1, id="some"), pytest.param(50, id="many", marks=pytest.mark.soak)]
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=8)
ANY_TEXT = st.text(max_size=8) | st.sampled_from(["", "\0", "\ud800", "31/02/2024", "N/D", "1e999", "x" * 1_100, "<p>"])
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)
ITEM = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]) | ANY_TEXT, VALUE, max_size=5)


def often(times: int, examples: int) -> settings:
    quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    return settings(max_examples=times * examples, deadline=None, suppress_health_check=quiet)


@pytest.mark.parametrize("times", EXAMPLES)
def test_a_table_is_read_as_it_was_written(times: int) -> None:
    @often(times, 150)
    @given(
        st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from([",", ";", "\t", "|"])
    )
    def check(table: list[list[str]], delimiter: str) -> None:
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *table])
        registration = Registration.model_validate({**LESSONS, "location": "a.csv", "encoding": "utf-8"})
        rows = [row.cells for row in read(as_file(written.getvalue().encode(), "a.csv"), registration).rows]
        assert rows == [cells for cells in table if any(cells)]

    check()


@pytest.mark.parametrize("times", EXAMPLES)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_each_item_of_json_is_a_row(name: str, times: int) -> None:
    registration = Registration.model_validate({**LESSONS, "location": name})

    @often(times, 150)
    @given(ITEM, st.lists(ITEM | VALUE, max_size=6))
    def check(first: dict[str, Any], others: list[Any]) -> None:
        items = [first, *others]
        whole = json.dumps(items) if name == "a.json" else "\n".join(map(json.dumps, items))
        file = as_file(whole.encode(), name)
        assert [row.number for row in read(file, registration).rows] == list(range(1, len(items) + 1))
        counted = gathered(file, registration)
        assert counted is not None
        assert counted.seen >= len(items)

    check()


CARD_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@pytest.mark.parametrize("times", EXAMPLES)
def test_a_card_is_read_as_it_was_written(times: int) -> None:
    registration = Registration.model_validate(
        {
            **LESSONS,
            "location": "a.vcf",
            "records": "contact",
            "also": {},
            "key": None,
            "map": {"initiative": {"constant": "Harbour Bridge"}, "name": "FN"},
        }
    )

    @often(times, 150)
    @given(st.lists(st.tuples(CARD_TEXT, CARD_TEXT), min_size=1, max_size=4))
    def check(cards: list[tuple[str, str]]) -> None:
        content = b"".join(_card(name, note) for name, note in cards)
        rows = list(read(as_file(content, "a.vcf"), registration).rows)
        read_back = [(row.cells["FN"], row.cells["NOTE"]) for row in rows if isinstance(row.cells, dict)]
        assert read_back == [(name.strip() or None, note.strip() or None) for name, note in cards]

    check()


def _card(name: str, note: str) -> bytes:
    r"""RFC 6350: `\`, `,` and `;` are escaped, and no line has more than 75 bytes, wherever a character begins."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{_escaped(name)}", f"NOTE:{_escaped(note)}", "END:VCARD"]
    folded = []
    for line in lines:
        data = line.encode()
        folded += [data[:75], *(b" " + data[at : at + 74] for at in range(75, len(data), 74))]
    return b"\r\n".join((*folded, b""))


def _escaped(text: str) -> str:
    return re.sub(r"([\\,;])", r"\\\1", text)


def _places(schema: Mapping[str, Any], at: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, ...]]:
    """Every place that a registration can have an entry at, by its JSON Schema."""
    if "$ref" in at:
        yield from _places(schema, schema["$defs"][at["$ref"].rpartition("/")[2]], depth)
    for one in at.get("anyOf", ()):
        yield from _places(schema, one, depth)
    if depth <= 5:
        named = [*at.get("patternProperties", {}).values(), at.get("additionalProperties")]
        inside = [("title", one) for one in named if isinstance(one, dict)]
        for name, one in (*inside, *at.get("properties", {}).items()):
            yield (name,)
            yield from ((name, *below) for below in _places(schema, one, depth + 1))


SCHEMA = Registration.model_json_schema(by_alias=True)
PLACES = sorted(set(_places(SCHEMA, SCHEMA)))
ODD = [
    "", " ", "A", "a b", "CSV", "env:X", "1", "-1", "0.5", "1e999", "nan", "true", "%d", "%Y", "https://x.example/a",
    "s3://a/b", "sftp://x.example/a.csv", "postgresql://x.example/a", "ldap://x.example", "[", "a.zip", "*.csv",
    "link", "page", "evolve", "monthly", "lesson", "contact", "SELECT 1", "(a=b)", "x" * 3_000, [], ["a"], [["a"]], {},
    {"a": "b"}, {"a": {"b": "c"}}, None,
]  # fmt: skip
GOOD = {"title": "T", "location": "a.csv", "records": "lesson", "map": {"initiative": "a", "title": "b"}}


def test_registrations_have_many_places() -> None:
    assert len(PLACES) > 100
    assert ("sign_in", "oauth2", "client_secret") in PLACES
    assert ("also", "title", "map", "title", "money", "unit") in PLACES


@pytest.mark.parametrize("times", EXAMPLES)
def test_a_registration_with_anything_anywhere_has_mistakes_in_words(times: int) -> None:
    @often(times, 400)
    @given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=1, max_size=4))
    def check(entries: list[tuple[tuple[str, ...], Any]]) -> None:
        declared: dict[str, Any] = json.loads(json.dumps(GOOD))
        for place, value in entries:
            inner = declared
            for name in place[:-1]:
                below = inner.get(name)
                inner[name] = below if isinstance(below, dict) else {}
                inner = inner[name]
            inner[place[-1]] = deepcopy(value)
        mistakes = []
        try:
            parse_registrations(json.dumps({"sources": {"log": declared}}), name="x")
        except RegistrationError as refused:
            mistakes = refused.mistakes
        for mistake in mistakes:
            assert mistake.key.startswith("sources")
            assert not re.search(r"Input should|Extra inputs|Value error|valid |String should", mistake.sentence), (
                mistake
            )

    check()


@pytest.mark.parametrize("times", EXAMPLES)
def test_what_was_seen_is_new_changed_unchanged_or_rejected(store: Store, tmp_path: Any, times: int) -> None:
    office = an_office(store, tmp_path)
    lessons = {key: value for key, value in LESSONS.items() if key != "also"}
    unguarded = {"may_be_empty": True, "guards": {"off": list(get_args(GuardCode))}}
    register(office, {**lessons, "location": "a.jsonl", **unguarded})

    @often(times, 40)
    @given(st.lists(ITEM, min_size=1, max_size=6))
    def check(items: list[dict[str, Any]]) -> None:
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, items)))
        report = gather_source(office, "lessons")
        assert (report.error, report.held) == (None, ())
        counts = report.counts
        assert counts.seen == len(items)
        assert counts.seen == counts.new + counts.changed + counts.unchanged + counts.rejected

    check()
    assert gather_source(office, "lessons").counts != Counts()
