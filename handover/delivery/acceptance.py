"""A recipient accepts a dossier by reading it back: telling in their own words what they now own.

The read-back is the last step of I-PASS (synthesis by receiver); without it a dossier is not accepted.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from handover.dates import spoken
from handover.delivery.addresses import mailbox, shown
from handover.delivery.plain import one_line
from handover.errors import BadRequest, UnknownDossier
from handover.publish.legible import legible
from handover.store import tables
from handover.store.database import AnyRow

FEWEST_CHARACTERS: Final = 40
FEWEST_WORDS: Final = 8
MOST_CHARACTERS: Final = 20_000

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WANTED: Final = (
    "Tell in a sentence or two of your own what you now own, what you will do first, and what could go wrong."
)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of it: ``already`` where it had been accepted before, ``outstanding`` who has not yet."""

    dossier_id: int
    address: str
    at: datetime
    already: bool
    outstanding: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every recipient has accepted."""
        return not self.outstanding

    @property
    def sentence(self) -> str:
        who = shown(self.address)
        if self.already:
            day = spoken(self.at.date().isoformat())
            done = f"{who} accepted dossier {self.dossier_id} on {day} already; nothing was changed."
        else:
            done = f"{who} has accepted dossier {self.dossier_id}."
        if self.complete:
            return f"{done} All its recipients have accepted it."
        return f"{done} Still to accept: {', '.join(map(shown, self.outstanding))}."


def accept(
    connection: Connection, dossier_id: int, address: str, read_back: str, *, now: datetime, by_office: bool = False
) -> Acceptance:
    """Record that the recipient at ``address`` accepts the dossier, with their read-back.

    ``by_office`` says that the office records it on the recipient's word. Accepting twice changes nothing.
    Raises UnknownDossier; BadRequest where there is a newer version, where nobody of that address is a recipient,
    or where the read-back says too little.
    """
    dossier = _newest(connection, dossier_id)
    recipients = connection.execute(
        select(tables.recipient)
        .where(tables.recipient.c.transition_id == dossier.transition_id, tables.recipient.c.removed_at.is_(None))
        .order_by(tables.recipient.c.id)
        .with_for_update()
    ).all()
    recipient = _recipient(recipients, address, dossier)
    earlier = _receipts(connection, dossier_id)
    already = earlier.get(recipient.id)
    if already is None:
        connection.execute(
            insert(tables.receipt).values(
                dossier_id=dossier_id,
                recipient_id=recipient.id,
                kind="accepted",
                at=now,
                read_back=checked_read_back(read_back),
                by_office=by_office,
            )
        )
    accepted = {*earlier, recipient.id}
    return Acceptance(
        dossier_id=dossier_id,
        address=recipient.address,
        at=already or now,
        already=already is not None,
        outstanding=outstanding(((one.id, one.address) for one in recipients), accepted),
    )


def outstanding(recipients: Iterable[tuple[int, str]], accepted: Iterable[int]) -> tuple[str, ...]:
    """The addresses of the recipients who have not accepted: with none, the transition is accepted."""
    done = frozenset(accepted)
    return tuple(address for number, address in recipients if number not in done)


def still_to_accept(connection: Connection, dossier_id: int) -> tuple[str, ...]:
    """The addresses of those who receive the dossier and have not accepted it."""
    recipients = connection.execute(
        select(tables.recipient.c.id, tables.recipient.c.address)
        .join(tables.dossier, tables.dossier.c.transition_id == tables.recipient.c.transition_id)
        .where(tables.dossier.c.id == dossier_id, tables.recipient.c.removed_at.is_(None))
        .order_by(tables.recipient.c.id)
    )
    return outstanding(((one.id, one.address) for one in recipients), _receipts(connection, dossier_id))


def checked_read_back(text: str) -> str:
    """A read-back that has substance, as it is kept. Raises BadRequest with what is wanted."""
    kept = legible(text.encode("utf-8", "replace").decode("utf-8")).strip()
    if not kept:
        raise _too_little("A dossier is accepted with a read-back, and this one is empty.")
    words = {word.casefold() for word in _WORD.findall(kept)}
    if len(kept) < FEWEST_CHARACTERS or len(words) < FEWEST_WORDS:
        raise _too_little(f"The read-back “{one_line(kept, 60)}” says too little to show what was understood.")
    if len(kept) > MOST_CHARACTERS:
        raise BadRequest(
            f"The read-back is longer than {MOST_CHARACTERS:,} characters.",
            where="the read-back",
            what_to_do="A few sentences of your own are what is wanted.",
        )
    return kept


def _too_little(sentence: str) -> BadRequest:
    return BadRequest(sentence, where="the read-back", what_to_do=_WANTED)


def _newest(connection: Connection, dossier_id: int) -> AnyRow:
    table = tables.dossier
    dossier = connection.execute(select(table).where(table.c.id == dossier_id)).one_or_none()
    if dossier is None:
        raise UnknownDossier(f"There is no dossier {dossier_id}.", what_to_do="See them with: handover dossier list")
    newest = connection.execute(
        select(table).where(table.c.transition_id == dossier.transition_id).order_by(table.c.version.desc()).limit(1)
    ).one()
    if newest.id != dossier_id:
        raise BadRequest(
            f"Dossier {dossier_id} is version {dossier.version}, and version {newest.version} has taken its place.",
            what_to_do=f"Read and accept the newer one: handover dossier open {newest.id}",
        )
    return dossier


def _recipient(recipients: Sequence[AnyRow], address: str, dossier: AnyRow) -> AnyRow:
    by_spelling = {
        mailbox(spelling): recipient
        for recipient in recipients
        for spelling in (recipient.address, shown(recipient.address))
    }
    found = by_spelling.get(mailbox(address))
    if found is not None:
        return found
    near = difflib.get_close_matches(mailbox(address), by_spelling, n=3, cutoff=0.6)
    offered = dict.fromkeys(shown(by_spelling[spelling].address) for spelling in near)
    raise BadRequest(
        f"{one_line(address, 80) or 'Nobody'} is not a recipient of dossier {dossier.id}; only a recipient accepts it.",
        where="the recipient’s address",
        what_to_do=f"Did you mean {' or '.join(offered)}?"
        if offered
        else f"See who its recipients are with: handover transitions show {dossier.transition_id}",
    )


def _receipts(connection: Connection, dossier_id: int) -> dict[int, datetime]:
    rows = connection.execute(
        select(tables.receipt.c.recipient_id, tables.receipt.c.at).where(
            tables.receipt.c.dossier_id == dossier_id, tables.receipt.c.kind == "accepted"
        )
    )
    return {row.recipient_id: row.at for row in rows}
