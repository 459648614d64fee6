"""Compare the sealed files of a workspace with what the store says of them: changed, missing, untracked, unreadable."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from handover.errors import UnknownDossier
from handover.jobs.office import Office
from handover.publish.findings import Finding, in_order
from handover.store.database import AnyRow
from handover.store.tables import dossier, dossier_file
from handover.transitions.rules import reference

# The forms that every sealed dossier has; further ones may come with later versions of Handover.
ALWAYS: Final = ("pdf", "html", "json")
# Where files are written before they get their names (``handover.durable``): other runs may be at it.
_STAGING: Final = ".staging"
_AT_ONCE: Final = max(2, min(8, os.cpu_count() or 2))  # fingerprints; they are taken outside of Python's own lock

# Told of each file that it was looked at.
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of sealed dossiers: how many there are, with how many files and bytes, and what is not right."""

    dossiers: int
    files: int
    size: int
    findings: tuple[Finding, ...]


def count_files(office: Office, number: int | None = None) -> int:
    """How many files there are to be looked at."""
    with office.store.read() as connection:
        return len(_rows(connection, number))


def verify_sealed(
    office: Office, number: int | None = None, *, looked_at: Callable[[str], None] = lambda _: None
) -> Verified:
    """Look at every sealed file of dossier ``number``, or of all, and then also for files that nobody has recorded.

    Raises UnknownDossier.
    """
    folder = office.settings.dossiers
    # Listed before the store is read, so that what is sealed meanwhile is recorded by then.
    there = dict(_files_in(folder)) if number is None else {}
    with office.store.read() as connection:
        dossiers = _dossiers(connection, number)
        rows = _rows(connection, number)
    findings = [*_without_forms(dossiers, rows), *(_without_versions(dossiers.values()) if number is None else ())]
    size = 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for row, found in zip(rows, pool.map(lambda row: _fingerprint(folder / row.path), rows), strict=True):
            looked_at(row.path)
            finding = _compared(row, dossiers[row.dossier_id], found)
            size += row.size
            if finding is not None:
                findings.append(finding)
    strays = set(there) - {row.path for row in rows}
    if strays:
        with office.store.read() as connection:
            strays -= {row.path for row in _rows(connection, None)}
    for path in strays:
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        findings.append(Finding("untracked", f"dossiers/{shown}", "is there, and no dossier has it"))
    return Verified(len(dossiers), len(rows), size, in_order(findings))


def named(row: AnyRow) -> str:
    """What people call a dossier: ``dossier 1 (HO-0001 v1)``."""
    return f"dossier {row.id} ({reference(row.transition_id)} v{row.version})"


def _dossiers(connection: Connection, number: int | None) -> dict[int, AnyRow]:
    query = select(dossier).order_by(dossier.c.id)
    rows = connection.execute(query if number is None else query.where(dossier.c.id == number)).all()
    if number is not None and not rows:
        raise UnknownDossier(
            f"There is no dossier {number}.", what_to_do="See which there are with: handover dossier list"
        )
    return {row.id: row for row in rows}


def _rows(connection: Connection, number: int | None) -> Sequence[AnyRow]:
    query = select(dossier_file).order_by(dossier_file.c.dossier_id, dossier_file.c.form)
    return connection.execute(query if number is None else query.where(dossier_file.c.dossier_id == number)).all()


def _without_forms(dossiers: Mapping[int, AnyRow], rows: Sequence[AnyRow]) -> Iterator[Finding]:
    """Dossiers of which the store itself does not know a form that every dossier has."""
    have: dict[int, set[str]] = {}
    for row in rows:
        have.setdefault(row.dossier_id, set()).add(row.form)
    for number, one in dossiers.items():
        for form in ALWAYS:
            if form not in have.get(number, ()):
                name = f"{reference(one.transition_id)}-v{one.version}.{form}"
                why = f"is not recorded: {named(one)} has no {form.upper()} in the store"
                yield Finding("missing", name, why, number)


def _without_versions(dossiers: Iterable[AnyRow]) -> Iterator[Finding]:
    """Versions of a transition's dossier that are not there, though later ones are."""
    versions: dict[int, set[int]] = {}
    for one in dossiers:
        versions.setdefault(one.transition_id, set()).add(one.version)
    for transition, have in versions.items():
        for version in sorted(set(range(1, max(have))) - have):
            name = f"{reference(transition)}-v{version}"
            yield Finding("missing", name, "is not recorded, though a later version of it is")


def _compared(row: AnyRow, of: AnyRow, found: str | OSError) -> Finding | None:
    path, whose = f"dossiers/{row.path}", f"the {row.form.upper()} of {named(of)}"
    if isinstance(found, FileNotFoundError):
        return Finding("missing", path, f"is not there: {whose}", row.dossier_id)
    if isinstance(found, OSError):
        why = (found.strerror or str(found)).lower()
        return Finding("unreadable", path, f"cannot be read ({why}): {whose}", row.dossier_id)
    if found != row.sha256:
        return Finding("changed", path, f"has another content than was sealed: {whose}", row.dossier_id)
    return None


def _fingerprint(path: Path) -> str | OSError:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return error


def _files_in(folder: Path) -> Iterator[tuple[str, None]]:
    """Every file under the folder of sealed dossiers, as a path from there."""
    for parent, folders, files in os.walk(folder):
        if Path(parent) == folder and _STAGING in folders:
            folders.remove(_STAGING)
        for name in files:
            yield (Path(parent) / name).relative_to(folder).as_posix(), None
        for name in folders:
            if (Path(parent) / name).is_symlink():
                yield (Path(parent) / name).relative_to(folder).as_posix(), None
