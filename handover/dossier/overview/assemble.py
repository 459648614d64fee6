"""Entries put together as an overview: in which order, and what is counted. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from handover.dossier.marking import highest
from handover.dossier.overview.model import GROUPS, DueBy, Entry, Figure, Level, OfBatch, Overview

# So many rows the picture has room for; of more months it shows years.
_MOST_MONTHS: Final = 14
_MONTH: Final = len("2025-05")
_YEAR: Final = len("2025")


def overview(
    entries: Iterable[Entry],
    *,
    office: str,
    marking: str,
    markings: Sequence[str],
    compiled_at: datetime,
    batch: OfBatch | None = None,
    left_out: int = 0,
) -> Overview:
    """An overview of ``entries``, in whatever order they come.

    Its marking is the office's own ``marking``, or the highest of ``markings`` that any of the dossiers has.
    """
    found = tuple(sorted(entries, key=_urgency))
    groups = Counter(one.group for one in found)
    return Overview(
        title=f"Overview of “{batch.label}”" if batch else "Overview of all open handovers",
        office=office,
        marking=highest(marking, [one.marking for one in found if one.marking], markings),
        compiled_at=compiled_at,
        batch=batch,
        left_out=left_out,
        figures=tuple(_figures(found)),
        levels=tuple(Level(group=group, count=groups[group]) for group in GROUPS),
        due=due_by(found),
        entries=found,
    )


def _urgency(one: Entry) -> tuple[int, bool, bool, str, int]:
    """The gravest first; among them what is accepted last, what is late first, then by the day that it is due."""
    return GROUPS.index(one.group), one.is_accepted, not one.is_late, one.due_on, one.transition


def _figures(entries: Sequence[Entry]) -> Iterable[Figure]:
    every = len(entries)
    sealed = [one for one in entries if one.dossier is not None]
    read = [one.counts for one in sealed if one.counts]
    actions = sum(one.open_actions for one in read)
    judged = [one.essential_not_met for one in read if one.essential_not_met is not None]

    def figure(code: str, words: str, count: int, of: int | None, note: str) -> Figure:
        return Figure(code=code, words=words, count=count, of=of, note=note)

    yield figure("handovers", "Handovers", every, None, "Each is one transition, with a dossier of its own.")
    yield figure("sealed", "Dossiers sealed", len(sealed), every, "The others are not compiled yet, or were stopped.")
    yield figure(
        "sent", "Sent to all who receive them", sum(one.is_sent for one in entries), every, "In their newest version."
    )
    yield figure(
        "accepted",
        "Accepted",
        sum(one.is_accepted for one in entries),
        every,
        "All who receive them have read them back.",
    )
    yield figure(
        "late",
        "Late",
        sum(one.is_late for one in entries),
        every,
        "They should have been accepted by now, and were not.",
    )
    yield figure(
        "stopped",
        "Stopped",
        sum(one.state == "blocked" for one in entries),
        every,
        "They go on when somebody has decided.",
    )
    yield figure(
        "nobody-receives",
        "Received by nobody",
        sum(not one.receives for one in entries),
        every,
        "Nobody is named to whom the dossier goes.",
    )
    if unreadable := sum(one.unreadable is not None for one in sealed):
        yield figure(
            "unreadable",
            "Dossiers that cannot be read back",
            unreadable,
            len(sealed),
            "What follows does not count them.",
        )
    yield figure(
        "overdue-actions",
        "Actions overdue",
        sum(one.overdue_actions for one in read),
        actions,
        "Open follow-on actions whose last possible day is over.",
    )
    yield figure(
        "actions-without-inheritor",
        "Actions without an inheritor",
        sum(one.actions_without_inheritor for one in read),
        actions,
        "Open follow-on actions that nobody takes over.",
    )
    yield figure(
        "vacant-posts",
        "Posts vacant",
        sum(one.vacant_posts for one in read),
        None,
        "As the dossiers list them; one that stands in two dossiers counts twice.",
    )
    yield figure(
        "lacking-essentials",
        "Dossiers that lack something essential",
        sum(map(bool, judged)),
        len(judged),
        "At least one essential expectation is not met, or is met in part only.",
    )
    yield figure(
        "essential-not-met",
        "Essential expectations not met",
        sum(judged),
        None,
        "In all dossiers together, with those that are met in part.",
    )
    yield figure(
        "gaps",
        "Gaps",
        sum(one.gaps for one in read),
        None,
        f"In all dossiers together; {sum(one.critical_gaps for one in read):,} of them are critical.",
    )


def due_by(entries: Iterable[Entry]) -> tuple[DueBy, ...]:
    """By the month that they are due, or by the year where the months would be more than a picture has room for."""
    entries = list(entries)
    width = _MONTH if len({one.due_on[:_MONTH] for one in entries}) <= _MOST_MONTHS else _YEAR
    found: dict[str, list[Entry]] = {}
    for one in sorted(entries, key=lambda one: one.due_on):
        found.setdefault(one.due_on[:width], []).append(one)
    return tuple(
        DueBy(
            when=when,
            accepted=sum(one.is_accepted for one in those),
            waiting=sum(not one.is_accepted for one in those),
            late=sum(one.is_late for one in those),
        )
        for when, those in found.items()
    )
