"""What is in the nine dumps of GOV.UK's organisations, and what became of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from tests.real.counts.gathered import Gathered, Payload, count
from tests.real.counts.tables import Finding

FOLDER: Final = "govuk_organisations"
_SOURCE: Final = "organisations-of-government"

Dump = Mapping[str, Any]


def findings(gathered: Gathered) -> Iterator[Finding]:
    published = gathered.published
    files = published.of(FOLDER)
    cut_off, *dumps = ({one["id"]: one for one in published.items(file)} for file in files)
    statuses = gathered.records(_SOURCE, kind="programme-status")
    held, *_ = gathered.gatherings(_SOURCE)
    sizes = [(published.folder / file).stat().st_size for file in files[:2]]
    yield Finding(
        f"organisations in the first dump, of {len(dumps[0]):,} that the next has: it is cut off, and good JSON",
        len(cut_off),
        f"held ({held.doubts[0]['code']}) for its size: {sizes[0]:,} bytes, and {sizes[1]:,} in the next; "
        "nothing of it counts",
    )
    yield from _changes(gathered, dumps)
    yield from _of_the_newest(dumps[-1], statuses, gathered.records(_SOURCE, kind="follow-on-action"))
    yield from _late(files[1:], dumps)


def _changes(gathered: Gathered, dumps: Sequence[Dump]) -> Iterator[Finding]:
    taken = [one for one in gathered.gatherings(_SOURCE) if one.state == "done"]
    gone = sum(len(older.keys() - newer.keys()) for older, newer in pairwise(dumps))
    yield Finding(
        "organisations that vanish from one of the other dumps to the next",
        gone,
        f"{sum(one.counts.vanished for one in taken):,} vanished, at most "
        f"{max(one.counts.vanished for one in taken):,} at once: none of the eight is held",
    )


def _of_the_newest(newest: Dump, statuses: Sequence[Payload], actions: Sequence[Payload]) -> Iterator[Finding]:
    every = list(newest.values())
    edged = count(every, lambda one: one["title"] != one["title"].strip())
    yield Finding("titles with a space at their end, in the newest dump", edged, "left out")
    words = Counter(one["details"]["govuk_status"] for one in every)
    unknown = count(statuses, lambda one: "stage" not in one)
    yield Finding(
        "organisations whose status is a word that is no stage (`devolved`)",
        words["devolved"],
        f"{unknown:,} have no stage, and the word as it was given; `source check` counts the words",
    )
    closed = [one for one in every if one["details"]["govuk_status"] == "closed"]
    dateless = count(closed, lambda one: not one["details"]["closed_at"])
    without = count(statuses, lambda one: one.get("stage") == "completed" and "end_actual" not in one)
    yield Finding(
        f"closed organisations without a closing date, of {len(closed):,}",
        dateless,
        f"{without:,} are completed, without an end; none is made up",
    )
    odd = count(every, lambda one: one["details"]["govuk_status"] not in ("closed", "devolved") and _says_why(one))
    both = count(statuses, lambda one: one.get("stage") == "implementation" and "; " in one["narrative"])
    yield Finding("organisations that are not closed, with a reason for being closed", odd, f"{both:,} keep both")
    successors = [one["id"] for old in every for one in old["superseding_organisations"]]
    passed_on = sum(len(one["inherits"].split(", ")) for one in actions)
    yield Finding(
        "successors of organisations",
        len(successors),
        f"{passed_on:,} in {len(actions):,} follow-on actions, which `also` makes of the same rows",
    )
    dangling = [one for one in successors if one not in newest]
    left = sum(other in one["inherits"].split(", ") for one in actions for other in set(dangling))
    yield Finding(
        f"of these, successors that are nowhere in the list ({len(set(dangling))} organisations)",
        len(dangling),
        f"{left:,} kept as the source gives them: Handover does not look one record up in another",
    )


def _says_why(one: Mapping[str, Any]) -> bool:
    return bool(one["details"]["govuk_closed_status"])


def _late(files: Sequence[str], dumps: Sequence[Dump]) -> Iterator[Finding]:
    """Organisations that a dump has as not closed after their closing date, as a later one gives it."""
    days = [datetime.strptime(file.split("_")[2][:10], "%Y-%m-%d").date() for file in files]  # noqa: DTZ007 - a day
    late: dict[str, int] = {}
    for day, dump in zip(days, dumps, strict=True):
        for key, one in dump.items():
            newest = dumps[-1][key]["details"] if key in dumps[-1] else {}
            if newest.get("govuk_status") == "closed" != one["details"]["govuk_status"] and newest["closed_at"]:
                behind = (day - date.fromisoformat(newest["closed_at"][:10])).days
                if behind > 0:
                    late[key] = behind
    yield Finding(
        "organisations that are not closed in a dump, although by the newest they had been",
        len(late),
        "each dump is kept as what was known on its day; "
        f"the slowest was told at least {max(late.values()):,} days late",
    )
