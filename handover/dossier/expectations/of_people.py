"""What is expected of the follow-on actions and the people: who does what by when, and whom to ask."""

from collections.abc import Callable
from typing import Final

from handover.dossier.draft import Draft
from handover.dossier.expectations.rule import Expectation, Lack
from handover.dossier.model import Action
from handover.dossier.wording import counted, listed, shortened

_SHORT: Final = 40


def _each_open(draft: Draft, wanted: str) -> str:
    count = len(draft.open_actions)
    return f"{'The one open action' if count == 1 else f'Each of {count:,} open actions'} {wanted}."


def _is_open(draft: Draft) -> bool:
    return bool(draft.open_actions)


def _none(has: Callable[[Action], object], says: str) -> Callable[[Draft], Lack | None]:
    """Finds that of all open actions none has something; where only some lack it, a gap says so."""

    def lacks(draft: Draft) -> Lack | None:
        actions = draft.open_actions
        return Lack("missing", says) if actions and not any(map(has, actions)) else None

    return lacks


def _actions(draft: Draft) -> str:
    still = counted(len(draft.open_actions), "is", "are")
    return f"{counted(len(draft.actions), 'follow-on action')}, of which {still} open."


def _nobody_reachable(draft: Draft) -> Lack | None:
    if not draft.in_post or any(person.emails or person.phones for person in draft.in_post):
        return None
    return Lack("missing", "Nobody in post has an e-mail address or a telephone number.")


def _reachable(draft: Draft) -> str:
    names = [shortened(person.name or person.role or "one without a name", _SHORT)[0] for person in draft.in_post]
    return f"In post, with an address or a number: {listed(names, most=3)}."


def _moves(draft: Draft) -> bool:
    return draft.known.transition.person is not None


def _held(draft: Draft) -> str:
    return f"{counted(len(draft.in_post), 'person is', 'people are')} named in post, and no post is open."


EXPECTATIONS: Final[tuple[Expectation, ...]] = (
    Expectation(
        "actions",
        "What is still to do is listed, or somebody has said that nothing is.",
        "essential",
        "actions",
        _actions,
        whole=("no-actions",),
        part=("actions-without-status",),
        rests_on="follow-on-action",
        importance_at={"start": "useful"},
    ),
    Expectation(
        "action-inheritors",
        "Each open action has somebody to inherit it.",
        "essential",
        "actions",
        lambda draft: _each_open(draft, "has somebody to inherit it"),
        part=("actions-without-inheritor",),
        lacks=_none(lambda action: action.inherits, "No open action has anybody to inherit it."),
        what_to_do="Name who takes each over, and make sure that they know.",
        asked=_is_open,
        asked_of="there are open actions",
    ),
    Expectation(
        "action-owners",
        "Each open action says who owned it, and that person can be found.",
        "important",
        "actions",
        lambda draft: _each_open(draft, "has an owner"),
        part=("actions-without-owner", "action-owners-not-listed"),
        lacks=_none(lambda action: action.owner, "No open action says who owned it."),
        what_to_do="Ask who raised each, and record it.",
        asked=_is_open,
        asked_of="there are open actions",
    ),
    Expectation(
        "action-dates",
        "Each open action has a due date that has not passed.",
        "important",
        "actions",
        lambda draft: _each_open(draft, "is due on a day still to come"),
        whole=("actions-overdue",),
        part=("actions-without-due-date",),
        lacks=_none(lambda action: action.due, "No open action has a due date."),
        what_to_do="Agree a date with whoever inherits each.",
        asked=_is_open,
        asked_of="there are open actions",
    ),
    Expectation(
        "someone-to-ring",
        "Somebody in post is named, and whoever is can be reached.",
        "essential",
        "people",
        _reachable,
        whole=("no-contacts", "nobody-in-post"),
        part=("no-contact-details", "shared-address-only"),
        lacks=_nobody_reachable,
        what_to_do="Ask for an address or a number while somebody still knows one.",
        rests_on="contact",
    ),
    Expectation(
        "posts-held",
        "Each post has a holder who is named.",
        "important",
        "people",
        _held,
        whole=("no-contacts",),
        part=("vacant-posts", "holder-not-known", "holder-withheld", "posts-vanished"),
        rests_on="contact",
    ),
    Expectation(
        "successor",
        "Somebody is named who takes over.",
        "essential",
        "people",
        lambda draft: f"{shortened(draft.known.transition.successor or 'Somebody', _SHORT)[0]} takes over.",
        whole=("no-successor",),
        at=frozenset({"staff-move"}),
    ),
    Expectation(
        "mover-listed",
        "A contact list names the person who moves, and the posts that they have.",
        "important",
        "people",
        lambda draft: f"{shortened(draft.known.transition.person or 'The person', _SHORT)[0]} is listed.",
        whole=("mover-not-listed",),
        at=frozenset({"staff-move"}),
        asked=_moves,
        asked_of="somebody leaves",
        rests_on="contact",
    ),
)
