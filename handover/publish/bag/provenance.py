"""Where everything in a bag comes from, as W3C PROV-JSON: entities, the activities that made them, the agents behind.

Files are known by their SHA-256 (RFC 6920, ``nih:``), which is the same in whatever bag they are; everything else by
names of this dossier's own, so that the graphs of several bags can be laid together.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from handover.dossier.model import Dossier
from handover.publish.bag.gathered import REJECTED, Gathered

_PREFIXES: Final = {
    "sha256": "nih:sha-256;",
    "handover": "urn:x-handover:terms:",
    "dcterms": "http://purl.org/dc/terms/",
}
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "html": "text/html",
    "json": "application/json",
    "odt": "application/vnd.oasis.opendocument.text",
    "vcf": "text/vcard",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar",
}
_OFFICE, _SOFTWARE, _DOSSIER, _COMPILING, _ASKING = (
    f"this:{name}" for name in ("office", "software", "dossier", "compilation", "request")
)


def provenance(dossier: Dossier, gathered: Gathered, forms: Sequence[tuple[str, str]]) -> bytes:
    """The PROV-JSON document of a bag. ``forms`` are the forms of the dossier in it: path in the bag, SHA-256.

    The same facts give the same bytes.
    """
    graph = _Graph()
    _agents_and_compilation(graph, dossier)
    for path, sha256 in forms:
        form = graph.entity(
            f"sha256:{sha256}",
            "Form",
            path.rpartition("/")[2],
            {"prov:location": path, "dcterms:format": MEDIA_TYPES.get(path.rpartition(".")[2], "")},
        )
        graph.relate("wasGeneratedBy", entity=form, activity=_COMPILING, time=dossier.compiled_at)
        graph.relate("wasDerivedFrom", generatedEntity=form, usedEntity=_DOSSIER)
        graph.relate("wasAttributedTo", entity=form, agent=_OFFICE)
    _gathered(graph, dossier, gathered)
    sealed = next((sha256 for path, sha256 in forms if path.endswith(".json")), "")
    return graph.document({"this": f"urn:x-handover:dossier:{sealed}:", **_PREFIXES})


def _agents_and_compilation(graph: "_Graph", dossier: Dossier) -> None:
    transition = dossier.transition
    graph.agent(_OFFICE, "prov:Organization", dossier.office)
    graph.agent(_SOFTWARE, "prov:SoftwareAgent", "Handover")
    graph.relate("actedOnBehalfOf", delegate=_SOFTWARE, responsible=_OFFICE)
    graph.entity(
        _DOSSIER,
        "Dossier",
        dossier.title,
        {
            "dcterms:identifier": f"{dossier.reference}-v{dossier.version}",
            "dcterms:hasVersion": str(dossier.version),
            "dcterms:language": dossier.language,
            "dcterms:accessRights": dossier.marking,
        },
    )
    graph.activity(_COMPILING, "Compilation", "The dossier was compiled", dossier.compiled_at, dossier.compiled_at)
    graph.relate("wasGeneratedBy", entity=_DOSSIER, activity=_COMPILING, time=dossier.compiled_at)
    graph.relate("wasAssociatedWith", activity=_COMPILING, agent=_SOFTWARE)
    graph.relate("wasAttributedTo", entity=_DOSSIER, agent=_OFFICE)
    graph.activity(
        _ASKING,
        "Request",
        f"{transition.kind} of {transition.initiative} on {transition.effective_on}",
        transition.confirmed_at,
        transition.confirmed_at,
        {"handover:reason": transition.reason},
    )
    graph.relate("wasInformedBy", informed=_COMPILING, informant=_ASKING)
    asked_by = transition.requested_by
    asker = graph.requester(asked_by) if asked_by and asked_by != dossier.office else _OFFICE
    graph.relate("wasAssociatedWith", activity=_ASKING, agent=asker)


def _gathered(graph: "_Graph", dossier: Dossier, gathered: Gathered) -> None:
    registered = {one.name: one for one in dossier.sources}
    for file in gathered.files:
        entity = graph.entity(
            f"sha256:{file.sha256}",
            "SourceFile",
            file.name,
            {"handover:size": file.size, "handover:source": file.source, "handover:contentInBag": False},
        )
        owner = registered[file.source].owner if file.source in registered else None
        if owner:
            graph.relate("wasAttributedTo", entity=entity, agent=graph.owner(owner))
    for decision in gathered.decisions:
        entity = graph.entity(
            f"this:decision-{decision.number}",
            "RowDecision",
            f"A row was {decision.decision}",
            {"handover:because": decision.because, "handover:decidedAt": _moment(decision.at)},
        )
        graph.relate("wasAttributedTo", entity=entity, agent=graph.person(decision.by))
    for one in gathered.gatherings:
        title = registered[one.source].title if one.source in registered else one.source
        activity = f"this:gathering-{one.number}"
        graph.activity(
            activity,
            "Gathering",
            f"{title} was gathered",
            one.started_at,
            one.finished_at,
            {"handover:source": one.source, "handover:origin": one.origin},
        )
        graph.relate("wasAssociatedWith", activity=activity, agent=_SOFTWARE)
        for number in sorted(gathered.corrected_in.get(one.number, ())):
            graph.relate("used", activity=activity, entity=f"this:decision-{number}")
    for group in gathered.groups:
        activity, file_entity = f"this:gathering-{group.gathering}", f"sha256:{group.file_sha256}"
        folder = "rejected" if group.kind == REJECTED else "records"
        entity = graph.entity(
            f"this:{group.kind}-{group.gathering}-{group.file_sha256[:12]}",
            "RejectedRows" if group.kind == REJECTED else "Records",
            f"{group.count:,} {'rejected rows' if group.kind == REJECTED else f'records of kind {group.kind}'}",
            {"handover:count": group.count, "prov:location": f"data/{folder}/{group.kind}.jsonl"},
        )
        graph.relate("used", activity=activity, entity=file_entity)
        graph.relate("wasGeneratedBy", entity=entity, activity=activity)
        graph.relate("wasDerivedFrom", generatedEntity=entity, usedEntity=file_entity)
        graph.relate("used", activity=_COMPILING, entity=entity)
        graph.relate("wasDerivedFrom", generatedEntity=_DOSSIER, usedEntity=entity)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


class _Graph:
    """Collects statements, each once, and gives the relations names of their own in the order in which they came."""

    def __init__(self) -> None:
        self._things: dict[str, dict[str, dict[str, Any]]] = {"entity": {}, "activity": {}, "agent": {}}
        self._relations: dict[str, dict[tuple[tuple[str, str], ...], None]] = {}
        self._people: dict[str, str] = {}

    def entity(self, name: str, kind: str, label: str, more: Mapping[str, str | int | bool] | None = None) -> str:
        said: dict[str, Any] = {"prov:type": _qualified(f"handover:{kind}"), "prov:label": label}
        # The same content may be read twice, under two names: it is one entity, as it was first known.
        self._things["entity"].setdefault(
            name, said | {key: value for key, value in (more or {}).items() if value != ""}
        )
        return name

    def activity(
        self, name: str, kind: str, label: str, start: datetime, end: datetime, more: Mapping[str, str] | None = None
    ) -> None:
        said = {"prov:type": _qualified(f"handover:{kind}"), "prov:label": label}
        times = {"prov:startTime": _moment(start), "prov:endTime": _moment(end)}
        self._things["activity"][name] = said | times | dict(more or {})

    def agent(self, name: str, kind: str, label: str) -> None:
        self._things["agent"][name] = {"prov:type": _qualified(kind), "prov:label": label}

    def person(self, written: str) -> str:
        return self._named("person", "prov:Person", written)

    def requester(self, written: str) -> str:
        """Who asked for a handover: a person or a body, which nothing says."""
        return self._named("requester", "handover:Requester", written)

    def owner(self, written: str) -> str:
        """Who owns a source: a person or a body, which nothing says."""
        return self._named("owner", "handover:Owner", written)

    def _named(self, sort: str, kind: str, written: str) -> str:
        name = self._people.setdefault(f"{sort} {written}", f"this:{sort}-{len(self._people) + 1}")
        self.agent(name, kind, written)
        return name

    def relate(self, relation: str, *, time: datetime | None = None, **ends: str) -> None:
        said = tuple((f"prov:{role}", name) for role, name in ends.items())
        if time is not None:
            said = (*said, ("prov:time", _moment(time)))
        self._relations.setdefault(relation, {})[said] = None

    def document(self, prefixes: Mapping[str, str]) -> bytes:
        relations = {
            relation: {f"_:{relation}{number}": dict(one) for number, one in enumerate(many, 1)}
            for relation, many in self._relations.items()
        }
        whole = {"prefix": dict(prefixes), **self._things, **relations}
        return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def _qualified(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}
