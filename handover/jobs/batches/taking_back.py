"""Take a whole batch back as one."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from handover.errors import BadRequest
from handover.jobs.office import Office
from handover.jobs.withdrawing import said_why, withdraw_in
from handover.store.database import hold_names
from handover.store.tables import dossier, message, recipient, transition
from handover.transitions import batches, recorded
from handover.transitions.batches import Batch
from handover.transitions.recorded import Transition
from handover.transitions.rules import can_be_withdrawn


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A batch that does not count any more: what of it was withdrawn now, what of that was accepted before, and the
    addresses that its dossiers were sent to.
    """

    batch: Batch
    withdrawn: tuple[Transition, ...]
    accepted: tuple[Transition, ...]
    sent_to: tuple[str, ...]


def withdraw(office: Office, number: int, *, reason: str) -> TakenBack:
    """Take back all transitions of a batch, in one transaction. What was sealed or sent stays.

    Raises UnknownBatch, BadRequest; then nothing was changed.
    """
    said = said_why(reason)
    with office.store.write() as connection:
        hold_names(connection)
        batch = batches.by_number(connection, number)
        if batch.withdrawn_at is not None:
            raise BadRequest(f"Batch {number}, “{batch.label}”, is withdrawn already.")
        standing = [one for one in recorded.hold_batch(connection, number) if can_be_withdrawn(one.state)]
        now = office.now()
        moves = [one.id for one in standing if one.kind == "staff-move"]
        recorded.set_states(connection, moves, "withdrawn", now=now, blocked_because=said)
        # The newest first: a closure may be of what was renamed before it, and that of what began before it.
        for one in standing:
            if one.kind != "staff-move":
                _withdraw(office, connection, one, said)
        batches.mark_withdrawn(connection, number, because=said, now=now)
        return TakenBack(
            batches.by_number(connection, number),
            tuple(reversed(standing)),
            tuple(one for one in reversed(standing) if one.state in {"accepted", "done"}),
            _sent_to(connection, number),
        )


def _withdraw(office: Office, connection: Connection, one: Transition, because: str) -> None:
    try:
        withdraw_in(office, connection, one, because=because)
    except BadRequest as error:
        raise BadRequest(
            f"Transition {one.id} cannot be withdrawn, so that nothing was: {error.sentence}",
            what_to_do=error.what_to_do,
        ) from None


def _sent_to(connection: Connection, number: int) -> tuple[str, ...]:
    rows = connection.execute(
        select(recipient.c.address)
        .distinct()
        .join(message, message.c.recipient_id == recipient.c.id)
        .join(dossier, dossier.c.id == message.c.dossier_id)
        .join(transition, transition.c.id == dossier.c.transition_id)
        .where(transition.c.batch_id == number, message.c.state == "sent")
        .order_by(recipient.c.address)
    )
    return tuple(rows.scalars())
