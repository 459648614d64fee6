"""From what is to be sent to the message: the sealed dossier is read back, once for all its recipients."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from functools import lru_cache

from handover.delivery.deliver import Compose, Parcel
from handover.delivery.message import compose
from handover.delivery.sealed import SealedDossier, read_sealed
from handover.settings import Settings
from handover.store.database import Store


def composer(store: Store, settings: Settings, *, now: Callable[[], datetime]) -> Compose:
    """What composes the messages of this office. Composing raises SettingsError, StoreError."""

    # A dossier may be large, and the messages of one follow each other.
    @lru_cache(maxsize=1)
    def sealed(dossier_id: int) -> SealedDossier:
        with store.read() as connection:
            return read_sealed(connection, dossier_id, folder=settings.dossiers)

    def composed(parcel: Parcel) -> EmailMessage:
        return compose(
            sealed(parcel.dossier_id),
            parcel.recipient,
            mail=settings.mail,
            delivery=settings.delivery,
            message_id=parcel.message_id,
            at=now(),
        )

    return composed
