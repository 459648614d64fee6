"""The Institute for Government's departments and the links between them, as initiatives and successions.

A department went on after a demerger where it was not closed within a quarter of a year.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, update

from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.initiatives.naming import Naming
from handover.initiatives.succession.model import Party, Said, SuccessionKind
from handover.store.tables import initiative

SAID_BY: Final = "Institute for Government"
# What it was where a department ended in one other.
_SINGLE: Final[Mapping[str, SuccessionKind]] = {"Name change": "rename", "Demerger": "replacement"}
_QUARTER: Final = timedelta(days=92)

Departments = dict[str, Initiative]


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def departments(connection: Connection, folder: Path, *, now: datetime) -> Departments:
    """Every department as an initiative, with its name, its short name, and when it existed."""
    found: Departments = {}
    for row in rows(folder, "organisation"):
        began, closed = row["start_date"] or None, row["end_date"] or None
        said = [Naming(0, row["name"], "name", began, closed, SAID_BY)]
        if row["short_name"]:
            said.append(Naming(0, row["short_name"], "short", began, closed, SAID_BY))
        one = identity.add(connection, row["name"], kind="body", now=now, said=said, another=True)
        connection.execute(update(initiative).where(initiative.c.id == one.id).values(began_on=began, closed_on=closed))
        found[row["id"]] = identity.by_id(connection, one.id)
    return found


def links(folder: Path, known: Departments) -> list[Said]:
    """The links as successions, in such an order that what belongs together is known where it is needed.

    All that one department became when it ended is one succession, whatever its rows call it: into several it was
    split, into one it was renamed, merged or replaced. One that went on had a part split off it.
    """
    found: list[Said] = []
    leaving: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in sorted(rows(folder, "organisation_link"), key=lambda row: row["link_start_date"]):
        what, _, functions = row["type"].partition(": ")
        if what == "Transfer of functions":
            carried = (functions,) if functions else ()
            given, received = (known[row[f"{end}_organisation_id"]] for end in ("predecessor", "successor"))
            parties = [Party(given.id, given.name, carried)], [Party(received.id, received.name, carried)]
            found.append(_said("transfer", *parties, [row]))
        else:
            leaving[row["predecessor_organisation_id"], row["link_start_date"]].append(row)
    kind: SuccessionKind
    merging: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for (predecessor, begun), of_one in leaving.items():
        before = known[predecessor]
        goes_on = _went_on(before, of_one[0]["link_end_date"]) and of_one[0]["type"] == "Demerger"
        after = [known[row["successor_organisation_id"]] for row in of_one]
        if len(of_one) == 1 and of_one[0]["type"] == "Merger":
            merging[of_one[0]["successor_organisation_id"], begun] += of_one
            continue
        kind = "split" if len(of_one) > 1 or goes_on else _SINGLE[of_one[0]["type"]]
        party = Party(before.id, before.name, goes_on=goes_on)
        found.append(_said(kind, [party], [Party(one.id, one.name) for one in after], of_one))
    for (successor, _), of_one in merging.items():
        merged = [known[row["predecessor_organisation_id"]] for row in of_one]
        into = known[successor]
        found.append(_said("merger", [Party(one.id, one.name) for one in merged], [Party(into.id, into.name)], of_one))
    return found


def _said(
    kind: SuccessionKind, before: Sequence[Party], after: Sequence[Party], of: Sequence[Mapping[str, str]]
) -> Said:
    return Said(
        kind=kind,
        predecessors=tuple(before),
        successors=tuple(after),
        announced_on=of[0]["link_start_date"],
        completed_on=max(row["link_end_date"] for row in of),
        evidence=f"organisation_link.csv, {', '.join(row['id'] for row in of)}",
        said_by=SAID_BY,
    )


def _went_on(one: Initiative, after: str) -> bool:
    return one.closed_on is None or date.fromisoformat(one.closed_on) > date.fromisoformat(after) + _QUARTER
