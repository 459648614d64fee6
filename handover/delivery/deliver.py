"""Sending what is due: each message once, whoever else is at it, and whatever is interrupted.

A message is claimed in a short transaction, sent outside of any, and what became of it is recorded in another.
Where a process dies between sending and recording, its message stands as ``sending``: nobody can know whether it
arrived, so the next run sends it again **with the same Message-ID** and says so. A dossier that is lost is worse
than one that comes twice, and mail systems drop a repeat by its Message-ID.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Final, cast

from sqlalchemy import Connection, Select, insert, select, update

from handover.delivery.addresses import Recipient, mailbox, office_address
from handover.delivery.claims import Claim, claim, lapsed, record_sent, record_unsent
from handover.delivery.message import message_id
from handover.delivery.outcome import OPEN, DeliveryOutcome, MessageState, Verdict, after_failure, verdict
from handover.delivery.sending import MailSender
from handover.errors import BadRequest, HandoverError, StoreError, UnknownDossier
from handover.store import tables
from handover.store.database import AnyRow, Store

__all__ = [
    "Compose",
    "DeliveryOutcome",
    "MessageState",
    "Parcel",
    "Verdict",
    "call_off",
    "prepare",
    "send_due",
    "standing",
    "try_again",
    "verdict",
    "who_has_it",
]

log = logging.getLogger(__name__)

_REPEATED: Final = "An earlier attempt was interrupted, so it may have arrived before; the Message-ID is the same."

_message, _recipient, _dossier = tables.message, tables.recipient, tables.dossier


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent: which dossier, to whom, under which Message-ID, and as which attempt (from 1)."""

    dossier_id: int
    recipient: Recipient
    message_id: str
    attempt: int


Compose = Callable[[Parcel], EmailMessage]


def prepare(connection: Connection, dossier_id: int, *, sender: str, now: datetime) -> int:
    """Make a message due to each recipient who has none for this dossier; returns how many are new.

    What was still to be sent of an older version of the same dossier is superseded; what was called off is due again
    to whoever is to receive it after all. ``sender`` is the office's own address. Raises UnknownDossier, SettingsError.
    """
    dossier = connection.execute(select(_dossier).where(_dossier.c.id == dossier_id)).one_or_none()
    if dossier is None:
        raise UnknownDossier(f"There is no dossier {dossier_id}.", what_to_do="See them with: handover dossier list")
    # Two runs that prepare the same dossier: the second waits here, and then finds what the first made.
    connection.execute(
        select(tables.transition.c.id).where(tables.transition.c.id == dossier.transition_id).with_for_update()
    )
    older = select(_dossier.c.id).where(
        _dossier.c.transition_id == dossier.transition_id, _dossier.c.version < dossier.version
    )
    connection.execute(
        update(_message)
        .where(_message.c.dossier_id.in_(older), _message.c.state.in_(OPEN))
        .values(state="superseded", claimed_by=None)
    )
    theirs = (_recipient.c.transition_id == dossier.transition_id, _recipient.c.removed_at.is_(None))
    connection.execute(
        update(_message)
        .where(_message.c.dossier_id == dossier_id, _message.c.state == "called-off")
        .where(_message.c.recipient_id.in_(select(_recipient.c.id).where(*theirs)))
        .values(state="due", attempts=0, due_at=now)
    )
    address = office_address(sender, setting="mail.sender")
    has_one = select(_message.c.recipient_id).where(_message.c.dossier_id == dossier_id)
    new = [
        {
            "dossier_id": dossier_id,
            "recipient_id": recipient.id,
            "message_id": message_id(
                dossier_id=dossier_id,
                version=dossier.version,
                content_sha256=dossier.content_sha256,
                sealed_at=dossier.sealed_at,
                to=mailbox(recipient.address),
                sender=address,
            ),
            "state": "due",
            "attempts": 0,
            "due_at": now,
        }
        for recipient in connection.execute(
            select(_recipient.c.id, _recipient.c.address)
            .where(*theirs, _recipient.c.id.not_in(has_one))
            .order_by(_recipient.c.id)
        )
    ]
    if new:
        connection.execute(insert(_message), new)
    return len(new)


def call_off(connection: Connection, recipient_ids: Sequence[int]) -> None:
    """Send these recipients nothing more of what was not sent yet; what another process is just sending, goes out."""
    unsent = (*OPEN, "refused", "failed")
    connection.execute(
        update(_message)
        .where(_message.c.recipient_id.in_(recipient_ids), _message.c.state.in_(unsent))
        .values(state="called-off", claimed_by=None)
    )


def who_has_it(connection: Connection, recipient_ids: Sequence[int]) -> list[str]:
    """The addresses of those of these recipients to whom a dossier was sent."""
    sent = (_message.c.recipient_id.in_(recipient_ids), _message.c.state == "sent")
    query = select(_recipient.c.address).join(_message, _message.c.recipient_id == _recipient.c.id).where(*sent)
    return list(dict.fromkeys(connection.execute(query.order_by(_recipient.c.id)).scalars()))


def send_due(
    store: Store,
    dossier_id: int | None,
    *,
    sender: MailSender,
    compose: Compose,
    now: Callable[[], datetime],
    attempts: int,
    at_once: bool = False,
) -> list[DeliveryOutcome]:
    """Send what is due of one dossier, or of all; each message once now, and at most ``attempts`` times in all.

    ``at_once`` also tries what would have to wait for its next attempt. Returns where each message stands that
    was open when this began, also where it was left alone: its time has not come, or another process is at it.
    No failure of one message keeps back the others; a fault of the program itself is raised after them.
    Raises StoreError.
    """
    with store.read() as connection:
        seen = connection.execute(_standing(dossier_id).where(_message.c.state.in_(OPEN))).all()
    faults: list[Exception] = []
    for row in seen:
        if _may_be_tried(row, now=now(), at_once=at_once):
            try:
                _try(store, row, sender=sender, compose=compose, now=now, attempts=attempts)
            except StoreError:
                raise
            except Exception as fault:
                log.exception("dossier %s to %s", row.dossier_id, row.address)
                faults.append(fault)
    if faults:
        raise faults[0]
    if not seen:
        return []
    with store.read() as connection:
        after = connection.execute(_standing(dossier_id).where(_message.c.id.in_([row.id for row in seen])))
        return [_outcome(row) for row in after]


def standing(connection: Connection, dossier_id: int) -> list[DeliveryOutcome]:
    """Where the message to each recipient of the dossier stands."""
    return [_outcome(row) for row in connection.execute(_standing(dossier_id))]


def try_again(connection: Connection, dossier_id: int, *, now: datetime, address: str | None = None) -> int:
    """Make refused and failed messages of a dossier due again, all or the one to ``address``; returns how many.

    Raises BadRequest where there is none.
    """
    chosen = [
        row.id
        for row in connection.execute(_standing(dossier_id).where(_message.c.state.in_(("refused", "failed"))))
        if address is None or mailbox(row.address) == mailbox(address)
    ]
    if not chosen:
        whom = f" to {address}" if address else ""
        raise BadRequest(f"No message of dossier {dossier_id}{whom} was refused or has failed.")
    changed = connection.execute(
        update(_message).where(_message.c.id.in_(chosen)).values(state="due", attempts=0, due_at=now)
    )
    return changed.rowcount


def _try(
    store: Store, row: AnyRow, *, sender: MailSender, compose: Compose, now: Callable[[], datetime], attempts: int
) -> None:
    if row.attempts >= attempts and row.state == "sending":
        # Each attempt ended with the end of the process: that is no accident any more.
        _give_up(store, row, now=now())
        return
    with store.write() as connection:
        claimed = claim(connection, row.id, state=row.state, attempts=row.attempts, until=now() + sender.patience)
    if claimed is None:
        return
    parcel = Parcel(row.dossier_id, Recipient(row.address, row.name), row.message_id, claimed.attempt)
    repeated = _REPEATED if row.state == "sending" or (row.remark or "").endswith(_REPEATED) else None
    try:
        sent = sender.send(compose(parcel), row.address)
    except HandoverError as error:
        log.warning("dossier %s to %s, attempt %s: %s", row.dossier_id, row.address, claimed.attempt, error)
        state, due_at = after_failure(error, attempt=claimed.attempt, attempts=attempts, now=now())
        with store.write() as connection:
            record_unsent(connection, claimed, state=state, remark=_joined(str(error), repeated), due_at=due_at)
    except BaseException:
        # A fault of the program, or Ctrl-C: whether it was sent is not known, and the next run need not wait.
        with store.write() as connection:
            record_unsent(connection, claimed, state="sending", remark=_REPEATED, due_at=now())
        raise
    else:
        with store.write() as connection:
            record_sent(connection, claimed, way=sent.way, remark=_joined(sent.remark, repeated) or None, at=now())


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _give_up(store: Store, row: AnyRow, *, now: datetime) -> None:
    remark = "Each attempt was interrupted before its end; it may have arrived."
    with store.write() as connection:
        record_unsent(
            connection, Claim(row.id, row.attempts, row.claimed_by or ""), state="failed", remark=remark, due_at=now
        )


def _may_be_tried(row: AnyRow, *, now: datetime, at_once: bool) -> bool:
    if row.state == "sending":
        return lapsed(row.claimed_by, row.due_at, now=now)
    return at_once or bool(row.due_at <= now)


def _standing(dossier_id: int | None) -> Select[tuple[object, ...]]:
    query = (
        select(_message, _recipient.c.address, _recipient.c.name)
        .join(_recipient, _recipient.c.id == _message.c.recipient_id)
        .order_by(_message.c.id)
    )
    return query if dossier_id is None else query.where(_message.c.dossier_id == dossier_id)


def _outcome(row: AnyRow) -> DeliveryOutcome:
    return DeliveryOutcome(
        dossier_id=row.dossier_id,
        address=row.address,
        state=cast(MessageState, row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        sent_at=row.sent_at,
        way=row.way,
        remark=row.remark,
    )
