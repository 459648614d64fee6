"""What a way of sending a message must offer."""

from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Literal, Protocol

Way = Literal["smtp", "outbox"]


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was taken: by which way, and what was said on taking it."""

    way: Way
    remark: str | None = None


class MailSender(Protocol):
    """A way of sending. ``patience`` is longer than one message can take, all waiting included."""

    @property
    def patience(self) -> timedelta: ...

    def send(self, message: EmailMessage, recipient: str) -> Sent:
        """Send ``message`` to the address ``recipient``.

        Raises RecipientRefused or MessageRefused where trying again is of no use, and DeliveryError or another
        HandoverError where it may be.
        """
        ...
