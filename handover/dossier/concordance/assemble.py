"""From what is known of a succession to the concordance of old and new. Pure.

Only what records, or the succession itself, say: of what nobody has said anything, that is said.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from handover.dates import spoken
from handover.dossier.actions import somebody
from handover.dossier.concordance.model import Concordance, FunctionMove, HeldPart, Holder, RecordsMoved
from handover.dossier.concordance.names import Cast, cast_of, name_changes
from handover.dossier.concordance.standing import standings
from handover.dossier.draft import SHORT, Draft
from handover.dossier.known import MOST_TO_RING, KnownConcordance, KnownHolding, KnownPart, KnownRecord
from handover.dossier.model import Sentence
from handover.dossier.wording import full_stop, listed, on, one_line, quoted, shortened
from handover.initiatives.names import normalised
from handover.records import Contact

_NO_FUNCTIONS: Final = {
    "split": "Nobody has said which functions go to which part. Have them listed, with who holds each.",
    "rename": "Nobody has said that it does anything else under the new name, and no report lists its functions.",
}


def concordance(draft: Draft) -> Concordance | None:
    """Names, functions, what stays and what changes, who holds which part, and where the records are; None where
    nothing goes from anywhere to anywhere.
    """
    known = draft.known.concordance
    if known is None:
        return None
    cast = cast_of(draft, known)
    functions = tuple(_functions(draft, cast))
    return Concordance(
        names=name_changes(draft, known),
        functions=functions,
        functions_note=_functions_note(draft, cast, functions),
        standings=standings(draft, known, cast),
        parts=tuple(_parts(draft, known, cast)),
        records=tuple(_records(draft, known, cast)),
        records_note=_records_note(cast),
    )


def _functions(draft: Draft, cast: Cast) -> Iterable[FunctionMove]:
    """Those that the succession names, each with who gave and who receives it; and those that reports name, where it
    can have only one way to go.
    """
    said = cast.said
    named: set[str] = set()
    for function in said.functions if said else ():
        named.add(normalised(function))
        gave = [one for one in said.predecessors if function in one.functions] if said else []
        has = [one for one in said.successors if function in one.functions] if said else []
        yield FunctionMove(
            function=function,
            before=tuple(cast.before_name(one) for one in gave or (said.predecessors if said else ())),
            after=tuple(cast.after_name(one) for one in has),
            basis=Sentence(text=cast.who_says),
        )
    for function, sentence in _reported_functions(draft):
        if normalised(function) in named:
            continue
        if cast.kind == "rename":
            after: tuple[str, ...] = (cast.new_name,) if cast.new_name else ()
        elif cast.kind in {"merger", "closure"} and not cast.receives and len(cast.successors) == 1:
            after = cast.successors
        elif (cast.kind == "transfer" and not cast.receives) or cast.receives:
            after = (cast.own,)
        else:
            after = ()
        yield FunctionMove(function=function, before=(cast.own_before,), after=after, basis=sentence)


def _reported_functions(draft: Draft) -> Iterable[tuple[str, Sentence]]:
    """The functions that the newest report which lists any lists."""
    for report in reversed(draft.course.reports):
        if report.record.functions:
            text = f"The report for {spoken(report.record.period)} lists it."
            for function in dict.fromkeys(report.record.functions):
                yield function, Sentence(text=text, references=(draft.labels.reference(report),))
            return


def _functions_note(draft: Draft, cast: Cast, functions: Sequence[FunctionMove]) -> str | None:
    if functions:
        not_said = "Where it says “Not said”, nobody has said to which part it goes: ask before you take it for yours."
        return not_said if any(not one.after for one in functions) else None
    if cast.kind in {"merger", "closure"}:
        whose = one_line(draft.known.transition.giver or "") if cast.receives else "it"
        into = quoted(cast.own, SHORT) if cast.receives else listed([quoted(one, SHORT) for one in cast.successors])
        return (
            f"No functions were named. All that {whose} did falls to {into or 'whoever takes over'}, as far as is said."
        )
    return _NO_FUNCTIONS.get(cast.kind, "No functions were named. Have them listed by whoever gave them.")


def _parts(draft: Draft, known: KnownConcordance, cast: Cast) -> Iterable[HeldPart]:
    """Each part that there is from then on: this one first, where it goes on; then the others of those who take over,
    and of those who gave and go on.
    """
    if cast.goes_on:
        yield _own_part(draft, cast)
    after = [one.initiative_id for one in cast.said.successors] if cast.said else []
    before = [one.initiative_id for one in cast.said.predecessors] if cast.said else []
    parts = {one.number: one for one in known.parts}
    for number in dict.fromkeys((*after, *before)):
        part = parts.get(number)
        if part is not None and (number in after or cast.receives):
            yield _other_part(draft, part, gave=number not in after)


def _own_part(draft: Draft, cast: Cast) -> HeldPart:
    there = draft.in_post
    owner = draft.course.owners[-1] if draft.course.owners else None
    return HeldPart(
        name=cast.own,
        is_this=True,
        owner=Sentence(text=_owned(owner.value, owner.period), references=(draft.labels.reference(owner.report),))
        if owner
        else None,
        holders=tuple(
            Holder(
                name=one.name or "", role=one.role, number=one.number, emails=one.emails[:1], reference=one.reference
            )
            for one in there[:MOST_TO_RING]
        ),
        more=len(there[MOST_TO_RING:]),
    )


def _other_part(draft: Draft, part: KnownPart, *, gave: bool) -> HeldPart:
    owned = part.owned
    owner = somebody(owned.record.owner) if owned else None
    return HeldPart(
        name=f"{part.name} (which gives)" if gave else part.name,
        owner=Sentence(text=_owned(owner, owned.record.period), references=(draft.labels.reference(owned),))
        if owned and owner
        else None,
        holders=tuple(_holder(one, draft) for one in part.to_ring),
        more=len(part.contacts) - len(part.to_ring),
    )


def _holder(one: KnownRecord[Contact], draft: Draft) -> Holder:
    contact = one.record
    return Holder(
        name=contact.name or "",
        role=contact.role,
        emails=contact.emails[:1],
        reference=draft.labels.reference(one),
    )


def _owned(name: str, period: str) -> str:
    return f"{shortened(name, SHORT)[0]}, by the report for {spoken(period)}"


def _records(draft: Draft, known: KnownConcordance, cast: Cast) -> Iterable[RecordsMoved]:
    """The initiative's own records, then those of who gave where it receives: by source and kind."""
    yield from _held(draft, known.holdings, cast.records_now)
    if cast.receives and cast.said:
        gave = {one.initiative_id for one in cast.said.predecessors}
        for part in known.parts:
            if part.number in gave:
                yield from _held(draft, part.holdings, partial(cast.given_now, part.name))


def _held(draft: Draft, holdings: Sequence[KnownHolding], now: Callable[[str], str]) -> Iterable[RecordsMoved]:
    together: dict[tuple[str, str], list[KnownHolding]] = {}
    for one in holdings:
        together.setdefault((one.source, one.kind), []).append(one)
    labelled = set(draft.labels.names())
    for (source, kind), several in together.items():
        title = draft.labels.title(source, most=60) if source in labelled else shortened(several[0].title, 60)[0]
        yield RecordsMoved(
            source=title,
            kind=kind,
            count=sum(one.count for one in several),
            under=tuple(dict.fromkeys(one.written for one in several)),
            now=now(kind),
        )


def _records_note(cast: Cast) -> str | None:
    if cast.kind == "rename":
        return None
    when = on(cast.on)
    if cast.kind in {"split", "transfer"} and not cast.receives:
        return full_stop(
            f"Nobody has said which record belongs to what goes {when}, so no record was divided: "
            "look for each under both names"
        )
    return "No record was moved or written anew: each stands under the name that its source gives it."
