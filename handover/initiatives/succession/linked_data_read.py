"""Linked data read back: W3C ORG change events, ours and those of others, as far as they can be told."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import unquote

from handover.initiatives.identity import Initiative
from handover.initiatives.naming import SORTS, Naming
from handover.initiatives.succession.exchanged import Described, Exchanged, Tie
from handover.initiatives.succession.linked_data import CONTEXT, OWN, SCHEME
from handover.initiatives.succession.linked_data_nodes import Node, day, nodes, refs, text, texts, typed, typed_values
from handover.initiatives.succession.model import KINDS, Party, Said, SuccessionKind

_ORG, _PROV, _SKOS, _RDFS, _DCT, _DC = (CONTEXT[one] for one in ("org", "prov", "skos", "rdfs", "dct", "dc"))
_SCHEMA: Final = ("https://schema.org/", "http://schema.org/")
_NAMES: Final = (
    f"{_SKOS}prefLabel",
    f"{_RDFS}label",
    "http://xmlns.com/foaf/0.1/name",
    *(f"{one}name" for one in _SCHEMA),
    f"{_DCT}title",
)
_BODIES: Final = tuple(
    f"{_ORG}{one}"
    for one in ("Organization", "FormalOrganization", "OrganizationalUnit", "OrganizationalCollaboration")
)
_LAST_WORD: Final = re.compile(r"[^#/:]*$")


@dataclass(frozen=True, slots=True)
class Unread:
    """What could be read, and a sentence for each thing that could not."""

    exchanged: Exchanged
    sentences: tuple[str, ...] = ()


def read(document: str, *, name: str) -> Unread:
    """The initiatives and change events of a JSON-LD document called ``name``.

    Raises SourceUnreadable where it is none. An event that cannot be told is left out, with a sentence.
    """
    known = nodes(document, name=name)
    events = {ref: node for ref, node in known.items() if typed(node, f"{_ORG}ChangeEvent")}
    sides = {ref: _sides(ref, node, known) for ref, node in events.items()}
    wanted = {one for side in sides.values() for each in side for one in each}
    wanted |= {ref for ref, node in known.items() if typed(node, *_BODIES)}
    sentences: list[str] = []
    described: dict[str, Described] = {}
    # One that is only named by an event is nowhere described, and has no name either.
    for ref in [*(ref for ref in known if ref in wanted), *sorted(wanted - known.keys())]:
        try:
            described[ref] = _described(len(described) + 1, known.get(ref, {}), known)
        except ValueError as error:
            sentences.append(f"{_short(ref)}: {error}")
    ties = []
    for ref, node in events.items():
        try:
            ties.append(_tie(node, sides[ref], known, described))
        except ValueError as error:
            sentences.append(f"{_short(ref)}: {error}")
    if not events:
        sentences.append(f"{name} has no change event (org:ChangeEvent) in it.")
    return Unread(Exchanged(tuple(described.values()), tuple(ties)), tuple(sentences))


def _sides(ref: str, event: Node, known: Mapping[str, Node]) -> tuple[list[str], list[str]]:
    """The organisations before and after an event, whichever end says so (ORG has each property both ways)."""

    def pointing(one: str) -> Iterator[str]:
        return (other for other, node in known.items() if ref in refs(node, f"{_ORG}{one}"))

    before = [*refs(event, f"{_ORG}originalOrganization"), *pointing("changedBy")]
    after = [*refs(event, f"{_ORG}resultingOrganization"), *pointing("resultedFrom")]
    return list(dict.fromkeys(before)), list(dict.fromkeys(after))


def _described(number: int, node: Node, known: Mapping[str, Node]) -> Described:
    shown = text(node, *_NAMES)
    if not shown or not shown.strip():
        raise ValueError("it has no name (skos:prefLabel), so that nobody can tell which initiative it is.")
    namings = [_naming(number, known[ref]) for ref in refs(node, f"{OWN}naming")]
    said = {shown, *(one.written for one in namings)}
    others = [*texts(node, *_NAMES)[1:], *texts(node, f"{_SKOS}altLabel")]
    namings += [Naming(number, one, "alias") for one in dict.fromkeys(others) if one not in said]
    one = Initiative(
        number,
        shown,
        text(node, f"{OWN}kind") or "body",
        day(node, *(f"{one}dissolutionDate" for one in _SCHEMA)),
        day(node, *(f"{one}foundingDate" for one in _SCHEMA)),
    )
    values = [(_scheme(kind), value) for kind, value in typed_values(node, f"{_ORG}identifier")]
    return Described(one, tuple(namings), tuple(values))


def _scheme(datatype: str) -> str:
    if datatype.startswith(SCHEME):
        return unquote(datatype.removeprefix(SCHEME))
    return _LAST_WORD.findall(datatype)[0] or "identifier"


def _naming(number: int, node: Node) -> Naming:
    written, sort = text(node, *(f"{one}name" for one in _SCHEMA)), text(node, f"{OWN}sort")
    if written is None:
        raise ValueError("one of its dated names has no schema:name.")
    return Naming(
        number,
        written,
        sort if sort in SORTS else "name",
        day(node, *(f"{one}startDate" for one in _SCHEMA)),
        day(node, *(f"{one}endDate" for one in _SCHEMA)),
        text(node, f"{_DC}creator"),
    )


def _tie(
    event: Node, sides: tuple[list[str], list[str]], known: Mapping[str, Node], described: Mapping[str, Described]
) -> Tie:
    shares = {
        (text(known[ref], f"{OWN}side"), of): known[ref]
        for ref in refs(event, f"{OWN}party")
        for of in refs(known[ref], f"{OWN}of")
    }

    def parties(side: str, of: list[str]) -> tuple[Party, ...]:
        return tuple(_party(ref, shares.get((side, ref), {}), described) for ref in of)

    before, after = parties("predecessor", sides[0]), parties("successor", sides[1])
    started = day(event, f"{_PROV}startedAtTime", f"{OWN}announcedOn")
    ended = day(event, f"{_PROV}endedAtTime", f"{OWN}completedOn", f"{_PROV}atTime", f"{_DCT}date")
    completed = ended or started
    if completed is None:
        raise ValueError("it says neither when it started (prov:startedAtTime) nor when it ended.")
    said = Said(
        kind=_kind(event, len(before), len(after)),
        predecessors=before,
        successors=after,
        completed_on=completed,
        announced_on=started if ended else None,
        evidence=text(event, f"{_DC}source", f"{_DCT}source", f"{_DCT}description"),
        said_by=text(event, f"{_DC}creator", f"{_DCT}creator"),
    )
    return Tie(said, text(event, f"{OWN}although"))


def _party(ref: str, share: Node, described: Mapping[str, Described]) -> Party:
    if ref not in described:
        raise ValueError(f"it names {_short(ref)}, of which nothing can be told.")
    one = described[ref].initiative
    goes_on = text(share, f"{OWN}goesOn") in {"True", "true"}
    return Party(one.id, one.name, tuple(texts(share, f"{OWN}function")), goes_on)


def _kind(event: Node, before: int, after: int) -> SuccessionKind:
    """Its kind where a type says it; else what the numbers leave open, in the word that claims least."""
    said = [*refs(event, f"{_DCT}type"), *texts(event, f"{_DCT}type"), *event.get("@type", ())]
    for one in said:
        word = _LAST_WORD.findall(one)[0].casefold()
        if word in KINDS:
            return cast(SuccessionKind, word)
    match (before, after):
        case (0, _):
            raise ValueError("nothing came before what it made (org:originalOrganization), so it is no succession.")
        case (_, 0):
            return "end"
        case (1, 1):
            return "replacement"
        case (_, 1):
            return "merger"
        case (1, _):
            return "split"
    raise ValueError("it has several organisations on both sides; say in dct:type which kind of change it is.")


def _short(ref: str) -> str:
    """How a reader knows a node: by the end of its name."""
    return f"“{ref.rpartition('#')[2] or ref}”" if "#" in ref else f"“{ref}”"
