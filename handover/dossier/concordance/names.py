"""Who is who in a succession, and the concordance of their names. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handover.dossier.concordance.model import NameChange
from handover.dossier.draft import SHORT, Draft
from handover.dossier.happening import name_at
from handover.dossier.known import KnownConcordance, KnownTransition
from handover.dossier.model import TransitionKind
from handover.dossier.wording import listed, quoted
from handover.initiatives.names import compared, normalised
from handover.initiatives.naming import Naming
from handover.initiatives.succession.model import Party, Said
from handover.initiatives.succession.words import eve

_HOW = {
    "rename": "renamed",
    "merger": "merged into",
    "split": "split into",
    "transfer": "passed functions to",
    "replacement": "replaced by",
    "revival": "revived as",
    "end": "ended",
}

# What a dossier of the successor has of those before it; everything else is only found under their names.
_INHERITED = {
    "lesson": "; the most useful are inherited by {into}",
    "contact": "; whom to ask is named to {into}",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who: the initiative that the dossier is about (as it is called from then on, and before), whether it
    receives and whether it goes on, who takes over by name, and who says so.
    """

    kind: TransitionKind
    on: str
    said: Said | None
    own: str
    own_before: str
    new_name: str | None
    successors: tuple[str, ...]
    receives: bool
    goes_on: bool
    who_says: str
    namings: Sequence[Naming]

    def before_name(self, party: Party) -> str:
        return _called(party, eve(self.said.began_on) if self.said else self.on, self.namings)

    def after_name(self, party: Party) -> str:
        return _called(party, self.said.completed_on if self.said else self.on, self.namings)

    def records_now(self, kind: str) -> str:
        """Where the initiative's own records of a kind are found from then on."""
        into = listed([quoted(one, SHORT) for one in self.successors])
        if self.kind == "rename":
            new = quoted(self.new_name, SHORT) if self.new_name else "the new name"
            return f"Found under {new}; the old name still finds them"
        if self.receives:
            return "Stay here"
        if self.kind == "transfer":
            return "Stay here; nobody has said which go"
        if self.kind == "split":
            return f"Not divided among {into}" if into else "Not divided"
        return f"Kept under the old name{_INHERITED.get(kind, '').format(into=into) if into else ''}"

    def given_now(self, giver: str, kind: str) -> str:
        """Where the records of one who gave are found from then on."""
        if self.kind == "transfer":
            return f"Stay with {quoted(giver, SHORT)}; nobody has said which go"
        return f"Kept under {quoted(giver, SHORT)}{_INHERITED.get(kind, '').format(into='this')}"


def cast_of(draft: Draft, known: KnownConcordance) -> Cast:
    transition = draft.known.transition
    said = known.succession.said if known.succession else None
    successors = [] if said is None else [one for one in said.successors if one.initiative_id != known.number]
    predecessor = next((one for one in said.predecessors if one.initiative_id == known.number), None) if said else None
    receives = transition.giver is not None
    stays = said is not None and any(one.initiative_id == known.number for one in said.successors)
    goes_on = transition.kind in {"rename", "transfer"} or receives or stays
    return Cast(
        kind=transition.kind,
        on=transition.effective_on,
        said=said,
        own=transition.new_name or draft.known.initiative if transition.kind == "rename" else draft.known.initiative,
        own_before=name_at(draft.known),
        new_name=transition.new_name,
        successors=tuple(_called(one, said.completed_on, known.namings) for one in successors) if said else (),
        receives=receives,
        goes_on=goes_on or bool(predecessor and predecessor.goes_on),
        who_says=_who_says(transition, said),
        namings=known.namings,
    )


def name_changes(draft: Draft, known: KnownConcordance) -> tuple[NameChange, ...]:
    """Each name with what took its place, the earliest first: that of this transition, and those that the initiative
    had before.
    """
    transition = draft.known.transition
    rows = [*_earlier(draft, known)]
    if known.succession is not None:
        said = known.succession.said
        # Of a merger each has a line; of a split one line has all the parts.
        rows += [
            NameChange(
                old=_called(party, eve(said.began_on), known.namings),
                new=tuple(_called(one, said.completed_on, known.namings) for one in said.successors),
                how=_HOW[said.kind] + (" (and goes on)" if party.goes_on and said.kind != "transfer" else ""),
                on=said.completed_on,
                announced_on=said.announced_on if said.announced_on != said.completed_on else None,
                said_by=said.said_by,
                evidence=said.evidence,
                is_this=True,
            )
            for party in said.predecessors
        ]
    elif transition.kind == "rename":
        rows.append(
            NameChange(
                old=name_at(draft.known),
                new=(transition.new_name,) if transition.new_name else (),
                how="renamed",
                on=transition.effective_on,
                said_by=transition.requested_by,
                is_this=True,
            )
        )
    elif transition.giver or transition.into:
        receives = transition.giver is not None
        rows.append(
            NameChange(
                old=transition.giver.strip("“”") if transition.giver else draft.known.initiative,
                new=(draft.known.initiative if receives else (transition.into or "").strip("“”"),),
                how=_HOW.get(transition.kind, "replaced by"),
                on=transition.effective_on,
                said_by=transition.requested_by,
                is_this=True,
            )
        )
    return tuple(rows)


def _earlier(draft: Draft, known: KnownConcordance) -> Iterable[NameChange]:
    """Where the initiative had other names before, with dates that join."""
    transition = draft.known.transition
    dated = [one for one in known.namings if one.initiative_id == known.number and one.sort == "name" and one.is_dated]
    dated.sort(key=lambda one: (one.from_on or "", one.to_on or "9999"))
    for before, after in pairwise(dated):
        joins = before.to_on is not None and before.to_on == after.from_on
        this = (
            transition.kind == "rename"
            and after.from_on == transition.effective_on
            and normalised(after.written) == normalised(transition.new_name or "")
        )
        if joins and not this and compared(before.written) != compared(after.written):
            yield NameChange(
                old=before.written, new=(after.written,), how="renamed", on=after.from_on, said_by=after.said_by
            )


def _called(party: Party, day: str, namings: Sequence[Naming]) -> str:
    names = [one for one in namings if one.initiative_id == party.initiative_id and one.sort == "name" and one.is_dated]
    return next((one.written for one in names if one.holds_on(day)), party.name)


def _who_says(transition: KnownTransition, said: Said | None) -> str:
    who = (said.said_by if said else None) or transition.requested_by
    evidence = f", on the ground of {quoted(said.evidence, SHORT)}" if said and said.evidence else ""
    return f"Said by {who}{evidence}." if who else "Who said so is not known."
