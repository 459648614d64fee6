"""A store with one transition, its recipients and a sealed dossier, as delivery finds them."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from handover.delivery.deliver import Parcel
from handover.publish.json_form import dossier_as_json
from handover.store import tables
from handover.store.database import Store
from tests.dossiers.rich import a_dossier

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
SENDER = "handover@office.example.org"
PDF = b"%PDF-1.7 " + bytes(range(256)) * 20


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **by: float) -> None:
        self.time += timedelta(**by)


def a_transition(store: Store, recipients: Sequence[str] = ("jo@example.org",)) -> int:
    """A confirmed closure with its recipients; returns its number."""
    with store.write() as connection:
        initiative = connection.execute(
            insert(tables.initiative)
            .values(name="Warm Homes Aldermoor", kind="programme", origin="person", added_at=NOW)
            .returning(tables.initiative.c.id)
        ).scalar_one()
        transition: int = connection.execute(
            insert(tables.transition)
            .values(
                initiative_id=initiative,
                kind="closure",
                effective_on="2026-03-31",
                reason="The grant ends",
                state="compiled",
                details={},
                identity=hashlib.sha256(str(initiative).encode()).hexdigest(),
                requested_at=NOW,
                changed_at=NOW,
            )
            .returning(tables.transition.c.id)
        ).scalar_one()
    for address in recipients:
        a_recipient(store, transition, address)
    return transition


def a_recipient(store: Store, transition: int, address: str) -> None:
    with store.write() as connection:
        connection.execute(insert(tables.recipient).values(transition_id=transition, address=address))


def a_sealed_dossier(store: Store, transition: int, *, version: int = 1, folder: Path | None = None) -> int:
    """A sealed version of the transition's dossier; its files lie in ``folder``, where one is given."""
    model = a_dossier(version=version)
    content = {"pdf": PDF, "json": dossier_as_json(model)}
    with store.write() as connection:
        number: int = connection.execute(
            insert(tables.dossier)
            .values(
                transition_id=transition,
                version=version,
                title=model.title,
                content_sha256=hashlib.sha256(content["json"]).hexdigest(),
                sealed_at=NOW,
                pages=14,
                gaps=len(model.gaps),
                forbidden_gaps=0,
            )
            .returning(tables.dossier.c.id)
        ).scalar_one()
        for form, data in content.items():
            digest = hashlib.sha256(data).hexdigest()
            if folder is not None:
                folder.mkdir(exist_ok=True)
                (folder / digest).write_bytes(data)
            connection.execute(
                insert(tables.dossier_file).values(
                    dossier_id=number, form=form, path=digest, sha256=digest, size=len(data)
                )
            )
    return number


def a_plain_message(parcel: Parcel) -> EmailMessage:
    """The least that can be sent; ``X-Attempt`` tells the attempts apart."""
    message = EmailMessage()
    message["From"] = SENDER
    message["To"] = parcel.recipient.address
    message["Message-ID"] = parcel.message_id
    message["X-Attempt"] = str(parcel.attempt)
    message.set_content("A dossier waits for you.\n")
    return message


def messages(store: Store) -> list[Any]:
    """All message rows, as they stand."""
    with store.read() as connection:
        return list(connection.execute(select(tables.message).order_by(tables.message.c.id)).all())
