"""The states of a transition and the steps between them. Pure: what is due next is a function of what is known."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

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
    {"delivered": "compiled", "accepted": "compiled", "done": "compiled", "blocked": "confirmed"}
)

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


def reference(number: int) -> str:
    """What a transition's dossier is called in letters: ``HO-0001``."""
    return f"HO-{number:04d}"


def after_acceptance(state: State, *, outstanding: int) -> State:
    """The state after a recipient accepted; ``outstanding`` recipients have not yet."""
    return "accepted" if state == "delivered" and outstanding == 0 else state
