"""Successions as W3C ORG change events: nothing is lost on the way out and in, and others' are read too."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

from handover.errors import SourceUnreadable
from handover.initiatives.identity import Initiative
from handover.initiatives.naming import SORTS, Naming
from handover.initiatives.succession.exchanged import Described, Exchanged, Tie
from handover.initiatives.succession.linked_data import CONTEXT, written
from handover.initiatives.succession.linked_data_read import read
from handover.initiatives.succession.model import KINDS, Party, Said

ORG, PROV, SKOS = (Namespace(CONTEXT[one]) for one in ("org", "prov", "skos"))
NAME = "family.jsonld"

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
names = texts.filter(lambda text: text.strip() != "")
days = st.dates().flatmap(lambda day: st.sampled_from([f"{day}", f"{day}"[:7], f"{day}"[:4]]))
maybe_days = st.none() | days


@st.composite
def exchanges(draw: st.DrawFn) -> Exchanged:
    """Anything that offices may exchange."""
    described = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        of = Initiative(number, draw(names), draw(names), draw(maybe_days), draw(maybe_days))
        one = st.builds(
            Naming, st.just(number), names, st.sampled_from(SORTS), maybe_days, maybe_days, st.none() | texts
        )
        pairs = st.lists(st.tuples(texts, texts), max_size=2, unique=True).map(tuple)
        described.append(Described(of, tuple(draw(st.lists(one, max_size=3))), draw(pairs)))
    functions = st.lists(texts, max_size=3, unique=True).map(tuple)
    each = st.sampled_from(described).flatmap(
        lambda one: st.builds(Party, st.just(one.initiative.id), st.just(one.initiative.name), functions, st.booleans())
    )
    side = st.lists(each, max_size=3, unique_by=lambda one: one.initiative_id).map(tuple)
    said = st.builds(
        Said, st.sampled_from(tuple(KINDS)), side, side, days, maybe_days, st.none() | texts, st.none() | texts
    )
    ties = draw(st.lists(st.builds(Tie, said, st.none() | texts), min_size=1, max_size=3))
    return Exchanged(tuple(described), tuple(ties))


@given(exchanges())
def test_nothing_is_lost_on_the_way_out_and_in(what: Exchanged) -> None:
    found = read(written(what), name=NAME)
    assert found.exchanged == what
    assert found.sentences == ()


def example() -> Exchanged:
    one, other = Initiative(1, "Total Place", "programme", "2011", "2009-04"), Initiative(2, "Community", "body", None)
    said = Said(
        "transfer",
        (Party(1, one.name, ("budgets",)),),
        (Party(2, other.name, ("budgets",)),),
        "2011-04-01",
        announced_on="2010-10",
    )
    return Exchanged((Described(one, (Naming(1, "TP", "short"),), (("gov uk", "D1"),)), Described(other)), (Tie(said),))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib 7.6 within itself
def test_what_is_written_is_the_triples_that_the_ontologies_ask_for() -> None:
    graph = Graph().parse(data=written(example()), format="json-ld", publicID="https://example.org/f")
    event, first, other = (
        URIRef(f"https://example.org/f#{one}") for one in ("succession-1", "initiative-1", "initiative-2")
    )
    expected = {
        (event, RDF.type, ORG.ChangeEvent),
        (event, ORG.originalOrganization, first),
        (event, ORG.resultingOrganization, other),
        (event, PROV.endedAtTime, Literal("2011-04-01T00:00:00", datatype=XSD.dateTime)),
        (event, URIRef("urn:x-handover:announcedOn"), Literal("2010-10", datatype=XSD.gYearMonth)),
        (event, URIRef("http://purl.org/dc/terms/type"), URIRef("urn:x-handover:transfer")),
        (first, RDF.type, ORG.Organization),
        (first, SKOS.prefLabel, Literal("Total Place")),
        (first, SKOS.altLabel, Literal("TP")),
        (first, ORG.identifier, Literal("D1", datatype=URIRef("urn:x-handover:scheme:gov%20uk"))),
        (first, URIRef("https://schema.org/foundingDate"), Literal("2009-04", datatype=XSD.gYearMonth)),
    }
    assert expected <= set(graph)
    assert (event, PROV.startedAtTime, None) not in graph  # of a month nobody knows the time


_OTHERS = {
    "o": CONTEXT["org"],
    "p": CONTEXT["prov"],
    "s": CONTEXT["skos"],
    "d": CONTEXT["dct"],
    "x": "https://x.example/",
}
_A = {"@id": "x:a", "@type": "o:FormalOrganization", "s:prefLabel": "A"}
_IN_TWO_LANGUAGES = [{"@value": "Bi", "@language": "cy"}, {"@value": "B", "@language": "en"}]
_B = {"@id": "x:b", "@type": "o:FormalOrganization", "s:prefLabel": _IN_TWO_LANGUAGES}
_WHEN = {"p:endedAtTime": "2018-01-08T09:30:00Z"}
_EVENT = {"@id": "x:e", "@type": "o:ChangeEvent", **_WHEN}
_TIED = {**_EVENT, "o:originalOrganization": {"@id": "x:a"}, "o:resultingOrganization": {"@id": "x:b"}}

FOREIGN: dict[str, Any] = {
    "other prefixes, single values, a graph": {"@context": _OTHERS, "@graph": [_A, _B, _TIED]},
    "nested, lists": {
        "@context": _OTHERS,
        **_EVENT,
        "@type": ["o:ChangeEvent"],
        "o:originalOrganization": [_A],
        "o:resultingOrganization": [_B],
    },
    "a list of documents": [{"@context": _OTHERS, **one} for one in (_A, _B, _TIED)],
    "said from the other end": {
        "@context": _OTHERS,
        "@graph": [_EVENT, {**_A, "o:changedBy": {"@id": "x:e"}}, {**_B, "o:resultedFrom": {"@id": "x:e"}}],
    },
    "words of its own for the properties": {
        "@context": {
            **_OTHERS,
            "was": {"@id": "o:originalOrganization", "@type": "@id"},
            "became": {"@id": "o:resultingOrganization", "@type": "@id"},
        },
        "@graph": [_A, _B, {**_EVENT, "was": "x:a", "became": "x:b"}],
    },
    "full names": [
        {"@id": "x:a", "http://www.w3.org/2000/01/rdf-schema#label": "A"},
        {"@id": "x:b", "http://xmlns.com/foaf/0.1/name": "B"},
        {
            "@id": "x:e",
            "@type": str(ORG.ChangeEvent),
            str(ORG.originalOrganization): {"@id": "x:a"},
            str(ORG.resultingOrganization): {"@id": "x:b"},
            str(PROV.startedAtTime): {"@value": "2018-01-08", "@type": str(XSD.date)},
        },
    ],
}


@pytest.mark.parametrize("document", FOREIGN.values(), ids=FOREIGN)
def test_what_others_write_in_the_same_shape_is_read(document: Any) -> None:
    found = read(json.dumps(document), name=NAME)
    (tie,) = found.exchanged.ties
    assert (tie.said.kind, tie.said.completed_on) == ("replacement", "2018-01-08")
    assert [one.name for one in (*tie.said.predecessors, *tie.said.successors)] == ["A", "B"]
    assert found.sentences == ()


def test_a_label_in_another_language_is_another_name() -> None:
    found = read(json.dumps(FOREIGN["nested, lists"]), name=NAME)
    assert [one.written for one in found.exchanged.described[1].namings] == ["Bi"]


def _event(before: int, after: int, **more: Any) -> dict[str, Any]:
    def side(name: str, many: int) -> list[dict[str, str]]:
        return [{"@id": f"x:{name}{number}", "s:prefLabel": f"{name}{number}"} for number in range(many)]

    sides = {"o:originalOrganization": side("a", before), "o:resultingOrganization": side("b", after)}
    return {"@context": _OTHERS, **_EVENT, **sides, **more}


KIND_OF = {
    "several into one": (_event(2, 1), "merger"),
    "one into several": (_event(1, 2), "split"),
    "into nothing": (_event(1, 0), "end"),
    "a type that says it": (_event(2, 2, **{"d:type": "Transfer"}), "transfer"),
    "a class that says it": (_event(1, 1, **{"@type": ["o:ChangeEvent", "x:Rename"]}), "rename"),
}


@pytest.mark.parametrize(("document", "kind"), KIND_OF.values(), ids=KIND_OF)
def test_the_kind_is_what_is_said_or_what_the_numbers_leave_open(document: Any, kind: str) -> None:
    (tie,) = read(json.dumps(document), name=NAME).exchanged.ties
    assert tie.said.kind == kind


UNTOLD = {
    "out of nothing": (_event(0, 1), "nothing came before what it made"),
    "many to many": (_event(2, 2), "several organisations on both sides"),
    "no time": (_event(1, 1, **{"p:endedAtTime": []}), "neither when it started"),
    "a time in no calendar": (_event(1, 1, **{"p:endedAtTime": "2018-02-31T00:00:00"}), "a date in no calendar"),
    "a time that is none": (_event(1, 1, **{"p:endedAtTime": "soon"}), "“soon” is not a date"),
}


@pytest.mark.parametrize(("document", "sentence"), UNTOLD.values(), ids=UNTOLD)
def test_what_cannot_be_told_is_left_out_with_a_sentence(document: Any, sentence: str) -> None:
    found = read(json.dumps(document), name=NAME)
    assert found.exchanged.ties == ()
    (said,) = found.sentences
    assert sentence in said


BROKEN = {
    "no JSON": ("{", "family.jsonld is not JSON"),
    "another file's words": ('{"@context": "https://w3.example/org"}', "from https://w3.example/org, and nothing is"),
    "no JSON-LD": ('{"@id": 5}', "is JSON, but not JSON-LD"),
    "nested without end": ("[" * 100_000, "too deep"),
}


@pytest.mark.parametrize(("document", "sentence"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_linked_data_is_refused_with_one_sentence(document: str, sentence: str) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        read(document, name=NAME)
    assert sentence in str(refused.value)
