"""Gaps in the people: nobody to ask, posts that nobody holds, and people whom nobody could reach."""

from collections.abc import Iterable
from typing import Final

from handover.dossier.draft import Draft
from handover.dossier.gaps.rule import Found, GapRule, share
from handover.dossier.labels import first_references
from handover.dossier.model import Person, Reference
from handover.dossier.mover import is_mover
from handover.dossier.severity import post_names
from handover.dossier.wording import counted, listed, one_line, quoted


def _no_contacts(draft: Draft) -> Iterable[Found]:
    if not draft.people:
        yield Found("No source names anybody who knows this initiative.")


def _nobody_in_post(draft: Draft) -> Iterable[Found]:
    if draft.people and not draft.in_post:
        one, many = "names nobody who is in post", "name nobody who is in post"
        words = share(draft.people, draft.people, "contact entry", one, many, nouns="contact entries")
        yield Found(f"{words}.", _references(draft.people))


def _vacant(draft: Draft) -> Iterable[Found]:
    vacant = draft.vacant
    if vacant:
        posts = counted(len(vacant), "post is", "posts are")
        yield Found(f"{posts} vacant: {post_names(vacant)}.", _references(vacant))


def _not_known(draft: Draft) -> Iterable[Found]:
    found = [person for person in draft.people if person.standing == "not-known" and person.gone_at is None]
    if found:
        given = listed(dict.fromkeys(quoted(person.name_given, 40) for person in found if person.name_given), most=3)
        instead = f" (given instead: {given})" if given else ""
        them = "it" if len(found) == 1 else "them"
        yield Found(
            f"Of {counted(len(found), 'post')} it is not known who holds {them}{instead}.",
            _references(found),
        )


def _unreachable(draft: Draft) -> Iterable[Found]:
    found = [person for person in draft.in_post if not person.emails and not person.phones]
    if found:
        words = share(found, draft.in_post, "person in post", "has", "have", nouns="people in post")
        yield Found(f"{words} neither an e-mail address nor a telephone number.", _references(found))


def _no_successor(draft: Draft) -> Iterable[Found]:
    transition = draft.known.transition
    if transition.kind == "staff-move" and not transition.successor:
        yield Found(f"Nobody is named to take over from {one_line(transition.person or 'the person who leaves')}.")


def _mover_unknown(draft: Draft) -> Iterable[Found]:
    transition = draft.known.transition
    if transition.kind != "staff-move":
        return
    if not any(is_mover(draft.known, person.name, person.emails) for person in draft.people):
        yield Found(
            f"No contact list names {one_line(transition.person or 'the person who leaves')}, "
            "so their posts are not known."
        )


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
        "no-contact-details",
        "missing",
        "important",
        "A person in post has neither an e-mail address nor a telephone number.",
        "Ask for an address while somebody still knows it.",
        _unreachable,
    ),
    GapRule(
        "holder-not-known",
        "missing",
        "minor",
        "A contact list has a post without saying who holds it.",
        "Ask the owner of the list, who may be able to tell you what it does not publish.",
        _not_known,
    ),
)
