"""Look at what was gathered since this was last done, for what looks like a transition."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handover.errors import HandoverError
from handover.jobs.noticing.deciding import confirm_by_itself
from handover.jobs.office import Office
from handover.store.database import hold_watching
from handover.store.tables import gathering
from handover.transitions.detection import expected, gatherings, noting, proposed
from handover.transitions.detection.changes import changes_of, pass_over
from handover.transitions.detection.detecting import detected
from handover.transitions.detection.model import Proposal
from handover.transitions.detection.proposed import Proposed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WatchReport:
    """``looked_at`` gatherings led to ``new`` proposals; ``confirmed`` of these at once, as the office has it.

    ``overtaken`` are those that waited, and were recorded by somebody or are in their source again. ``failed`` are
    sentences of those that could not be confirmed by themselves; they wait for a person.
    """

    looked_at: int
    new: tuple[Proposed, ...]
    confirmed: tuple[int, ...] = ()
    overtaken: tuple[int, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        gatherings = "gathering" if self.looked_at == 1 else "gatherings"
        done = f", {len(self.confirmed)} of them confirmed at once" if self.confirmed else ""
        overtaken = (
            f" {len(self.overtaken):,} of those that waited came to nothing, or were recorded without them."
            if self.overtaken
            else ""
        )
        return f"{self.looked_at:,} {gatherings} looked at: {len(self.new):,} proposed{done}.{overtaken}"


def watch(office: Office) -> WatchReport:
    """Look at every gathering that was not looked at yet, the oldest first, each in a transaction of its own; then at
    the days on which something was to end, and which have passed.
    """
    with office.store.read() as connection:
        numbers = gatherings.unwatched(connection)
    new: list[int] = []
    looked_at = 0
    for number in numbers:
        with office.store.write() as connection:
            found = _look(office, connection, number)
        looked_at += found is not None
        new += found or []
    with office.store.write() as connection:
        hold_watching(connection)
        new += _passed(office, connection)
        overtaken, shown_again = noting.settle(connection, now=office.now())
    # What was found and is there again by now has come to nothing.
    new = [one for one in [*new, *shown_again] if one not in set(overtaken)]
    confirmed, failed = _confirm_the_surest(office, new)
    with office.store.read() as connection:
        found_new = tuple(proposed.by_numbers(connection, new))
    return WatchReport(looked_at, found_new, tuple(confirmed), tuple(overtaken), tuple(failed))


def _look(office: Office, connection: Connection, number: int) -> list[int] | None:
    """The numbers of what a gathering leads to; None where another run looked at it meanwhile."""
    hold_watching(connection)
    one = gatherings.to_look_at(connection, number)
    if one is None:
        return None
    why = gatherings.why_passed_over(connection, one)
    found: list[Proposal] = []
    if why is None:
        found = detected(changes_of(connection, one, rewritten=gatherings.is_rewritten(connection, one)))
    else:
        pass_over(connection, one)
    noted = noting.note(connection, one, found, now=office.now())
    gatherings.note_watched(connection, number, proposals=len(noted), passed_over=why, now=office.now())
    return noted


def _passed(office: Office, connection: Connection) -> list[int]:
    today = office.now().astimezone(ZoneInfo(office.settings.time_zone)).date()
    by_gathering: dict[int, list[Proposal]] = defaultdict(list)
    for gathering_id, one in expected.passed(connection, today):
        by_gathering[gathering_id].append(one)
    new: list[int] = []
    for number, found in by_gathering.items():
        said_in = connection.execute(select(gathering).where(gathering.c.id == number)).one()
        new += noting.note(connection, said_in, found, now=office.now())
    return new


def _confirm_the_surest(office: Office, numbers: Sequence[int]) -> tuple[list[int], list[str]]:
    least = office.settings.detection.confirm_from
    if least is None:
        return [], []
    confirmed: list[int] = []
    failed: list[str] = []
    with office.store.read() as connection:
        sure = [one.id for one in proposed.by_numbers(connection, numbers) if one.confidence >= least]
    for number in sure:
        try:
            confirm_by_itself(office, number)
            confirmed.append(number)
        except HandoverError as error:
            log.warning("proposal %s: %s", number, error)
            failed.append(f"Proposal {number}: {error}")
    return confirmed, failed
