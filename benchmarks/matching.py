"""Matching names: right and wrong on labelled names of real initiatives, and how fast it is among many."""

import csv
import random
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert

from benchmarks.measuring import Figure, seconds
from handover.initiatives.identity import add_all
from handover.initiatives.matching.candidates import Candidates
from handover.initiatives.matching.evidence import Circumstances
from handover.initiatives.matching.known import keep_keys
from handover.initiatives.matching.score import likeness
from handover.initiatives.matching.spelling import spelling
from handover.initiatives.names import compared
from handover.initiatives.recognising import recognise
from handover.store.database import Store
from handover.store.tables import name as name_table

LABELS: Final = Path(__file__).parent / "matching_labels" / "labels.csv"
_KNOWN, _NEW = 50_000, 10_000
_RUNS: Final = 15
_NOW: Final = datetime(2025, 6, 2, tzinfo=UTC)


def labelled() -> list[dict[str, str]]:
    """The labels; ``matching_labels/labelling.py`` says how they were made."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def verdicts() -> Counter[tuple[str, str]]:
    """How many pairs that are the same (``yes``) or not (``no``) are matched, asked about, or told apart."""
    found: Counter[tuple[str, str]] = Counter()
    for row in labelled():
        like = likeness(
            spelling(row["one"]), spelling(row["other"]), _owned(row["owner_one"]), _owned(row["owner_other"])
        )
        found[row["same"], like.verdict] += 1
    return found


def _owned(owner: str) -> Circumstances:
    return Circumstances(owners=frozenset({owner.casefold()} if owner else ()))


def figures(folder: Path) -> Iterator[Figure]:
    """False matches and questions in vain, what is missed, and the seconds of 10,000 new names among 50,000."""
    found = verdicts()
    same, apart = (sum(count for (label, _), count in found.items() if label == which) for which in ("yes", "no"))
    yield Figure(f"false matches, of {apart:,} names that mean two", found["no", "matched"], 0, "")
    yield Figure(f"questions in vain, of {apart:,}", found["no", "asked"], 20, "")
    proposed = found["yes", "matched"] + found["yes", "asked"]
    yield Figure(
        f"not proposed, of {same:,} names that mean one",
        found["yes", "new"] / same,
        0.25,
        "",
        f"{found['yes', 'matched']} matched, {found['yes', 'asked']} asked; precision of both "
        f"{proposed / (proposed + found['no', 'asked'] + found['no', 'matched']):.3f}",
    )
    yield Figure("10,000 new names among 50,000 known", seconds(_match_many), 10, "s")
    yield Figure("one new name in a store that knows 50,000", _match_one(folder), 0.1, "s")


def _names() -> tuple[list[str], list[str]]:
    """Names made of the words of real ones: known, and new."""
    dice = random.Random(20101011)
    real = sorted({row[side] for row in labelled() for side in ("one", "other")})
    words = sorted({word for name in real for word in name.split()})

    def made() -> str:
        return f"{dice.choice(real)} {' '.join(dice.choices(words, k=dice.randint(1, 2)))}"

    known = [made() for _ in range(_KNOWN)]
    return known, [made() if number % 2 else f"{dice.choice(known).upper()} Prog." for number in range(_NEW)]


def _match_one(folder: Path) -> float:
    """Median seconds of recognising one name that is new."""
    known, new = _names()
    store = Store.open(f"sqlite:///{folder / 'matching.db'}", create=True)
    with store.write() as connection:
        ids = add_all(connection, known, "programme", "records", _NOW)
        _write(connection, known, ids)
        keep_keys(connection)
    taken = []
    for name in [one for one in new if one not in set(known)][:_RUNS]:
        with store.write() as connection:
            _write(connection, [name], [None])
            taken.append(seconds(lambda: recognise(connection, now=_NOW)))
    store.close()
    return statistics.median(taken)


def _write(connection: Connection, names: Sequence[str], ids: Sequence[int | None]) -> None:
    rows = {
        written: {
            "written": written,
            "normalised": compared(written),
            "initiative_id": one,
            "origin": "records",
            "added_at": _NOW,
        }
        for written, one in zip(names, ids, strict=True)
    }
    connection.execute(insert(name_table), list(rows.values()))


def _match_many() -> None:
    known, new = _names()
    index = Candidates()
    for name in known:
        index.add(spelling(name))
    for name in new:
        mine = spelling(name)
        for number in index.of(mine):
            likeness(mine, index.spellings[number])
