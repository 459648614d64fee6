"""A person who left or moved: another one in the same post, a post without a holder, a holder who vanished."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from handover.initiatives.names import normalised
from handover.initiatives.people.names import bare, can_be_one
from handover.transitions.detection.model import GONE_FROM_POST, Change, Changes, Evidence, Payload, Proposal
from handover.wording import listed

_ANOTHER: Final = 0.95
_EMPTY: Final = 0.9
_CAME: Final = 0.9
# Another row stands for the same post; and where several left and came, nothing says who follows whom.
_ANOTHER_ROW: Final = 0.9
_SEVERAL: Final = 0.8
_VANISHED: Final = 0.6
_MOST_SHOWN: Final = 20  # of those who came to one post
_SEAT: Final = ("initiative", "organisation", "unit", "role")


@dataclass(slots=True)
class _Post:
    """Those of one post whose rows are gone, and those whose rows are new."""

    gone: list[Change] = field(default_factory=list)
    come: list[Change] = field(default_factory=list)

    @property
    def left(self) -> list[Change]:
        return [one for one in self.gone if not any(_same(one, other) for other in self.come)]

    @property
    def came(self) -> list[Change]:
        return [one for one in self.come if not any(_same(other, one) for other in self.gone)]


def staff_moves(changes: Changes) -> Iterator[Proposal]:
    """Every post whose holder is not who it was. A name that is withheld or not known says nothing of who left."""
    contacts = changes.of("contact")
    arrived = _arrived(contacts)
    for change in contacts:
        before, after = _named(change.before), _named(change.after)
        if change.before is None or change.after is None or (before is None and after is None):
            continue
        if before is not None and after is not None:
            if not _is_one(change, before, after):
                yield _replaced(changes, change, before, after, arrived)
        elif before is not None and change.after.get("holder") in ("vacant", "abolished"):
            yield _emptied(changes, change, before, arrived)
        elif after is not None:
            yield _came(changes, change, after)
    for seat in _seats(contacts).values():
        yield from _left(changes, seat, arrived)


def _replaced(
    changes: Changes, change: Change, before: Payload, after: Payload, arrived: Mapping[str, list[Change]]
) -> Proposal:
    post, person, incoming = _post(change), str(before["name"]), str(after["name"])
    sentence = f"“{post}” was held by {person}, and is now held by {incoming}."
    return Proposal(
        "staff-move",
        change.payload["initiative"],
        str(after.get("from_on") or changes.day),
        _ANOTHER,
        "another person in the post",
        (Evidence(sentence, change.version_id), *_elsewhere(change, person, arrived)),
        person=person,
        incoming=incoming,
        post=post,
    )


def _emptied(changes: Changes, change: Change, before: Payload, arrived: Mapping[str, list[Change]]) -> Proposal:
    post, person, now = _post(change), str(before["name"]), change.payload
    sentence = f"“{post}” was held by {person}, and is now {now['holder']}."
    return Proposal(
        "staff-move",
        now["initiative"],
        str(now.get("to_on") or changes.day),
        _EMPTY,
        "nobody holds the post",
        (Evidence(sentence, change.version_id), *_elsewhere(change, person, arrived)),
        person=person,
        post=post,
    )


def _came(changes: Changes, change: Change, after: Payload) -> Proposal:
    post, incoming = _post(change), str(after["name"])
    sentence = f"“{post}” had nobody who is named, and is now held by {incoming}."
    return Proposal(
        "staff-move",
        after["initiative"],
        str(after.get("from_on") or changes.day),
        _CAME,
        "somebody came",
        (Evidence(sentence, change.version_id),),
        incoming=incoming,
        post=post,
    )


def _left(changes: Changes, seat: _Post, arrived: Mapping[str, list[Change]]) -> Iterator[Proposal]:
    """Those whose rows are gone; with whoever came to the same post in another row."""
    left, came = seat.left, seat.came
    alone = came[0] if len(left) == len(came) == 1 else None
    names = [str(one.payload["name"]) for one in came]
    for change in left:
        post, person = _post(change), str(change.payload["name"])
        if not came:
            sentence = f"“{post}” was held by {person}, and they are not in the source any more."
            sure, cause = _VANISHED, GONE_FROM_POST
        else:
            sentence = f"“{post}” was held by {person}, and is now held by {listed(names)}."
            sure, cause = (_ANOTHER_ROW, "another person in the post") if alone else (_SEVERAL, "others in the post")
        evidence = [Evidence(sentence, change.version_id)]
        evidence += [Evidence(f"{one.payload['name']} holds it now.", one.version_id) for one in came[:_MOST_SHOWN]]
        started = str(alone.payload.get("from_on") or changes.day) if alone else changes.day
        yield Proposal(
            "staff-move",
            change.payload["initiative"],
            started,
            sure,
            cause,
            (*evidence, *_elsewhere(change, person, arrived)),
            person=person,
            incoming=names[0] if alone else None,
            came=() if alone else tuple(names),
            post=post,
            awaits_next=changes.shrunk and not came,
        )


def _seats(contacts: Sequence[Change]) -> dict[tuple[str, ...], _Post]:
    """By post: the rows that are gone and those that are new. One without a word of the post is a post of its own."""
    found: dict[tuple[str, ...], _Post] = defaultdict(_Post)
    for change in contacts:
        payload = _named(change.payload)
        if payload is None or (change.before is not None and change.after is not None):
            continue
        said = tuple(normalised(str(payload.get(name) or "")) for name in _SEAT)
        seat = found[said if payload.get("role") else (*said, normalised(str(payload["name"])))]
        (seat.gone if change.after is None else seat.come).append(change)
    return found


def _elsewhere(change: Change, person: str, arrived: Mapping[str, list[Change]]) -> Iterator[Evidence]:
    """Where somebody who left is now."""
    for other in arrived.get(normalised(person), ()):
        if other.key != change.key:
            where = other.payload.get("role") or other.key
            yield Evidence(f"{person} now holds “{where}”.", other.version_id)


def _arrived(contacts: Sequence[Change]) -> dict[str, list[Change]]:
    """By name: where people are who were not there before."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in contacts:
        after, before = _named(change.after), _named(change.before)
        if after is not None and (before is None or normalised(before["name"]) != normalised(after["name"])):
            found[normalised(after["name"])].append(change)
    return found


def _post(change: Change) -> str:
    return str(change.payload.get("role") or change.key)


def _named(payload: Payload | None) -> Payload | None:
    """What is said of a person; a mailbox that several share is none."""
    if payload is None or payload.get("holder") != "named" or payload.get("shared_mailbox"):
        return None
    return payload if payload.get("name") else None


def _same(gone: Change, come: Change) -> bool:
    """Whether the same person is there in the same post under another key: then only the key has changed."""
    was, is_now = gone.people[0], come.people[1]
    return (was is not None and was == is_now) or can_be_same(gone.payload, come.payload)


def _is_one(change: Change, before: Payload, after: Payload) -> bool:
    """Whether a post has the holder that it had: people who were recognised as one are, whatever they are called."""
    was, is_now = change.people
    return (was is not None and was == is_now) or can_be_same(before, after)


def can_be_same(before: Payload, after: Payload) -> bool:
    """Whether the holders of one post can be one person: by the number that a source knows them by, by names that can
    be one person's, or by one address beside names that have a word in common, as those of somebody who married.
    """
    numbers = before.get("person_identifier"), after.get("person_identifier")
    if all(numbers):
        return numbers[0] == numbers[1]
    names = str(before["name"]), str(after["name"])
    if can_be_one(*names):
        return True
    addresses = [{str(one).casefold() for one in payload.get("emails", ())} for payload in (before, after)]
    return bool(addresses[0] & addresses[1]) and bool(set(bare(names[0])) & set(bare(names[1])))
