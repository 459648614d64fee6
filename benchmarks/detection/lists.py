"""Published lists, gathered and looked at one after the other, as an office that watches them would."""

import csv
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.detection.labels import labelling
from benchmarks.detection.labels.labelling import Answer
from benchmarks.gathering import office_on
from handover.jobs.gathering.gather import gather_source
from handover.jobs.held_gatherings.deciding import release
from handover.jobs.noticing.watching import watch
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.sources.registering.registry_file import read_registrations
from handover.store.database import Store
from handover.transitions.detection.proposed import Proposed

SOURCES: Final = Path(labelling.__file__).parent / "sources.yaml"
# What all years of a list have in common; amounts and comments change every year.
_COLUMNS: Final = {
    "projects-by-name": ("project_name", "department", "description_aims", "start_date", "end_date", "year"),
    "projects-by-number": ("project_number", "project_name", "department", "year"),
}


class Watched:
    """A list that is published again and again, gathered and looked at each time; ``held`` counts what was held."""

    def __init__(self, store: Store, folder: Path, source: str) -> None:
        (registration,) = (one for one in read_registrations(SOURCES) if one.name == source)
        self.office = office_on(store, folder)
        self.registration: Registration = registration
        self.held: list[str] = []
        with store.write() as connection:
            registered.apply(connection, [registration], base=folder, now=self.office.now())

    def publish(self, name: str, content: bytes, *, on: datetime, because: str | None = None) -> tuple[Proposed, ...]:
        """What is proposed after ``content`` was gathered on that day; ``because`` says why it is released where it is
        held.
        """
        self.office = replace(self.office, now=lambda: on)
        path = self.office.settings.folder / self.registration.location
        path.write_bytes(content)
        os.utime(path, (on.timestamp(),) * 2)
        report = gather_source(self.office, self.registration.name)
        if report.error is not None:
            raise report.error
        if report.held:
            self.held.append(name)
            if because:
                release(self.office, report.held[-1], by="Jo Hill", because=because)
        return watch(self.office).new


@contextmanager
def watched(folder: Path, source: str) -> Iterator[Watched]:
    """A source in an office of its own, with an empty store."""
    place = folder / f"detection-{source}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    store = Store.open(f"sqlite:///{place / 'handover.db'}", create=True)
    try:
        yield Watched(store, place, source)
    finally:
        store.close()


def organisations(folder: Path, published: Path, source: str) -> tuple[list[Answer], list[str]]:
    """What is proposed of the organisations of GOV.UK, dump by dump; and which dumps were held.

    The one that is cut off comes before any other in time. It is published after the first whole one, when it can be
    told, and it gives nothing.
    """
    cut_off, first, *others = labelling.dumps(published)
    found: list[Answer] = []
    with watched(folder, source) as one:
        for path in (first, cut_off, *others):
            on = datetime.strptime(path.name.split("_")[1], "%Y-%m-%dT%H%M%S").replace(tzinfo=UTC)
            on = on if path != cut_off else on + timedelta(days=2)
            found += [_answer(path.name, each) for each in one.publish(path.name, path.read_bytes(), on=on)]
        return found, one.held


def senior_posts(folder: Path, published: Path) -> list[Proposed]:
    """What is proposed of the senior posts of the Cabinet Office, half a year later. The second list is held, since
    names are written otherwise, and a person lets it count.
    """
    found: tuple[Proposed, ...] = ()
    with watched(folder, "senior-posts") as one:
        for day in ("2011-03-31", "2011-09-30"):
            content = (published / "organograms" / f"cabinet_office-{day}-senior.csv").read_bytes()
            found = one.publish(day, content, on=_on(day), because="They are the two lists.")
    return list(found)


def ministers(folder: Path, published: Path) -> list[Answer]:
    """What is proposed of the ministers, the day before an election and when every post was filled again."""
    found: list[Answer] = []
    for days in labelling.ELECTIONS:
        with watched(folder, "ministers") as one:
            for day in days:
                content = labelling.as_csv(labelling.ministers_on(published, day))
                new = one.publish(day, content, on=_on(day), because="There is a new government.")
                found += [_answer(day, each) for each in new if each.details.get("person")]
    return found


def projects(folder: Path, published: Path, source: str, years: Sequence[int]) -> list[Answer]:
    """What is proposed of the major projects from year to year."""
    found: list[Answer] = []
    with watched(folder, source) as one:
        for year in years:
            content = _as_published(labelling.projects(published, year), _COLUMNS[source])
            new = one.publish(str(year), content, on=_on(f"{year}-07-01"), because="A year has passed.")
            found += [_answer(str(year), each) for each in new]
    return found


def _as_published(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    """A year's list with the columns and the separator that all years share, as one who publishes it would keep."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("cp1252", "replace")


def _on(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _answer(name: str, one: Proposed) -> Answer:
    if one.kind == "staff-move":
        came = one.details.get("incoming") or "; ".join(sorted((one.details.get("came") or "").split("; ")))
        return name, f"{one.initiative}: {one.details.get('post')}", one.kind, f"{one.details.get('person')} > {came}"
    successors = "; ".join(sorted(" ".join(each.split()) for each in one.successors))
    return name, " ".join(one.initiative.split()), one.kind, successors
