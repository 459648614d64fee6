"""The states of a transition and the steps between them. Pure: what is due next is a function of what is known."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal

from handover import dates
from handover.dates import spoken

State = Literal[
    "proposed",
    "confirmed",
    "gathered",
    "compiled",
    "delivered",
    "accepted",
    "done",
    "dismissed",
    "withdrawn",
    "blocked",
]
Step = Literal["gather", "compile", "deliver"]

# What is done in each state, and the state that it leads to. In the others a person is waited for, or nothing.
NEXT: Final[Mapping[State, tuple[Step, State]]] = MappingProxyType(
    {
        "confirmed": ("gather", "gathered"),
        "gathered": ("compile", "compiled"),
        "compiled": ("deliver", "delivered"),
    }
)

# Where a transition goes back to when somebody more is to receive its dossier.
ASKED_AGAIN: Final[Mapping[State, State]] = MappingProxyType(
    {
        "compiled": "compiled",
        "delivered": "compiled",
        "accepted": "compiled",
        "done": "confirmed",
        "blocked": "confirmed",
    }
)

# And where to when something else is said of it, so that its dossier is compiled anew.
SAID_OTHERWISE: Final[Mapping[State, State]] = MappingProxyType(
    {
        "gathered": "gathered",
        "compiled": "gathered",
        "delivered": "gathered",
        "accepted": "gathered",
        "done": "confirmed",
        "blocked": "confirmed",
    }
)

# Further ahead nobody plans; what is dated there was mistyped.
_FURTHEST: Final = timedelta(days=20 * 366)
_EARLIEST_YEAR: Final = 1000

# What a person who looks at the list should know about each state.
MEANING: Final[Mapping[State, str]] = MappingProxyType(
    {
        "proposed": "proposed; it waits for somebody to confirm it",
        "confirmed": "due; nothing has been done yet",
        "gathered": "due; the dossier is to be compiled",
        "compiled": "due; the dossier is to be delivered",
        "delivered": "delivered; it waits for its recipients to accept",
        "accepted": "accepted by all its recipients",
        "done": "done",
        "dismissed": "dismissed",
        "withdrawn": "withdrawn; it does not count",
        "blocked": "stopped; it waits for a person",
    }
)


def due(state: State) -> bool:
    """Whether the program itself has something to do next."""
    return state in NEXT


def waits_for_person(state: State) -> bool:
    """Whether nothing more happens until a person decides: proposed, or blocked."""
    return state in {"proposed", "blocked"}


def can_be_withdrawn(state: State) -> bool:
    """Whether a person can still take it back: whatever was not taken back or dismissed before."""
    return state not in {"dismissed", "withdrawn"}


def can_be_amended(state: State) -> bool:
    """Whether something else can be said of it: it counts, whatever was done of it already."""
    return state not in {"proposed", "dismissed", "withdrawn"}


def reference(number: int) -> str:
    """What a transition's dossier is called in letters: ``HO-0001``."""
    return f"HO-{number:04d}"


def after_acceptance(state: State, *, outstanding: int) -> State:
    """The state after a recipient accepted; ``outstanding`` recipients have not yet."""
    return "accepted" if state == "delivered" and outstanding == 0 else state


def day_objection(on: str, *, name: str, began_on: str | None, closed_on: str | None, today: date) -> str | None:
    """Why a transition cannot take effect on a day (partial dates): before the initiative began, after it was closed,
    or further away than anybody plans. None where nothing is against it.
    """
    if dates.earliest(on) > today + _FURTHEST:
        return f"{spoken(on)} is further ahead than anybody plans."
    if dates.latest(on).year < _EARLIEST_YEAR:
        return f"{spoken(on)} is before there were such initiatives."
    if began_on and dates.latest(on) < dates.earliest(began_on):
        return f"{spoken(on)} is before “{name}” began, on {spoken(began_on)}."
    if closed_on and dates.earliest(on) > dates.latest(closed_on):
        return f"{spoken(on)} is after “{name}” was closed, on {spoken(closed_on)}."
    return None


def due_on(effective_on: str, requested_on: date, *, within_days: int) -> date:
    """By when every recipient should have accepted: so many days after it takes effect, or was asked for if later."""
    try:
        return max(dates.latest(effective_on), requested_on) + timedelta(days=within_days)
    except OverflowError:
        return date.max


def overdue(state: State, due: date, today: date) -> bool:
    """Whether a transition should have been accepted by now and was not."""
    return today > due and state not in {"accepted", "done", "dismissed", "withdrawn"}
