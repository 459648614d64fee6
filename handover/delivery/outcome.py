"""Where a message stands, in states and in words. Pure.

States: ``due`` (also after a failure that may pass), ``sending``, ``sent``, ``refused`` (the address), ``failed``
(a person must look; ``deliver.try_again`` puts it back), ``superseded`` (a newer version is sent instead).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from handover.delivery.addresses import shown
from handover.errors import HandoverError, MessageRefused, RecipientRefused

MessageState = Literal["due", "sending", "sent", "refused", "failed", "superseded", "called-off"]
Verdict = Literal["delivered", "waiting", "stuck", "nobody"]

# How long to wait after the first, second … attempt: grey-listing servers want a few minutes, a broken one a night.
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720))

# What the program still has something to do about.
OPEN: Final = ("due", "sending")
# What will never be sent, and need not be.
SETTLED: Final = ("superseded", "called-off")
_SENTENCES: Final[Mapping[MessageState, str]] = MappingProxyType(
    {
        "due": "The message to {to} is due.",
        "sending": "The message to {to} is being sent, or was when a run was interrupted.",
        "sent": "The message to {to} was sent.",
        "refused": "The address {to} was refused. {remark}",
        "failed": "The message to {to} could not be sent and will not be tried again by itself. {remark}",
        "superseded": "The message to {to} was not sent, because there is a newer version.",
        "called-off": "The message to {to} was not sent; they are not to receive it any more.",
    }
)


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """Where the message to one recipient stands. ``due_at`` is when it is tried next, while it is due."""

    dossier_id: int
    address: str
    state: MessageState
    attempts: int
    due_at: datetime
    sent_at: datetime | None
    way: str | None
    remark: str | None

    @property
    def open(self) -> bool:
        """Whether the program still has something to do about it."""
        return self.state in OPEN

    @property
    def sentence(self) -> str:
        """Where it stands, for a person."""
        if self.state == "sent" and self.way == "outbox":
            form = "The message to {to} lies in the outbox: {remark}."
        elif self.state == "due" and self.attempts:
            form = "The message to {to} could not be sent yet and will be tried again. {remark}"
        else:
            form = _SENTENCES[self.state]
        return form.format(to=shown(self.address), remark=self.remark or "").strip()


def verdict(outcomes: Sequence[DeliveryOutcome]) -> Verdict:
    """What the messages of one dossier come to.

    ``delivered``: all sent. ``waiting``: some are still tried by themselves. ``stuck``: some were refused or
    failed, and a person must look. ``nobody``: there is no message at all.
    """
    states = {outcome.state for outcome in outcomes if outcome.state not in SETTLED}
    if not states:
        return "nobody"
    if states & set(OPEN):
        return "waiting"
    return "delivered" if states == {"sent"} else "stuck"


def after_failure(error: HandoverError, *, attempt: int, attempts: int, now: datetime) -> tuple[MessageState, datetime]:
    """The state after attempt number ``attempt`` of ``attempts`` failed with ``error``, and when to try next."""
    if isinstance(error, RecipientRefused):
        return "refused", now
    if isinstance(error, MessageRefused) or attempt >= attempts:
        return "failed", now
    return "due", now + WAITS[min(attempt, len(WAITS)) - 1]
