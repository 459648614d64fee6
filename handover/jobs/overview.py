"""The overview of a batch, or of every open transition: read from the store and the sealed dossiers, and written."""

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handover.dossier.overview.assemble import overview
from handover.dossier.overview.entry import said_by
from handover.dossier.overview.model import Entry, OfBatch, Overview, Receiving
from handover.errors import HandoverError
from handover.jobs.comparing import sealed_model
from handover.jobs.editions import handling
from handover.jobs.exporting import prepare, write
from handover.jobs.office import Office
from handover.jobs.policy import deadline
from handover.publish.looks import looks_in
from handover.store.history import chunks
from handover.store.tables import dossier, message, receipt, recipient
from handover.transitions import batches, recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import due, reference

log: Final = logging.getLogger(__name__)

_KINDS: Final[Mapping[str, str]] = {
    "closure": "Closure of",
    "rename": "Renaming of",
    "merger": "Merger at",
    "split": "Split at",
    "transfer": "Transfer of functions at",
    "staff-move": "Staff move at",
    "start": "Start of",
}


def overview_of(office: Office, batch: int | None) -> Overview:
    """How the transitions of a batch stand; without one, how all do that are open: due, stopped or not yet accepted.

    A sealed dossier that cannot be read back does not stop it: its entry says so. Raises UnknownBatch.
    """
    now = office.now()
    with office.store.read() as connection:
        of = None if batch is None else batches.by_number(connection, batch)
        every = recorded.listed(connection, batch_id=batch)
        if of is None:
            chosen = [one for one in every if due(one.state) or one.state in ("delivered", "blocked")]
        else:
            chosen = [one for one in every if one.state not in ("dismissed", "withdrawn")]
        numbers = [one.id for one in chosen]
        newest = _newest(connection, numbers)
        receiving = _receiving(connection, numbers, {number: found[0] for number, found in newest.items()})
    entries = [_entry(office, one, newest.get(one.id), receiving.get(one.id, ())) for one in chosen]
    made = overview(
        entries,
        office=office.settings.office,
        marking=office.settings.marking,
        markings=office.settings.editions.markings,
        compiled_at=now,
        batch=None
        if of is None
        else OfBatch(
            number=of.id,
            label=of.label,
            reason=of.reason,
            requested_by=of.requested_by,
            requested_at=of.requested_at,
            withdrawn_because=of.withdrawn_because,
        ),
        left_out=0 if of is None else len(every) - len(chosen),
    )
    return made.model_copy(update={"handling": handling(made.marking, office.settings)})


def write_overview(office: Office, made: Overview, folder: Path, *, force: bool) -> list[Path]:
    """Write every form of an overview into ``folder``: ``overview-batch-1.pdf``, ``.html`` and ``.json``.

    Raises BadRequest where a file is there already, unless by ``force``; RenderError, StoreError, DiskFull.
    """
    from handover.publish.overview import FORMS, overview_forms

    stem = f"overview-batch-{made.batch.number}" if made.batch else "overview-all"
    targets = {form: folder / f"{stem}.{form}" for form in FORMS}
    prepare(folder, targets.values(), force=force)
    forms = overview_forms(made, looks_in(office.settings.templates))
    for form, target in targets.items():
        write(target, forms[form], force=force)
    return list(targets.values())


def _entry(
    office: Office, one: Transition, sealed: tuple[int, int, str] | None, receiving: Iterable[Receiving]
) -> Entry:
    due_by = deadline(office, one)
    fields: dict[str, Any] = {"title": f"{_KINDS[one.kind]} {one.initiative}"}
    if sealed is not None:
        number, version, title = sealed
        fields = {"title": title, "dossier": number, "version": version}
        today = office.now().astimezone(ZoneInfo(office.settings.time_zone)).date()
        try:
            fields |= said_by(sealed_model(office, number), today=today)
        except HandoverError as error:
            log.error("dossier %s could not be read for an overview: %s", number, error)
            fields["unreadable"] = error.sentence
    return Entry.model_validate(
        {
            "transition": one.id,
            "reference": reference(one.id),
            "kind": one.kind,
            "initiative": one.initiative,
            "effective_on": one.effective_on,
            "state": one.state,
            "stopped_because": one.blocked_because,
            "due_on": due_by.on,
            "is_late": due_by.is_overdue,
            "receives": tuple(receiving),
            **fields,
        }
    )


def _newest(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[int, int, str]]:
    """The newest sealed dossier of each transition that has one: its number, version and title."""
    found: dict[int, tuple[int, int, str]] = {}
    for some in chunks(numbers):
        rows = select(dossier).where(dossier.c.transition_id.in_(some)).order_by(dossier.c.version)
        found |= {row.transition_id: (row.id, row.version, row.title) for row in connection.execute(rows)}
    return found


def _receiving(connection: Connection, numbers: Iterable[int], newest: Mapping[int, int]) -> dict[int, list[Receiving]]:
    """Who is to receive the dossier of each transition, and what they got and did of its newest version."""
    sent: set[tuple[int, int]] = set()
    accepted: set[tuple[int, int]] = set()
    for some in chunks(newest.values()):
        rows = select(message.c.dossier_id, message.c.recipient_id)
        sent.update(
            (row[0], row[1])
            for row in connection.execute(rows.where(message.c.dossier_id.in_(some), message.c.state == "sent"))
        )
        rows = select(receipt.c.dossier_id, receipt.c.recipient_id)
        accepted.update(
            (row[0], row[1])
            for row in connection.execute(rows.where(receipt.c.dossier_id.in_(some), receipt.c.kind == "accepted"))
        )
    found: dict[int, list[Receiving]] = {}
    for some in chunks(numbers):
        theirs = select(recipient).where(recipient.c.transition_id.in_(some), recipient.c.removed_at.is_(None))
        for row in connection.execute(theirs.order_by(recipient.c.id)):
            key = (newest.get(row.transition_id, 0), row.id)
            found.setdefault(row.transition_id, []).append(
                Receiving(address=row.address, sent=key in sent, accepted=key in accepted)
            )
    return found
