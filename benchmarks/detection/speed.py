"""What looking at a gathering costs beside that gathering."""

import statistics
from collections.abc import Iterator
from pathlib import Path

from benchmarks.gathering import REGISTRATION, Gathered, write_lessons
from benchmarks.measuring import Figure, seconds
from handover.jobs.noticing.watching import watch
from handover.sources import registered
from handover.sources.registering.registration import Registration


def speed(folder: Path, *, rows: int = 200_000, turns: int = 3) -> Iterator[Figure]:
    """Looking at a gathering of 200,000 rows of which 1 % changed, beside that gathering."""
    gathered = Gathered(folder / "detection-speed")
    lessons = gathered.folder / "lessons.csv"
    write_lessons(lessons, rows)
    gathered.empty()
    with gathered.office.store.write() as connection:
        registered.apply(connection, [_as_status()], base=gathered.folder, now=gathered.office.now())
    gathered.gather()
    watch(gathered.office)
    taken = []
    for turn in range(turns):
        lines = lessons.read_text("utf-8").splitlines(keepends=True)
        for at in range(1, rows, 100):
            lines[at] = lines[at].replace("\n", f";turn {turn}\n")
        lessons.write_text("".join(lines), "utf-8", newline="")
        whole = seconds(gathered.gather)
        taken.append((seconds(lambda: watch(gathered.office)), whole))
    value = statistics.median(one / whole for one, whole in taken)
    remark = f"{statistics.median(one for one, _ in taken):.2f} s to {statistics.median(w for _, w in taken):.2f} s"
    yield Figure(f"looking at {rows // 100:,} changes of {rows:,}, against gathering", value, 0.2, "×", remark)


def _as_status() -> Registration:
    """The lessons as programme statuses, of which rules look at most."""
    declared = REGISTRATION.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    mapped = {"initiative": "programme", "period": "raised", "purpose": "what_happened", "functions": "themes"}
    return Registration.model_validate(
        {
            "name": declared["name"],
            "title": declared["title"],
            "location": declared["location"],
            "records": "programme-status",
            "key": "ref",
            "map": mapped,
        }
    )
