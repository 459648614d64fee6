"""Which terms of published vocabularies are written and read: only such as those have, each with what it is of."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given
from rdflib import DC, DCTERMS, FOAF, ORG, PROV, RDFS, SDO, SKOS, XSD
from rdflib.namespace import DefinedNamespace

from handover.initiatives.succession import linked_data_read
from handover.initiatives.succession.exchanged import Exchanged
from handover.initiatives.succession.linked_data import CONTEXT, OWN, written
from tests.unit.initiatives.test_succession_linked_data import exchanges

# By prefix: where the vocabulary is published, and the terms of it that are written or read. Properties of an event:
# org:ChangeEvent is a subclass of prov:Activity, of which prov:startedAtTime and prov:endedAtTime are said;
# org:changedBy and org:resultedFrom are the inverses of org:originalOrganization and org:resultingOrganization.
PUBLISHED: Final[dict[str, tuple[str, type[DefinedNamespace], set[str]]]] = {
    "org": (
        "The Organization Ontology, W3C Recommendation of 16 January 2014, https://www.w3.org/TR/vocab-org/",
        ORG,
        {
            *("ChangeEvent", "Organization", "FormalOrganization", "OrganizationalUnit", "OrganizationalCollaboration"),
            *("originalOrganization", "resultingOrganization", "changedBy", "resultedFrom", "identifier"),
        },
    ),
    "prov": (
        "PROV-O, W3C Recommendation of 30 April 2013, https://www.w3.org/TR/prov-o/",
        PROV,
        {"startedAtTime", "endedAtTime", "atTime"},
    ),
    "skos": (
        "SKOS, W3C Recommendation of 18 August 2009, https://www.w3.org/TR/skos-reference/",
        SKOS,
        {"prefLabel", "altLabel"},
    ),
    "rdfs": (
        "RDF Schema 1.1, W3C Recommendation of 25 February 2014, https://www.w3.org/TR/rdf-schema/",
        RDFS,
        {"label"},
    ),
    "dct": (
        "DCMI Metadata Terms, https://www.dublincore.org/specifications/dublin-core/dcmi-terms/",
        DCTERMS,
        {"type", "title", "date", "source", "creator", "description"},
    ),
    "dc": (
        "Dublin Core Metadata Element Set, https://www.dublincore.org/specifications/dublin-core/dces/",
        DC,
        {"source", "creator"},
    ),
    "schema": (
        "Schema.org, https://schema.org/docs/full.html",
        SDO,
        {"name", "startDate", "endDate", "foundingDate", "dissolutionDate"},
    ),
    "xsd": (
        "XML Schema Datatypes 1.1, W3C Recommendation of 5 April 2012, https://www.w3.org/TR/xmlschema11-2/",
        XSD,
        {"gYear", "gYearMonth", "date", "dateTime"},
    ),
}
OWN_TERMS: Final = {
    *("kind", "naming", "sort", "announcedOn", "completedOn", "although", "party", "side", "of", "function", "goesOn"),
}


@pytest.mark.parametrize("prefix", PUBLISHED)
def test_each_vocabulary_has_the_terms_that_are_used(prefix: str) -> None:
    """A second opinion on the list: what rdflib made of the published vocabularies."""
    _, vocabulary, terms = PUBLISHED[prefix]
    assert [term for term in sorted(terms) if vocabulary[term] not in vocabulary] == []
    assert str(vocabulary[next(iter(terms))]).startswith(CONTEXT[prefix])


def test_every_prefix_is_in_the_list() -> None:
    assert CONTEXT.keys() - {"handover"} == PUBLISHED.keys()


def terms_in(node: Any) -> Iterator[str]:
    """Every term that a document uses: properties, types and datatypes."""
    if isinstance(node, list):
        for one in node:
            yield from terms_in(one)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "@type":
                yield value
            elif not key.startswith("@"):
                yield key
            yield from terms_in(value)


@given(exchanges())
def test_nothing_is_written_but_terms_of_the_list(what: Exchanged) -> None:
    graph = json.loads(written(what))["@graph"]
    for term in terms_in(graph):
        prefix, _, name = term.partition(":")
        # The datatype of an identifier is the register that it is of.
        if not term.startswith(OWN):
            assert name in (OWN_TERMS if prefix == "handover" else PUBLISHED[prefix][2]), term


def test_nothing_is_looked_for_that_is_in_no_vocabulary() -> None:
    spaces = {CONTEXT[prefix]: terms for prefix, (_, _, terms) in PUBLISHED.items()}
    spaces |= {"http://schema.org/": PUBLISHED["schema"][2], str(FOAF): {"name"}}
    for one in (*linked_data_read._NAMES, *linked_data_read._BODIES):
        space = next(space for space in spaces if one.startswith(space))
        assert one.removeprefix(space) in spaces[space]
