"""The people: who is in post, who has left and what became of their post, and which posts nobody holds.

One person in two sources is one entry only where the two rows share an e-mail address that is a person's own,
and their names can be one person's. An address that stands beside different names, or belongs to a shared
mailbox, ties nobody to anybody. Names alone never do.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal

from handover import dates
from handover.dates import spoken
from handover.dossier.happening import is_past, who_follows
from handover.dossier.known import Known
from handover.dossier.labels import Labels
from handover.dossier.model import Person
from handover.dossier.mover import is_mover, is_post_left
from handover.dossier.posts import UNNAMED, ContactRecord, Post, Sitting, place
from handover.dossier.turning import Turn
from handover.dossier.wording import day, on, one_line, quoted, shortened
from handover.initiatives.people.names import bare, can_be_one
from handover.initiatives.people.sameness import addresses, own_addresses
from handover.records import Contact

Standing = Literal["in-post", "left", "vacant", "abolished", "withheld", "not-known", "mailbox", "unlisted"]

_ORDER: Final[dict[Standing, int]] = {
    "in-post": 0,
    "vacant": 1,
    "withheld": 2,
    "not-known": 3,
    "mailbox": 4,
    "left": 5,
    "abolished": 6,
    "unlisted": 7,
}
_OF_EMPTY_POST: Final[dict[str, Standing]] = {
    "vacant": "vacant",
    "abolished": "abolished",
    "withheld": "withheld",
    "unknown": "not-known",
}


def people(
    posts: Sequence[Post], known: Known, labels: Labels, owner_turns: Sequence[Turn[str]] = ()
) -> tuple[Person, ...]:
    """Every person and post once, numbered: in post, vacant, withheld, not known, mailboxes, left, abolished,
    no longer listed.

    In a staff move the person who moves comes first. Otherwise, within each of these, whoever others report to
    comes before them, as far as a list says by its own keys who reports to whom; and then as the sources have it.
    ``owner_turns`` are the changes of owner that the status reports tell of, which a list may not know yet.
    """
    entries = _joined([entry for post in posts for entry in _entries(post, known.today)], labels)
    ranks = _ranks(entries, labels)

    for entry in entries:
        mover = is_mover(known, entry.contact.name, entry.contact.emails)
        if entry.standing == "in-post" and mover and is_post_left(known, entry.contact.role):
            entry.remarks.append(_moves(known))
            # The list may not know it yet, but the person has gone.
            entry.standing = "left" if is_past(known) else entry.standing
        if entry.standing == "in-post" and (remark := _owned_until(entry, owner_turns)):
            entry.remarks.append(remark)

    def order(entry: _Entry) -> tuple[int, bool, _Rank]:
        mover = is_mover(known, entry.contact.name, entry.contact.emails)
        return _ORDER[entry.standing], not mover, ranks[id(entry)]

    entries.sort(key=order)
    namesakes: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, entry in enumerate(entries, start=1):
        if entry.standing == "in-post" and entry.contact.name:
            namesakes[bare(entry.contact.name)].append(number)
    for entry in entries:
        if entry.standing == "left" and entry.contact.name:
            entry.remarks.append(_namesake(namesakes.get(bare(entry.contact.name), []), entries))
    named = _by_key(entries)
    return tuple(_person(number, entry, named, labels) for number, entry in enumerate(entries, start=1))


def _by_key(entries: Sequence["_Entry"]) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """By the source and the source's own key of each post: its title, and its title and holder now.

    Lists of posts often say by key to whom a post reports, which tells a reader nothing.
    """
    found: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    for number, entry in enumerate(entries, start=1):
        role = entry.contact.role and shortened(entry.contact.role, 80)[0]
        here = [one for one in (role, entry.sitting.person and shortened(entry.sitting.person, 80)[0]) if one]
        now = f"{', '.join(here)} (P{number})" if here and entry.standing != "left" else None
        for one in entry.records:
            before = found.get((one.source, one.record.key), (None, None))
            found[one.source, one.record.key] = (before[0] or role, before[1] or now)
    return found


_Place = tuple[int, str, int, str]
_Rank = tuple[tuple[bool, _Place], ...]
# No body has so many steps from the top to the bottom; a longer way goes in circles.
_MOST_STEPS: Final = 40


def _ranks(entries: Sequence["_Entry"], labels: Labels) -> dict[int, _Rank]:
    """The way from the top of a list to each entry, by which they sort: a superior, then those below, then the next."""
    seats: dict[tuple[str, str], ContactRecord] = {}
    for entry in entries:
        for one in entry.records:
            if entry.standing != "left" or (one.source, one.record.key) not in seats:
                seats[one.source, one.record.key] = one
    superiors = {(one.source, one.record.reports_to) for one in seats.values() if one.record.reports_to}

    def rank(entry: _Entry) -> _Rank:
        way: list[tuple[bool, _Place]] = []
        one: ContactRecord | None = entry.records[0]
        passed: set[tuple[str, str]] = set()
        while one is not None and (key := (one.source, one.record.key)) not in passed and len(way) < _MOST_STEPS:
            passed.add(key)
            # At each level those to whom somebody reports come before those to whom nobody does.
            way.append((key not in superiors, place(one, labels)))
            one = seats.get((one.source, one.record.reports_to)) if one.record.reports_to else None
        return tuple(reversed(way))

    return {id(entry): rank(entry) for entry in entries}


def _owned_until(entry: "_Entry", turns: Sequence[Turn[str]]) -> str | None:
    """That the reports name another owner since: a list may be older than the change, or keep whom to ask."""
    name = entry.sitting.person
    if name is None or not turns or can_be_one(name, turns[-1].after.value):
        return None
    turn = next((one for one in reversed(turns) if can_be_one(name, one.before.value)), None)
    if turn is None:
        return None
    before, after = shortened(turn.before.value, 80)[0], shortened(turn.after.value, 80)[0]
    return (
        f"The status reports name {before} as owner up to {spoken(turn.before.period)}, "
        f"and {after} from {spoken(turn.after.period)}."
    )


class _Entry:
    """A person or post before it is numbered; ``records`` has the row it is shown from first."""

    __slots__ = ("records", "remarks", "sitting", "standing")

    def __init__(self, standing: Standing, sitting: Sitting, remarks: Iterable[str | None]) -> None:
        self.standing = standing
        self.sitting = sitting
        self.records: list[ContactRecord] = [sitting.last]
        self.remarks = [remark for remark in remarks if remark]

    @property
    def contact(self) -> Contact:
        return self.sitting.contact


def _entries(post: Post, today: date) -> Iterable[_Entry]:
    latest = post.latest
    for sitting, following in post.leavers:
        yield _Entry("left", sitting, [_why_left(following, post)])
    if latest.person is not None:
        if post.listed:
            yield _in_post(post, today)
        return
    contact = latest.contact
    gone = f"No longer listed since {day(latest.ended_at)}." if latest.ended_at else None
    if contact.shared_mailbox:
        yield _Entry("mailbox" if post.listed else "left", latest, [gone])
        return
    standing = _OF_EMPTY_POST.get(contact.holder, "not-known")
    # A post that vanished is no vacancy that anybody could fill.
    yield _Entry("unlisted" if gone and standing != "abolished" else standing, latest, [_held_before(post), gone])


def _in_post(post: Post, today: date) -> _Entry:
    latest = post.latest
    contact = latest.contact
    if contact.to_on and dates.latest(contact.to_on) < today:
        return _Entry("left", latest, [f"Left {on(contact.to_on)}, by the list’s own date."])
    remarks = []
    if contact.from_on and dates.earliest(contact.from_on) > today:
        remarks.append(f"Starts {on(contact.from_on)}.")
    elif (before := post.named_before) is not None and not can_be_one(before.person or "", contact.name or ""):
        remarks.append(f"Follows {_name(before)}, who was listed until {day(_next_seen(before, post))}.")
    if contact.to_on:
        remarks.append(f"In post until {spoken(contact.to_on)}.")
    return _Entry("in-post", latest, remarks)


def _why_left(following: Sitting | None, post: Post) -> str:
    if following is None:
        ended = post.latest.ended_at
        post_too = "; nor is the post" if post.latest.contact.role else ""
        return f"No longer listed since {day(ended)}{post_too}." if ended else "No longer listed."
    contact = following.contact
    seen = day(following.first.known_from)
    if contact.holder == "vacant":
        return f"The post has been listed as vacant since {seen}."
    if contact.holder == "abolished":
        return f"The post has been listed as abolished since {seen}."
    if following.person is None:
        return f"A shared mailbox, {_name(following)}, has stood in the place since {seen}."
    since = f"in post from {spoken(contact.from_on)}" if contact.from_on else f"first listed on {seen}"
    return f"Replaced by {_name(following)}, {since}."


def _held_before(post: Post) -> str | None:
    before = post.named_before
    if before is None:
        return None
    until = day(_next_seen(before, post))
    if post.listed and post.latest.contact.holder in UNNAMED:
        given = post.latest.contact.name_given
        instead = f"the list has given {quoted(given, 40)} instead" if given else "the list has given no name"
        so = "the name is withheld" if post.latest.contact.holder == "withheld" else "it is not known who holds it"
        return f"{_name(before)} was named here until {until}; since then {instead}, so {so}."
    return f"Held by {_name(before)}, who was listed until {until}."


def _next_seen(sitting: Sitting, post: Post) -> date:
    """When a gathering first found something else in a sitting's place."""
    following = post.sittings[post.sittings.index(sitting) + 1]
    return following.first.known_from


def _joined(entries: Sequence[_Entry], labels: Labels) -> list[_Entry]:
    """Entries for one person in post in several sources put together, under the row that says most."""
    own = own_addresses((entry.sitting.person, addresses(entry.contact)) for entry in entries)
    kept: list[_Entry] = []
    # By address, then by source: two posts that one person holds in one source stay two entries.
    seen: dict[str, dict[str, _Entry]] = defaultdict(dict)
    for entry in sorted(entries, key=lambda entry: (-_fullness(entry.contact), place(entry.records[0], labels))):
        theirs = [address for address in addresses(entry.contact) if address in own]
        candidates = (other for address in theirs for other in seen[address].values())
        twin = next((other for other in candidates if _one_person(entry, other)), None)
        if twin is None:
            kept.append(entry)
        else:
            twin.records.extend(entry.records)
            twin.remarks.extend(remark for remark in (_also(entry, twin, labels), *entry.remarks) if remark)
        for address in theirs:
            seen[address].setdefault(entry.records[0].source, twin or entry)
    return kept


def _one_person(one: _Entry, other: _Entry) -> bool:
    """Both in post, in different sources, with names that can be one; that they share an address is known."""
    sources = {record.source for record in other.records}
    return (
        one.standing == other.standing == "in-post"
        and one.records[0].source not in sources
        and can_be_one(one.sitting.person or "", other.sitting.person or "")
    )


def _fullness(contact: Contact) -> int:
    """How much a row says, so that the fullest of several is the one shown."""
    said = (contact.role, contact.organisation, contact.unit, contact.reports_to, contact.knows_about, contact.from_on)
    return sum(value is not None for value in said) + len(contact.emails) + len(contact.phones)


def _also(entry: _Entry, twin: _Entry, labels: Labels) -> str | None:
    role = entry.contact.role
    if role is None or one_line(role).casefold() == one_line(twin.contact.role or "").casefold():
        return None
    return f"Also listed as {one_line(role)} in {labels.of(entry.records[0].source)}."


def _superior(entry: _Entry, posts: Mapping[tuple[str, str], tuple[str | None, str | None]]) -> str | None:
    """To whom a post reports. Of somebody who left only the title is known: another may hold that post by now."""
    for record in entry.records:
        given = record.record.reports_to
        if given:
            role, now = posts.get((record.source, given), (None, None))
            return (role if entry.standing == "left" else now or role) or given
    return None


def _person(
    number: int, entry: _Entry, posts: Mapping[tuple[str, str], tuple[str | None, str | None]], labels: Labels
) -> Person:
    contact = entry.contact
    others = [record.record for record in entry.records[1:]]
    return Person(
        number=number,
        standing=entry.standing,
        holder=contact.holder,
        name=contact.name,
        name_given=contact.name_given,
        role=contact.role or _first(other.role for other in others),
        organisation=contact.organisation or _first(other.organisation for other in others),
        unit=contact.unit or _first(other.unit for other in others),
        emails=tuple(dict.fromkeys(one for each in (contact, *others) for one in each.emails)),
        phones=tuple(dict.fromkeys(one for each in (contact, *others) for one in each.phones)),
        from_on=contact.from_on or _first(other.from_on for other in others),
        to_on=contact.to_on or _first(other.to_on for other in others),
        reports_to=_superior(entry, posts),
        knows_about=contact.knows_about or _first(other.knows_about for other in others),
        gone_at=entry.sitting.ended_at,
        remark=" ".join(dict.fromkeys(filter(None, entry.remarks))) or None,
        reference=labels.reference(entry.records[0]),
        also=tuple(labels.reference(record) for record in entry.records[1:]),
    )


def _namesake(numbers: Sequence[int], entries: Sequence[_Entry]) -> str:
    """A pointer to whoever is in post under a leaver's name: perhaps the same person, perhaps not."""
    if not numbers:
        return ""
    if len(numbers) > 1:
        return f"The same name is still listed in {len(numbers)} posts."
    role = entries[numbers[0] - 1].contact.role
    return f"Somebody of the same name is listed{f' as {shortened(role, 80)[0]}' if role else ''} (P{numbers[0]})."


def _moves(known: Known) -> str:
    verb = "Left" if is_past(known) else "Leaves"
    return f"{verb} {on(known.transition.effective_on)}, as this handover says; {who_follows(known.transition)}."


def _name(sitting: Sitting) -> str:
    contact = sitting.contact
    return shortened(contact.name or contact.name_given or "somebody without a name", 80)[0]


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)
