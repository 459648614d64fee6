"""Who to ring first, and why, by a declared table of reasons.

Only who is in post and has a telephone number or an e-mail address can be rung. For each reason in turn the first of
them to whom it applies is taken, until there are three; so that three people with one reason do not hide the only one
who knows something else. Where no reason applies to anybody it is the first in post, in the order of the lists; and
where nobody in post can be reached, a shared mailbox.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from handover.dossier.actions import marks
from handover.dossier.draft import Draft
from handover.dossier.front_model import Call
from handover.dossier.happening import is_past
from handover.dossier.model import Action, Person, Sentence
from handover.dossier.mover import is_mover
from handover.dossier.wording import listed, on, one_line, quoted
from handover.initiatives.people.names import can_be_one

_MOST: Final = 3
_MOST_REASONS: Final = 3
_MOST_NAMED: Final = 3
# The front page has a line for each.
_KNOWS: Final = 60
_URGENT: Final = frozenset({"overdue", "next-7-days", "next-30-days"})


@dataclass(frozen=True, slots=True)
class CallRule:
    """``when`` says in words what ``finds`` looks for; ``finds`` gives the reason as a clause, or None."""

    code: str
    when: str
    finds: Callable[[Draft, Person], Sentence | None]


def calls(draft: Draft) -> tuple[Call, ...]:
    """At most three people to ring, each with at most three reasons."""
    reachable = [one for one in draft.in_post if one.emails or one.phones]
    chosen: dict[int, Person] = {}
    for rule in CALL_RULES:
        found = next((one for one in reachable if one.number not in chosen and rule.finds(draft, one)), None)
        if found is not None and len(chosen) < _MOST:
            chosen[found.number] = found
    if not chosen:
        boxes = (one for one in draft.people if one.standing == "mailbox" and (one.emails or one.phones))
        return tuple(Call(person=one.number, why=(why,)) for one, why in _instead(reachable, boxes))
    return tuple(Call(person=one.number, why=_reasons(draft, one)) for one in chosen.values())


def _reasons(draft: Draft, person: Person) -> tuple[Sentence, ...]:
    found = [reason for rule in CALL_RULES if (reason := rule.finds(draft, person)) is not None]
    return tuple(found[:_MOST_REASONS])


def _instead(reachable: list[Person], boxes: Iterable[Person]) -> Iterable[tuple[Person, Sentence]]:
    box = next(iter(boxes), None)
    if reachable:
        yield reachable[0], _because("the first in post, in the order of the lists", reachable[0])
    elif box is not None:
        yield box, _because("a shared mailbox; nobody in post can be reached", box)


def _because(text: str, person: Person) -> Sentence:
    return Sentence(text=text, references=(person.reference,))


def _leaves(draft: Draft, person: Person) -> Sentence | None:
    if is_past(draft.known) or not is_mover(draft.known, person.name, person.emails):
        return None
    return _because(f"leaves {on(draft.known.transition.effective_on)}: ring before", person)


def _follows(draft: Draft, person: Person) -> Sentence | None:
    successor = draft.known.transition.successor
    if not successor or not person.name or not can_be_one(successor, person.name):
        return None
    return _because("takes over with this move", person)


def _owns_it(draft: Draft, person: Person) -> Sentence | None:
    if not draft.course.owners or not person.name:
        return None
    last = draft.course.owners[-1]
    if not can_be_one(last.value, person.name):
        return None
    return Sentence(
        text="its owner, by the last report that names one", references=(draft.labels.reference(last.report),)
    )


def _inherits_urgent(draft: Draft, person: Person) -> Sentence | None:
    return _acts("inherits", _open(draft, person.inherits, urgent=True))


def _only_one(draft: Draft, person: Person) -> Sentence | None:
    """The only one of all that are listed, in post or not, of whom this is said."""
    if not person.knows_about:
        return None
    topic = one_line(person.knows_about).casefold()
    others = (one for one in draft.people if one.number != person.number and one.knows_about)
    if any(one_line(one.knows_about or "").casefold() == topic for one in others):
        return None
    return _because(f"the only one listed as knowing about {quoted(person.knows_about, _KNOWS)}", person)


def _owned(draft: Draft, person: Person) -> Sentence | None:
    return _acts("owned", _open(draft, person.owned))


def _inherits(draft: Draft, person: Person) -> Sentence | None:
    return _acts("inherits", _open(draft, person.inherits, urgent=False))


def _recorded(draft: Draft, person: Person) -> Sentence | None:
    if not person.recorded:
        return None
    text = f"recorded {listed([f'L{number}' for number in person.recorded], most=_MOST_NAMED)}"
    theirs = [one.reference for one in draft.lessons if one.number in person.recorded[:_MOST_NAMED]]
    return Sentence(text=text, references=tuple(theirs))


def _open(draft: Draft, numbers: Sequence[int], *, urgent: bool | None = None) -> list[Action]:
    wanted = set(numbers)
    if not wanted:
        return []
    found = (one for one in draft.open_actions if one.number in wanted)
    return [one for one in found if urgent is None or (one.urgency in _URGENT) is urgent]


def _acts(verb: str, actions: list[Action]) -> Sentence | None:
    if not actions:
        return None
    text = f"{verb} {listed(marks(actions), most=_MOST_NAMED)}"
    return Sentence(text=text, references=tuple(one.reference for one in actions[:_MOST_NAMED]))


CALL_RULES: Final[tuple[CallRule, ...]] = (
    CallRule("leaves", "They leave or move with this handover, and are still there.", _leaves),
    CallRule("follows", "They take over with this move.", _follows),
    CallRule("owner", "The last report that names an owner names them.", _owns_it),
    CallRule("inherits-urgent", "They inherit an action that is overdue or due within 30 days.", _inherits_urgent),
    CallRule("only-one", "Nobody else is listed as knowing about what they know about.", _only_one),
    CallRule("owned", "They owned an action that is open.", _owned),
    CallRule("inherits", "They inherit another action that is open.", _inherits),
    CallRule("recorded", "They recorded a lesson.", _recorded),
)
