"""How a batch stands: how far each of its transitions came, what is late, and which posts nobody took."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from handover.jobs.batches.running import nobody_follows
from handover.jobs.office import Office
from handover.jobs.policy import deadline
from handover.transitions import batches, recorded
from handover.transitions.batches import Batch
from handover.transitions.recorded import Transition
from handover.transitions.rules import State


@dataclass(frozen=True, slots=True)
class Followed:
    """A batch with its transitions, the oldest first: how many are in each state; those that are late, those that wait
    for a person, and the staff moves after which nobody is named to follow.
    """

    batch: Batch
    transitions: tuple[Transition, ...]
    states: Mapping[State, int]
    overdue: tuple[Transition, ...]
    blocked: tuple[Transition, ...]
    nobody: tuple[Transition, ...]


def follow(office: Office, number: int) -> Followed:
    """How a batch stands now. Raises UnknownBatch."""
    with office.store.read() as connection:
        batch = batches.by_number(connection, number)
        transitions = tuple(reversed(recorded.listed(connection, batch_id=number)))
    standing = [one for one in transitions if one.state not in {"withdrawn", "dismissed"}]
    return Followed(
        batch,
        transitions,
        Counter(one.state for one in transitions),
        tuple(one for one in standing if deadline(office, one).is_overdue),
        tuple(one for one in standing if one.state == "blocked"),
        tuple(one for one in standing if nobody_follows(one)),
    )
