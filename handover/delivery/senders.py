"""The ways in which a message can leave, and which one an office has."""

from handover.delivery.outbox import OutboxSender
from handover.delivery.sending import MailSender, Sent
from handover.delivery.smtp import SmtpSender
from handover.settings import Settings

__all__ = ["MailSender", "OutboxSender", "Sent", "SmtpSender", "sender_for"]


def sender_for(settings: Settings) -> MailSender:
    """The office's mail server; without one, the outbox folder of its workspace."""
    return SmtpSender(settings.mail) if settings.mail.host else OutboxSender(settings.outbox)
