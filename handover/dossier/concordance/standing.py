"""What stays and what changes: the name, the owner, the posts, the sources. Pure.

The rules, each of which says “not known” where nothing that was gathered says it:
name     stays where the initiative goes on under it; changes with a rename; ends where it ends
owner    compared between the newest report before the day, and the newest since (of who takes over, where it ends)
posts    who is in post here, and who of them is listed by a part that takes over (by an address, or one name)
sources  which already write the new name, or name those who take over; the others have to be told
"""

from collections.abc import Iterable

from handover import dates
from handover.dates import spoken
from handover.dossier.actions import somebody
from handover.dossier.concordance.model import Standing
from handover.dossier.concordance.names import Cast
from handover.dossier.draft import SHORT, Draft
from handover.dossier.known import KnownConcordance, KnownPart
from handover.dossier.labels import first_references
from handover.dossier.model import Person, Sentence
from handover.dossier.turning import Said
from handover.dossier.wording import counted, listed, on, quoted, shortened
from handover.initiatives.names import normalised
from handover.initiatives.people.names import can_be_one

_MOST_NAMED = 4


def standings(draft: Draft, known: KnownConcordance, cast: Cast) -> tuple[Standing, ...]:
    """What becomes of each side of it, always in the same order (see the module's docstring for the rules)."""
    return (_name(cast), _owner(draft, known, cast), _posts(draft, known, cast), _sources(draft, known, cast))


def _name(cast: Cast) -> Standing:
    own, when = quoted(cast.own_before, SHORT), on(cast.on)
    if cast.kind == "rename":
        new = quoted(cast.new_name, SHORT) if cast.new_name else "a name that nobody has recorded yet"
        return _standing("Name", "changes", f"{own} becomes {new} {when}. Old papers and lists go on saying {own}.")
    if cast.goes_on:
        return _standing("Name", "stays", f"{own} goes on under its name.")
    into = listed([quoted(one, SHORT) for one in cast.successors])
    return _standing("Name", "ends", f"{own} ends {when}; ask for {into or 'whoever takes over'} instead.")


def _owner(draft: Draft, known: KnownConcordance, cast: Cast) -> Standing:
    day = dates.earliest(cast.on)
    before = [one for one in draft.course.owners if dates.earliest(one.period) < day]
    since = [one for one in draft.course.owners if dates.earliest(one.period) >= day]
    if not before and not since:
        return _standing("Owner", "not-known", "No report names an owner.")
    if not cast.goes_on:
        return _owner_where_it_goes(draft, known, cast, (since or before)[-1])
    if not since:
        last = before[-1]
        text = (
            f"{shortened(last.value, SHORT)[0]}, by the report for {spoken(last.period)}. No report of a later time "
            "names an owner yet."
        )
        return _standing("Owner", "not-known", text, [draft.labels.reference(last.report)])
    now = since[-1]
    references = [draft.labels.reference(one.report) for one in (*before[-1:], now)]
    if not before or can_be_one(before[-1].value, now.value):
        text = f"{shortened(now.value, SHORT)[0]}, also by the report for {spoken(now.period)}."
        return _standing("Owner", "stays" if before else "not-known", text, references)
    text = (
        f"{shortened(now.value, SHORT)[0]}, by the report for {spoken(now.period)}; before that "
        f"{shortened(before[-1].value, SHORT)[0]}."
    )
    return _standing("Owner", "changes", text, references)


def _owner_where_it_goes(draft: Draft, known: KnownConcordance, cast: Cast, last: Said[str]) -> Standing:
    """Of what ends: who owned it last, and who owns what it goes into."""
    named = [part for part in _taking_over(known, cast) if part.owned and somebody(part.owned.record.owner)]
    was = f"It was {shortened(last.value, SHORT)[0]}, by the report for {spoken(last.period)}."
    references = [draft.labels.reference(last.report)]
    if not named:
        return _standing("Owner", "not-known", f"{was} No report names who owns it where it goes.", references)
    texts, same = [], True
    for part in named:
        assert part.owned is not None  # noqa: S101  # chosen so
        owner = part.owned.record.owner or ""
        same = same and can_be_one(owner, last.value)
        texts.append(
            f"{quoted(part.name, SHORT)} is owned by {shortened(owner, SHORT)[0]}, by the report for "
            f"{spoken(part.owned.record.period)}."
        )
        references.append(draft.labels.reference(part.owned))
    return _standing("Owner", "stays" if same else "changes", " ".join((was, *texts)), references)


def _posts(draft: Draft, known: KnownConcordance, cast: Cast) -> Standing:
    there = [one for one in draft.in_post if one.name]
    if not there:
        return _standing("Posts", "not-known", "No list names anybody in post.")
    if cast.goes_on:
        vacant = f" {counted(len(draft.vacant), 'post')} vacant." if draft.vacant else ""
        listed_here = f"{counted(len(there), 'person is', 'people are')} listed here.{vacant}"
        gives = cast.kind in {"transfer", "split"} and not cast.receives
        note = " Nobody has said that any of them goes." if gives else ""
        references = first_references(one.reference for one in there)
        return _standing("Posts", "stays", f"{listed_here}{note}", references)
    found = [(one, part) for one in there for part in _taking_over(known, cast) if _is_listed(one, part)]
    going = {one.number: (one, part) for one, part in found}
    lost = [one for one in there if one.number not in going]
    texts = []
    if going:
        named = [f"{_person(one)} ({quoted(part.name, SHORT)})" for one, part in going.values()]
        texts.append(f"Listed where it goes: {listed(named, most=_MOST_NAMED)}.")
    if lost:
        named = [_person(one) for one in lost]
        texts.append(f"No list says where they go: {listed(named, most=_MOST_NAMED)}. Ask them while they are here.")
    references = first_references(one.reference for one in there)
    return _standing("Posts", "changes" if going else "not-known", " ".join(texts), references)


def _sources(draft: Draft, known: KnownConcordance, cast: Cast) -> Standing:
    own = {one.source for one in known.holdings}
    if not own:
        return _standing("Sources", "not-known", "No source has a record under its name.")
    if cast.kind == "rename":
        wanted = normalised(cast.new_name or "")
        new = {one.source for one in known.holdings if normalised(one.written) == wanted}
        has, lacks = f"already name{'s' if len(new) == 1 else ''} the new name", "only the old name"
    elif cast.goes_on:
        return _standing("Sources", "stays", f"{_titles(draft, own)} go on saying what is said of it.")
    else:
        new = {one.source for part in _taking_over(known, cast) for one in part.holdings} & own
        has, lacks = "already with records of those who take over", "nothing of those who take over"
    old = own - new
    texts = []
    if new:
        texts.append(f"{_titles(draft, new)}: {has}.")
    if old:
        keeper = "whoever keeps it" if len(old) == 1 else "whoever keeps them"
        texts.append(f"{_titles(draft, old)}: {lacks}. Tell {keeper}, or what follows is filed apart.")
    return _standing("Sources", "changes" if new else "stays", " ".join(texts))


def _titles(draft: Draft, names: Iterable[str]) -> str:
    labelled = draft.labels.names()
    return listed([draft.labels.title(one, most=60) for one in labelled if one in set(names)], most=_MOST_NAMED)


def _taking_over(known: KnownConcordance, cast: Cast) -> list[KnownPart]:
    after = {one.initiative_id for one in cast.said.successors} if cast.said else set()
    return [part for part in known.parts if part.number in after]


def _person(one: Person) -> str:
    return f"P{one.number} {shortened(one.name or '', SHORT)[0]}"


def _is_listed(person: Person, part: KnownPart) -> bool:
    """By an address that both have; by a name alone nobody is taken for anybody."""
    theirs = {address.casefold() for address in person.emails}
    return any(
        bool(theirs & {address.casefold() for address in one.record.emails})
        and can_be_one(person.name or "", one.record.name or "")
        for one in part.contacts
    )


def _standing(about: str, becomes: str, text: str, references: Iterable[object] = ()) -> Standing:
    return Standing.model_validate(
        {"about": about, "becomes": becomes, "text": Sentence(text=text, references=tuple(references))}
    )
