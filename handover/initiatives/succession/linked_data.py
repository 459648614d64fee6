"""Successions as linked data: W3C ORG ``ChangeEvent`` with PROV-O times, as JSON-LD.

Sources: The Organization Ontology (W3C Recommendation, 2014), PROV-O (2013), JSON-LD 1.1 (2020). What those have no
word for (a name's dates, which functions went where, that a body goes on) stands under ``handover:`` beside them.
"""

import json
from typing import Any, Final
from urllib.parse import quote

from handover.initiatives.naming import Naming
from handover.initiatives.succession.exchanged import Described, Exchanged, Tie
from handover.initiatives.succession.model import Party
from handover.initiatives.succession.words import in_words

OWN: Final = "urn:x-handover:"
SCHEME: Final = f"{OWN}scheme:"
CONTEXT: Final = {
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dct": "http://purl.org/dc/terms/",
    # Of its creator and source, unlike those of dct, anything may be a text.
    "dc": "http://purl.org/dc/elements/1.1/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "handover": OWN,
}
# By how much of a date is known.
_DATE_TYPES: Final = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


def written(what: Exchanged) -> str:
    """The JSON-LD document. The same always gives the same text."""
    graph = [*map(_organisation, what.described), *(_event(at, tie) for at, tie in enumerate(what.ties, 1))]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=2) + "\n"


def _organisation(one: Described) -> dict[str, Any]:
    of = one.initiative
    others = dict.fromkeys(name.written for name in one.namings if name.written != of.name)
    return _without_blanks(
        {
            "@id": _ref(of.id),
            "@type": "org:Organization",
            "handover:kind": of.kind,
            "skos:prefLabel": of.name,
            "skos:altLabel": list(others),
            # ORG: “the scheme is indicated by the datatype of the value” (org:identifier, after skos:notation).
            "org:identifier": [
                {"@value": value, "@type": f"{SCHEME}{quote(scheme, safe='')}"} for scheme, value in one.identifiers
            ],
            "schema:foundingDate": _date(of.began_on),
            "schema:dissolutionDate": _date(of.closed_on),
            "handover:naming": [_naming(name) for name in one.namings],
        }
    )


def _naming(one: Naming) -> dict[str, Any]:
    return _without_blanks(
        {
            "schema:name": one.written,
            "handover:sort": one.sort,
            "schema:startDate": _date(one.from_on),
            "schema:endDate": _date(one.to_on),
            "dc:creator": one.said_by,
        }
    )


def _event(at: int, tie: Tie) -> dict[str, Any]:
    said = tie.said
    return _without_blanks(
        {
            "@id": f"#succession-{at}",
            "@type": "org:ChangeEvent",
            "dct:type": {"@id": f"handover:{said.kind}"},
            "rdfs:label": in_words(said),
            "org:originalOrganization": [{"@id": _ref(one.initiative_id)} for one in said.predecessors],
            "org:resultingOrganization": [{"@id": _ref(one.initiative_id)} for one in said.successors],
            **_time("prov:startedAtTime", "handover:announcedOn", said.announced_on),
            **_time("prov:endedAtTime", "handover:completedOn", said.completed_on),
            "dc:source": said.evidence,
            "dc:creator": said.said_by,
            "handover:although": tie.although,
            "handover:party": [
                *_parties("predecessor", said.predecessors),
                *_parties("successor", said.successors),
            ],
        }
    )


def _time(prov: str, own: str, day: str | None) -> dict[str, Any]:
    """A day is a PROV time, which must be an ``xsd:dateTime``; of a month or a year nobody knows the time."""
    if day is None:
        return {}
    if len(day) == len("2012-05-03"):
        return {prov: {"@value": f"{day}T00:00:00", "@type": "xsd:dateTime"}}
    return {own: _date(day)}


def _parties(side: str, parties: tuple[Party, ...]) -> list[dict[str, Any]]:
    """What ORG cannot say of the parties, where there is anything."""
    return [
        _without_blanks(
            {
                "handover:side": side,
                "handover:of": {"@id": _ref(one.initiative_id)},
                "handover:function": list(one.functions),
                "handover:goesOn": one.goes_on or None,
            }
        )
        for one in parties
        if one.functions or one.goes_on
    ]


def _date(day: str | None) -> dict[str, str] | None:
    return {"@value": day, "@type": _DATE_TYPES[len(day)]} if day else None


def _ref(number: int) -> str:
    return f"#initiative-{number}"


def _without_blanks(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not None and value != []}
