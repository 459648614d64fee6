"""Gaps in the people: nobody to ask, posts that nobody holds, and people whom nobody could reach."""

from collections.abc import Iterable
from typing import Final

from handover.dates import spoken
from handover.dossier.draft import SHORT, Draft
from handover.dossier.gaps.rule import Found, GapRule, share
from handover.dossier.labels import first_references
from handover.dossier.model import Person, Reference
from handover.dossier.mover import is_mover
from handover.dossier.severity import nobody_in_post, post_names
from handover.dossier.wording import counted, listed, one_line, quoted, shortened
from handover.initiatives.people.names import bare, can_be_one
from handover.vocabulary import folded

# From so many on it is a pattern in the list, not two people of one name or a couple with one mailbox.
_SEVERAL: Final = 3


def _no_contacts(draft: Draft) -> Iterable[Found]:
    if not draft.people:
        yield Found("No source names anybody who knows this initiative.")


def _nobody_in_post(draft: Draft) -> Iterable[Found]:
    if draft.people and not draft.in_post:
        yield Found(nobody_in_post(draft), _references(draft.people))


def _vacant(draft: Draft) -> Iterable[Found]:
    vacant = draft.vacant
    if vacant:
        posts = counted(len(vacant), "post is", "posts are")
        yield Found(f"{posts} vacant: {post_names(vacant)}.", _references(vacant))


def _not_known(draft: Draft) -> Iterable[Found]:
    found = _unnamed(draft, "not-known")
    if found:
        them = "it" if len(found) == 1 else "them"
        yield Found(
            f"Of {counted(len(found), 'post')} it is not known who holds {them}{_instead(found)}.",
            _references(found),
        )


def _withheld(draft: Draft) -> Iterable[Found]:
    found = _unnamed(draft, "withheld")
    if found:
        yield Found(
            f"Of {counted(len(found), 'post')} the holder’s name is withheld{_instead(found)}.", _references(found)
        )


def _unnamed(draft: Draft, standing: str) -> list[Person]:
    return [person for person in draft.people if person.standing == standing and person.gone_at is None]


def _instead(people: Iterable[Person]) -> str:
    """What stands where their names should."""
    given = listed(dict.fromkeys(quoted(person.name_given, 40) for person in people if person.name_given), most=3)
    return f" (given instead: {given})" if given else ""


def _unreachable(draft: Draft) -> Iterable[Found]:
    found = [person for person in draft.in_post if not person.emails and not person.phones]
    if found:
        words = share(found, draft.in_post, "person in post", "has", "have", nouns="people in post")
        yield Found(f"{words} neither an e-mail address nor a telephone number.", _references(found))


def _shared_addresses_only(draft: Draft) -> Iterable[Found]:
    """People who can only be written to at an address that stands beside several people's names."""
    names: dict[str, set[tuple[str, ...]]] = {}
    for person in draft.in_post:
        for address in person.emails:
            names.setdefault(address.casefold(), set()).add(bare(person.name or ""))
    shared = {address for address, beside in names.items() if len(beside) >= _SEVERAL}
    found = [one for one in draft.in_post if one.emails and shared.issuperset(map(str.casefold, one.emails))]
    if found:
        addresses = listed(dict.fromkeys(one.emails[0] for one in found), most=2)
        words = share(
            found,
            draft.in_post,
            "person in post",
            "has no e-mail address but one that several share",
            "have no e-mail address but one that several share",
            nouns="people in post",
        )
        yield Found(f"{words} ({addresses}).", _references(found))


def _one_name_in_many_posts(draft: Draft) -> Iterable[Found]:
    """A name that stands in many posts of one list may stand for names that the list does not give."""
    held: dict[tuple[str, tuple[str, ...]], list[Person]] = {}
    for person in draft.in_post:
        held.setdefault((person.reference.source, bare(person.name or "")), []).append(person)
    for (source, _), people in held.items():
        if len(people) >= _SEVERAL:
            numbers = listed([f"P{person.number}" for person in people], most=6)
            name = quoted(people[0].name or "", 80)
            yield Found(
                f"{name} is named in {counted(len(people), 'post')} of {source} ({numbers}): one person, several of "
                "one name, or a stand-in for names that are not given.",
                _references(people),
            )


def _vanished(draft: Draft) -> Iterable[Found]:
    """Posts that a list had and has no more, so that nothing says who took over."""
    gone = [draft.labels.reference(post.latest.last) for post in draft.posts if not post.listed]
    found = [one for one in draft.people if one.standing != "mailbox" and one.reference in gone]
    if found:
        posts = counted(len(found), "post or person is", "posts or people are")
        yield Found(
            f"{posts} no longer in a contact list that once had them, and nothing says who took over: "
            f"{post_names(found)}.",
            _references(found),
        )


def _no_successor(draft: Draft) -> Iterable[Found]:
    transition = draft.known.transition
    if transition.kind == "staff-move" and not transition.successor:
        yield Found(f"Nobody is named to take over from {one_line(transition.person or 'the person who leaves')}.")


def _mover_unknown(draft: Draft) -> Iterable[Found]:
    transition = draft.known.transition
    if transition.kind != "staff-move" or transition.is_arrival:
        return
    if not any(is_mover(draft.known, person.name, person.emails) for person in draft.people):
        yield Found(
            f"No contact list names {one_line(transition.person or 'the person who leaves')}, "
            "so their posts are not known."
        )


def _owner_not_listed(draft: Draft) -> Iterable[Found]:
    """The owner whom the newest report names, whom nobody would know how to reach."""
    owners = draft.course.owners
    if draft.people and owners and not any(can_be_one(owners[-1].value, one.name) for one in draft.people if one.name):
        name = shortened(owners[-1].value, SHORT)[0]
        yield Found(
            f"No contact list has {name}, whom the report for {spoken(owners[-1].period)} names as owner.",
            draft.labels.references([owners[-1].report]),
        )


def _action_owners_not_listed(draft: Draft) -> Iterable[Found]:
    """Owners of open actions who stand in no list, neither by name nor by post: they may have gone."""
    if not draft.people:
        return
    # A name can only be one person's if the last words agree, so that thousands need not be compared with thousands.
    listed_names: dict[str, list[str]] = {}
    for person in draft.people:
        if person.name:
            listed_names.setdefault(_last_word(person.name), []).append(person.name)
    places = {
        folded(place) for one in draft.people for place in (one.role, one.unit, one.organisation) if place is not None
    }
    found = [
        action
        for action in draft.open_actions
        if action.owner
        and folded(action.owner) not in places
        and not any(can_be_one(action.owner, name) for name in listed_names.get(_last_word(action.owner), ()))
    ]
    by_owner: dict[str, list[str]] = {}
    for action in found:
        by_owner.setdefault(shortened(action.owner or "", SHORT)[0], []).append(f"A{action.number}")
    if by_owner:
        names = listed([f"{owner} ({listed(numbers, most=4)})" for owner, numbers in by_owner.items()], most=4)
        owners = "owner of open actions is" if len(by_owner) == 1 else "owners of open actions are"
        yield Found(
            f"{len(by_owner):,} {owners} in no contact list: {names}.",
            first_references(action.reference for action in found),
        )


def _last_word(name: str) -> str:
    words = bare(name)
    return words[-1] if words else name.casefold().strip()


def _references(people: Iterable[Person]) -> tuple[Reference, ...]:
    return first_references(person.reference for person in people)


RULES: Final[tuple[GapRule, ...]] = (
    GapRule(
        "no-contacts",
        "missing",
        "critical",
        "There is no contact at all.",
        "Find one person who worked on it, and record how to reach them.",
        _no_contacts,
    ),
    GapRule(
        "nobody-in-post",
        "missing",
        "critical",
        "There are contacts, and none is a person in post.",
        "Find out who can answer questions now, and record it; those who left may still help.",
        _nobody_in_post,
    ),
    GapRule(
        "no-successor",
        "missing",
        "critical",
        "At a staff move: nobody is named to take over.",
        "Name who takes over, if only for the time being.",
        _no_successor,
    ),
    GapRule(
        "mover-not-listed",
        "missing",
        "important",
        "At a staff move: no contact list names the person who moves.",
        "Check how the name is written, or add the person to a contact list that is gathered.",
        _mover_unknown,
    ),
    GapRule(
        "vacant-posts",
        "missing",
        "important",
        "A post is vacant.",
        "Agree who decides in place of each until it is filled.",
        _vacant,
    ),
    GapRule(
        "owner-not-listed",
        "missing",
        "important",
        "The owner whom the newest report names is in no contact list.",
        "Find out whether they are still there and how to reach them, and record it.",
        _owner_not_listed,
    ),
    GapRule(
        "action-owners-not-listed",
        "missing",
        "minor",
        "The owner of an open action is in no contact list, neither as a person nor as a post.",
        "Find out whether they are still there; if not, whoever inherits the action has nobody to ask.",
        _action_owners_not_listed,
    ),
    GapRule(
        "no-contact-details",
        "missing",
        "important",
        "A person in post has neither an e-mail address nor a telephone number.",
        "Ask for an address while somebody still knows it.",
        _unreachable,
    ),
    GapRule(
        "posts-vanished",
        "missing",
        "important",
        "A contact list once had a post or person that it has no more.",
        "Ask those who are still there who took over the work of each, if anybody did.",
        _vanished,
    ),
    GapRule(
        "one-name-many-posts",
        "contradictory",
        "important",
        "One name stands in three posts or more of one contact list.",
        "Ask the owner of the list who really holds each of them.",
        _one_name_in_many_posts,
    ),
    GapRule(
        "shared-address-only",
        "missing",
        "minor",
        "A person in post has no e-mail address but one that three people or more share.",
        "Ask for each person’s own address while somebody still knows it.",
        _shared_addresses_only,
    ),
    GapRule(
        "holder-not-known",
        "missing",
        "minor",
        "A contact list has a post without saying who holds it.",
        "Ask the owner of the list, or whoever the post reports to, who holds it.",
        _not_known,
    ),
    GapRule(
        "holder-withheld",
        "missing",
        "minor",
        "A contact list withholds the name of who holds a post.",
        "Ask the owner of the list, who may be able to tell you what it does not publish.",
        _withheld,
    ),
)
