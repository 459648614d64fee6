"""One run of delivery in a process of its own, which may be told to die: see test_interrupted.py.

``python one_run.py DATABASE-URL DOSSIER OUTBOX|PORT CA-FILE none|before|after WAIT``
"""

import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from handover.delivery.deliver import send_due
from handover.delivery.senders import MailSender, OutboxSender, Sent, SmtpSender
from handover.settings import Mail
from handover.store.database import Store
from tests.integration.delivery.offices import SENDER, a_plain_message
from tests.servers import smtp


class Dying:
    """A way of sending in which the process is killed, just before or just after the message goes."""

    def __init__(self, sender: MailSender, when: str) -> None:
        self.sender = sender
        self.when = when

    @property
    def patience(self) -> timedelta:
        return self.sender.patience

    def send(self, message: EmailMessage, recipient: str) -> Sent:
        if self.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        sent = self.sender.send(message, recipient)
        if self.when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return sent


def the_sender(where: str, ca_file: str) -> MailSender:
    if not where.isdigit():
        return OutboxSender(Path(where))
    mail = Mail.model_validate(
        {
            "host": smtp.HOST,
            "port": int(where),
            "ca_file": ca_file,
            "username": smtp.USERNAME,
            "password": smtp.PASSWORD,
            "sender": SENDER,
        }
    )
    return SmtpSender(mail)


if __name__ == "__main__":
    url, dossier, where, ca_file, when, wait = sys.argv[1:]
    store = Store.open(url)
    if wait == "wait":
        print("ready", flush=True)
        sys.stdin.readline()
    send_due(
        store,
        int(dossier),
        sender=Dying(the_sender(where, ca_file), when),
        compose=a_plain_message,
        now=lambda: datetime.now(UTC),
        attempts=5,
    )
    store.close()
