"""Messages as files in the workspace's outbox, for an office without a mail server: any mail program opens them."""

import contextlib
import errno
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from handover.delivery.sending import Sent
from handover.durable import sync_folder
from handover.errors import DeliveryError, DiskFull

_NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_PART: Final = 80


@dataclass(frozen=True)
class OutboxSender:
    """Writes each message as one ``.eml`` file. The same Message-ID to the same recipient is written once."""

    folder: Path
    patience: timedelta = timedelta(minutes=2)

    def send(self, message: EmailMessage, recipient: str) -> Sent:
        """Write ``message``; there is never half a file under its name. Raises DiskFull, DeliveryError."""
        path = self.folder / file_name(str(message["Message-ID"]), recipient)
        if path.exists():
            return Sent("outbox", f"it was already there: {path.name}")
        temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(temporary, message.as_bytes())
            temporary.replace(path)
            sync_folder(self.folder)
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise _explained(error, self.folder) from error
        # What a run left behind that was stopped half-way through this message.
        for left in self.folder.glob(f".{path.name}.*.part"):
            left.unlink(missing_ok=True)
        return Sent("outbox", path.name)


def file_name(message_id: str, recipient: str) -> str:
    """What a message's file is called: to whom, then which; letters that every file system takes."""
    to, which = (
        _NOT_PLAIN.sub("-", text).strip("-.")[:_LONGEST_PART]
        for text in (recipient.replace("@", "-at-"), message_id.strip("<>").rpartition("@")[0])
    )
    return f"{to}.{which}.eml"


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _explained(error: OSError, folder: Path) -> DiskFull | DeliveryError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            "The disk is full; the message was not written.",
            where=str(folder),
            what_to_do="Make room, then run it again.",
        )
    return DeliveryError(
        f"The message cannot be written into the outbox: {error.strerror}.",
        where=str(folder),
        what_to_do="Make the folder one that may be written, then run it again.",
    )
