"""Whom to get to know, each with why; and what only the person knew. Pure, by declared rules.

Why somebody matters: they take over; they report to the person, or the person to them; they own the initiative by the
newest report; they own what the person inherits, inherit what the person owns, or are named in it; they are the only
contact of another organisation; they are a shared mailbox; or something is written of what they know. Of whom nothing
of that is known, nothing is said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from handover.dossier.desk.model import DeskContact
from handover.dossier.desk.whose import Whose, mentions
from handover.dossier.labels import first_references
from handover.dossier.model import Person, Reference, Sentence
from handover.dossier.wording import listed, quoted, shortened
from handover.initiatives.names import compared
from handover.initiatives.people.names import bare, can_be_one

_QUOTED: Final = 160
_MOST_TAGS: Final = 6
_MOST_NAMED: Final = 6


def contacts(whose: Whose) -> tuple[tuple[DeskContact, ...], int]:
    """Those of whom it is known why they matter, most reasons first; and how many others are in post."""
    own = {one.number for one in whose.entries}
    there = [one for one in whose.draft.people if one.standing in {"in-post", "mailbox"} and one.number not in own]
    organisations = Counter(compared(one.organisation) for one in there if one.organisation)
    theirs = {compared(one.organisation) for one in whose.entries if one.organisation}
    found = []
    for one in there:
        only = one.organisation is not None and organisations[compared(one.organisation)] == 1
        elsewhere = one.organisation is not None and compared(one.organisation) not in theirs
        if why := tuple(_why(whose, one, only=only and elsewhere)):
            name = one.name or one.role or "A mailbox without a name"
            found.append(DeskContact(number=one.number, name=name, role=one.role, why=why, reference=one.reference))
    found.sort(key=lambda one: (-len(one.why), one.number))
    return tuple(found), len(there) - len(found)


def _why(whose: Whose, one: Person, *, only: bool) -> Iterable[str]:
    draft, transition = whose.draft, whose.draft.known.transition
    person = _short(whose.name)
    if whose.leaves and transition.successor and one.name and can_be_one(one.name, transition.successor):
        yield "takes over"
    if _is_whom(one.reports_to, whose.entries, whose):
        yield f"reports to {person if whose.leaves else 'the post that is taken up'}"
    if any(_names(mine.reports_to, one) for mine in whose.entries):
        yield f"{person} reports to them"
    owner = draft.course.owners[-1].value if draft.course.owners else None
    if owner and one.name and can_be_one(one.name, owner):
        yield "owns it, by the newest report"
    for action in draft.open_actions:
        mine = whose.is_theirs(action.owner)
        if mine and one.name and action.inherits and can_be_one(one.name, action.inherits):
            yield f"inherits A{action.number}"
        elif mine and one.name and _mentions(action.what, one.name):
            yield f"is named in A{action.number}"
        elif one.name and action.owner and whose.is_theirs(action.inherits) and can_be_one(one.name, action.owner):
            yield f"owned A{action.number} until now"
    if only:
        yield f"the only contact of {shortened(one.organisation or '', 60)[0]}"
    if one.standing == "mailbox":
        yield "a shared mailbox: have yourself let in before it is needed"
    if one.knows_about:
        yield f"knows about {quoted(one.knows_about, _QUOTED)}"


def only_they(whose: Whose) -> tuple[Sentence, ...]:
    """What nobody else has, as far as the records say: topics, lessons' tags, contacts, and ties to an organisation."""
    return (*_topics(whose), *_tags(whose), *_list_of_their_own(whose), *_organisations(whose)) if whose.leaves else ()


def _topics(whose: Whose) -> Iterable[Sentence]:
    own = {one.number for one in whose.entries}
    others = {compared(one.knows_about) for one in whose.draft.people if one.knows_about and one.number not in own}
    for one in whose.entries:
        if one.knows_about and compared(one.knows_about) not in others:
            text = f"By the entry P{one.number} they know about {quoted(one.knows_about)}; no other entry says so."
            yield Sentence(text=text, references=(one.reference,))


def _tags(whose: Whose) -> Iterable[Sentence]:
    """Topics of lessons that they recorded, and nobody else did."""
    by_tag: dict[str, list[tuple[bool, int, str, Reference]]] = defaultdict(list)
    for lesson in whose.draft.lessons:
        for tag in lesson.tags:
            theirs = whose.is_theirs(lesson.recorded_by)
            by_tag[compared(tag)].append((theirs, lesson.number, tag, lesson.reference))
    only = [said for said in by_tag.values() if all(theirs for theirs, *_ in said)]
    if only:
        tags = listed([quoted(said[0][2], 40) for said in only], most=_MOST_TAGS)
        numbers = sorted({number for said in only for _, number, *_ in said})
        marks = listed([f"L{number}" for number in numbers], most=_MOST_NAMED)
        text = f"Only lessons that they recorded ({marks}) are about {tags}."
        yield Sentence(text=text, references=first_references(one[3] for said in only for one in said))


def _list_of_their_own(whose: Whose) -> Iterable[Sentence]:
    """Contacts that stand in a list which is kept by them, and in no other."""
    kept = {
        whose.draft.labels.of(source.name): source
        for source in whose.draft.known.sources
        if source.record_kind == "contact" and source.owner and whose.is_theirs(source.owner)
    }
    own = {one.number for one in whose.entries}
    for label, source in kept.items():
        people = [
            one
            for one in whose.draft.people
            if one.standing in {"in-post", "mailbox"}
            and one.number not in own
            and {each.source for each in (one.reference, *one.also)} == {label}
        ]
        if people:
            named = listed([f"P{one.number} {_short(one.name or one.role)}" for one in people], most=_MOST_NAMED)
            title = whose.draft.labels.title(source.name, most=60)
            text = f"{named} {'stands' if len(people) == 1 else 'stand'} only in {title}, which they keep themselves."
            yield Sentence(text=text, references=first_references(one.reference for one in people))


def _organisations(whose: Whose) -> Iterable[Sentence]:
    """That they are the only one of an organisation whom any list names."""
    own = {one.number for one in whose.entries}
    others = {
        compared(one.organisation)
        for one in whose.draft.people
        if one.organisation and one.number not in own and one.standing in {"in-post", "mailbox"}
    }
    told: set[str] = set()
    for one in whose.entries:
        key = compared(one.organisation or "")
        if key and others and key not in others and key not in told:
            told.add(key)
            text = f"They are the only one of {quoted(one.organisation or '', 60)} whom any list names here."
            yield Sentence(text=text, references=(one.reference,))


def _is_whom(reports_to: str | None, entries: Iterable[Person], whose: Whose) -> bool:
    """Whether what a row says of whom somebody reports to is the person, or a post of theirs."""
    if not reports_to:
        return False
    return any(_names(reports_to, one) for one in entries) or compared(reports_to) in whose.roles


def _names(reports_to: str | None, one: Person) -> bool:
    if not reports_to:
        return False
    marked = reports_to.endswith(f"(P{one.number})")
    role = one.role is not None and compared(one.role) == compared(reports_to)
    return marked or role or (one.name is not None and len(bare(one.name)) > 1 and can_be_one(reports_to, one.name))


def _mentions(text: str, name: str) -> bool:
    return len(bare(name)) > 1 and mentions(text, name)


def _short(name: str | None) -> str:
    return shortened(name, 60)[0] if name else "nobody who is named"
