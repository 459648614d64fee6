"""Gather sources: take what is new in each, all or nothing. One that fails, hangs or dies holds up no other."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from handover.errors import HandoverError, SourceError, SourceRetired
from handover.jobs.gathering.fetching import GRACE, Fetching, broken, fetched
from handover.jobs.gathering.intake import Counts, Progress
from handover.jobs.gathering.taking import Doubtful, Gathered, Overtaken, take
from handover.jobs.held_gatherings.held import doubts_of
from handover.jobs.held_gatherings.holding import hold, known_before
from handover.jobs.office import Office
from handover.jobs.recording import record
from handover.sources import registered
from handover.sources.doubts import Doubt
from handover.sources.hiding import hiding, traced

# Called with a source's name and the number of its rows done so far.
SourceProgress = Callable[[str, int], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GatheringReport:
    """How the gathering of one source ended.

    ``error`` is why nothing of it was taken, where that is so. ``doubts`` are why something of it is held, as the
    gatherings ``held``; ``discarded`` are the gatherings as which the same content was discarded before. ``notes``
    are sentences about what is new in it and may be. What came of the files of a series is added up: ``taken`` is how
    many gatherings the counts are of.
    """

    source: str
    counts: Counts
    seconds: float
    error: HandoverError | None = None
    same_content: bool = False
    held: tuple[int, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    discarded: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    taken: int = 0


def source_names(office: Office) -> list[str]:
    """The names of all sources that can be gathered."""
    with office.store.read() as connection:
        return [one.name for one in registered.registered(connection)]


def gather_source(office: Office, name: str, progress: Progress | None = None) -> GatheringReport:
    """Gather the source called ``name`` once; see ``gather_sources``. ``progress`` is called with the rows done."""
    (report,) = gather_sources(office, [name], None if progress is None else lambda _name, rows: progress(rows))
    return report


def gather_sources(
    office: Office, names: Sequence[str], progress: SourceProgress | None = None, *, grace: float = GRACE
) -> Iterator[GatheringReport]:
    """Gather these sources, each once, and report each as it is done; of a dated series, every file that is new.

    A source that cannot be fetched or read is reported with its error, and remembered; what was gathered
    before stands. One that is not done ``grace`` seconds after it should be is given up. Raises UnknownSource,
    StoreError.
    """
    again = list(dict.fromkeys(names))
    while again:
        overtaken = []
        with fetched(office, again, grace=grace) as fetchings:
            for one in fetchings:
                try:
                    yield _taken(office, one, progress)
                except Overtaken:
                    overtaken.append(one.source.name)
        again = []
        for name in overtaken:
            if (error := _retired_meanwhile(office, name)) is None:
                again.append(name)
            else:
                yield GatheringReport(name, Counts(), 0, error=error)


def _retired_meanwhile(office: Office, name: str) -> SourceRetired | None:
    """What is to be said of a source that somebody retired while it was fetched."""
    try:
        with office.store.read() as connection:
            registered.find(connection, name)
    except SourceRetired as error:
        return error
    return None


def _taken(office: Office, one: Fetching, progress: SourceProgress | None) -> GatheringReport:
    name, error = one.source.name, one.error
    try:
        if error is not None:
            raise error
        with office.reading, hiding(one.secrets):
            return _take_each(office, one, progress)
    except SourceError as problem:
        error = problem
    except (HandoverError, Overtaken):
        raise
    except Exception as problem:  # noqa: BLE001 - as in fetching: the other sources go on
        log.error("reading %s\n%s", name, traced(problem, one.secrets))
        error = broken(name, "read")
    log.warning("%s: %s", name, error)
    with office.store.write() as connection:
        record(connection, one.source, one.started, office.now(), Counts(), content=None, error=error)
    return GatheringReport(name, Counts(), _seconds(one.started, office.now()), error=error)


def _take_each(office: Office, one: Fetching, progress: SourceProgress | None) -> GatheringReport:
    """Take each content in a transaction of its own, and hold what looks wrong."""
    name, after = one.source.name, one.after
    taken: list[Gathered] = []
    held: list[int] = []
    doubts: list[Doubt] = []
    discarded: list[int] = []

    def rows_done(rows: int) -> None:
        if progress is not None:
            progress(name, rows)

    for content in one.contents:
        before = known_before(office, one.source, content)
        if before is not None and before.state == "discarded":
            discarded.append(before.id)
            continue
        if before is not None and before.after_id == after:
            # It was judged by what counts now: it would be held again.
            held.append(before.id)
            doubts.extend(doubts_of(before))
            continue
        try:
            with office.store.write() as connection:
                done = take(
                    connection,
                    one.source,
                    content,
                    after=after,
                    started=one.started,
                    office=office,
                    progress=rows_done,
                    newest=content is one.contents[-1],
                    held_as=before.id if before is not None else None,
                )
        except Doubtful as doubtful:
            held.append(hold(office, one.source, content, one.started, doubtful, after))
            doubts.extend(doubtful.doubts)
            log.warning("%s: held as gathering %d. %s", name, held[-1], " ".join(doubt.sentence for doubt in doubts))
            continue
        after = done.gathering_id
        taken.append(done)
    return GatheringReport(
        name,
        _sum([each.counts for each in taken]),
        _seconds(one.started, office.now()),
        same_content=bool(taken) and all(each.same_content for each in taken) and not held and not discarded,
        held=tuple(dict.fromkeys(held)),
        doubts=tuple(doubts),
        discarded=tuple(discarded),
        notes=tuple(note for each in taken for note in each.notes),
        taken=len(taken),
    )


def _sum(counts: Sequence[Counts]) -> Counts:
    return Counts(*(sum(getattr(one, field.name) for one in counts) for field in fields(Counts)))


def _seconds(started: datetime, ended: datetime) -> float:
    return (ended - started).total_seconds()
