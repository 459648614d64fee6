"""The night after a decision closes many initiatives at once; ``python -m benchmarks.portfolio [INITIATIVES]``.

Each has lessons, reports, people and actions enough for a dossier of 8 to 20 pages. What is counted is the processor
time of all processes, for it hardly depends on what else the machine does; the ideal is that of WeasyPrint alone, which
makes PDF/A of the same HTML. Both, divided by the number of processors, are what a clock shows on a quiet machine.
"""

import csv
import logging
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import select, update

from benchmarks.gathering import ROWS, office_on, read_from, write_lessons
from benchmarks.measuring import Figure, ratio
from handover.initiatives import look_up
from handover.jobs import requests, steps
from handover.jobs.batches import running
from handover.jobs.batches.running import BatchAsked
from handover.jobs.gathering.gather import gather_sources, source_names
from handover.jobs.hand_over import due
from handover.jobs.hand_over_many import carry_out_many
from handover.jobs.office import Office
from handover.publish.rendering.workers import end_idle
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.store.database import Store
from handover.store.tables import dossier, dossier_file, transition
from tests.dossiers.big import prose

INITIATIVES: Final = 60
# Of so many dossiers WeasyPrint alone is timed.
_SAMPLE: Final = 12
_REGISTRATIONS: Final[dict[str, dict[str, Any]]] = {
    "lessons": {
        "records": "lesson",
        "map": {"initiative": "Programme", "title": "Title", "what_happened": "What happened", "effect": "Effect"}
        | {"recommendation": "Next time", "recorded_on": "Recorded"},
    },
    "statuses": {
        "records": "programme-status",
        "map": {"initiative": "Programme", "period": "Period", "owner": "Owner", "narrative": "Narrative"},
    },
    "contacts": {
        "records": "contact",
        "map": {"initiative": "Programme", "name": "Name", "role": "Role", "emails": "Mail"},
    },
    "actions": {"records": "follow-on-action", "map": {"initiative": "Programme", "what": "What", "owner": "Owner"}},
}


def figures(folder: Path, initiatives: int = INITIATIVES) -> Iterator[Figure]:
    """The night against the ideal, once more with nothing changed, its memory, and a tenth of it."""
    tenth = max(initiatives // 10, 6)
    small, _, _ = _night(folder / "tenth", tenth)
    whole, again, grown = _night(folder / "whole", initiatives)
    ideal = _bare(folder / "whole", initiatives)
    processors = len(os.sched_getaffinity(0))
    said = f"{whole:.0f} s to {ideal:.0f} s of {processors} processors"
    yield Figure(f"{initiatives:,} closures in one night, against the ideal", whole / ideal, 1.25, "×", said)
    yield Figure("the same again, nothing changed", again / whole, 0.02, "×", f"{again:.2f} s")
    yield Figure("memory at the end, against that after a tenth", grown, 1.1, "×")
    each = (whole / initiatives) / (small / tenth)
    yield Figure(f"one dossier of {initiatives:,}, against one of {tenth:,}", each, 1.1, "×")


def from_a_store(folder: Path, *, pairs: int = 5) -> Iterator[Figure]:
    """One dossier in all its forms from a store of 200,000 records, beside WeasyPrint alone, which makes its PDF."""
    place = folder / "dossier"
    place.mkdir()
    store = Store.open(f"sqlite:///{place / 'handover.db'}", create=True)
    office = office_on(store, place)
    _fill(office, 3)
    write_lessons(place / "many.csv", ROWS)
    many = read_from("many.csv").model_copy(update={"name": "many"})
    with store.write() as connection:
        registered.apply(connection, [many], base=place, now=office.now())
    list(gather_sources(office, ["many"]))
    with store.read() as connection:
        asked = look_up.find(connection, "Initiative 1")
    current, _ = requests.close(office, asked.name, on="2025-05-01", reason="The review.", to=[])
    page = steps.publish(office, steps.prepare_dossier(office, current).made)["html"].decode()
    value, ours, bare = ratio(
        lambda: steps.publish(office, steps.prepare_dossier(office, current).made), lambda: _alone(page), pairs=pairs
    )
    store.close()
    yield Figure("a dossier from 200,000 records, against WeasyPrint", value, 4, "×", f"{ours:.2f} s to {bare:.2f} s")


def _night(folder: Path, initiatives: int) -> tuple[float, float, float]:
    """Processor seconds of the night and of the same again; by how much its memory grew after the first tenth."""
    folder.mkdir(parents=True)
    store = Store.open(f"sqlite:///{folder / 'handover.db'}", create=True)
    office = office_on(store, folder)
    _fill(office, initiatives)
    _close_all(office, initiatives)
    seen: list[float] = []
    start = time.perf_counter()
    first = _processor_seconds(lambda: _carried_out(office, initiatives, seen))
    wall = time.perf_counter() - start
    with store.read() as connection:
        pages = list(connection.execute(select(dossier.c.pages)).scalars())
    said = f"{min(pages)} to {max(pages)} pages each, {sum(pages):,} in all"
    print(f"      {initiatives:,} dossiers of {said}: {wall:.0f} s by the clock", flush=True)
    with store.write() as connection:
        connection.execute(update(transition).values(state="gathered"))
    again = _processor_seconds(lambda: _carried_out(office, initiatives, []))
    store.close()
    # Each process that renders is as large as what it rendered; so the first tenth is compared at its most.
    cut = max(len(seen) // 10, 4)
    return first, again, max(seen[cut:]) / max(seen[:cut])


def _carried_out(office: Office, initiatives: int, seen: list[float]) -> None:
    # Nobody is named to receive them, so each waits for a person once it is sealed, which the log would say of each.
    logging.disable(logging.ERROR)
    reports = list(carry_out_many(office, due(office), lambda _number: seen.append(_megabytes())))
    logging.disable(logging.NOTSET)
    assert len(reports) == initiatives
    assert all(report.dossier_id for report in reports)


def _processor_seconds(work: Callable[[], object]) -> float:
    """What ``work`` takes of all processors together, with the processes that it starts."""
    end_idle()
    before = _used()
    work()
    end_idle()
    return _used() - before


def _used() -> float:
    both = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def _megabytes() -> float:
    """The memory of this process and of those that it started."""
    children = [one for file in Path("/proc/self/task").glob("*/children") for one in file.read_text().split()]
    total = 0
    for one in ("self", *children):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except OSError:
            continue  # it ended meanwhile
    return total * resource.getpagesize() / 1e6


def _bare(folder: Path, initiatives: int) -> float:
    """Processor seconds that WeasyPrint alone takes for all, by those that it takes for some of them."""
    store = Store.open(f"sqlite:///{folder / 'handover.db'}")
    with store.read() as connection:
        files = connection.execute(select(dossier_file.c.path).where(dossier_file.c.form == "html")).scalars().all()
    store.close()
    taken = []
    for path in files[:: max(1, len(files) // _SAMPLE)]:
        page = (folder / "dossiers" / path).read_text("utf-8")
        start = time.process_time()
        _alone(page)
        taken.append(time.process_time() - start)
    return statistics.mean(taken[1:]) * initiatives


def _alone(page: str) -> None:
    """WeasyPrint alone."""
    from weasyprint import HTML

    from handover.publish.fonts import OurFonts

    fonts = OurFonts()
    HTML(string=page, url_fetcher=fonts.fetcher).write_pdf(
        font_config=fonts.configuration, stylesheets=[fonts.faces], pdf_variant="pdf/a-3a"
    )


def _fill(office: Office, initiatives: int) -> None:
    folder = office.settings.folder
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in _REGISTRATIONS}
    for number in range(initiatives):
        dice, name = Random(number), f"Initiative {number}"
        for at in range(dice.randint(4, 14)):
            text = [prose(words, number * 100 + at + words) for words in (110, 40, 30)]
            title = prose(9, number + at).rstrip(".")
            rows["lessons"].append((f"{number}-{at}", name, title, *text, f"2024-{1 + at % 12:02}-10"))
        for at in range(dice.randint(8, 30)):
            period = f"{2021 + at // 12}-{1 + at % 12:02}"
            rows["statuses"].append((f"{number}-{at}", name, period, f"Owner {at // 9} Example", prose(25, at)))
        for at in range(dice.randint(3, 12)):
            mail = f"p{number}-{at}@example.org"
            rows["contacts"].append((f"{number}-{at}", name, f"Person {number}-{at} Example", f"Officer {at}", mail))
        for at in range(dice.randint(2, 10)):
            rows["actions"].append((f"{number}-{at}", name, prose(14, number + at).rstrip("."), f"Owner {at} Example"))
    found = []
    for name, given in _REGISTRATIONS.items():
        _write(folder / f"{name}.csv", ("Key", *given["map"].values()), rows[name])
        one = {"name": name, "title": name.capitalize(), "location": f"{name}.csv", "key": "Key", **given}
        found.append(Registration.model_validate(one))
    with office.store.write() as connection:
        registered.apply(connection, found, base=folder, now=office.now())
    list(gather_sources(office, source_names(office)))


def _close_all(office: Office, initiatives: int) -> None:
    path = office.settings.folder / "closures.csv"
    _write(path, ("kind", "initiative"), (("closure", f"Initiative {number}") for number in range(initiatives)))
    running.run(office, path, BatchAsked("Spending review", "The review.", on="2025-05-01", to=[]))


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="handover-bench-") as place:
        for figure in figures(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else INITIATIVES):
            print(figure, flush=True)
