"""Header lines with letters beyond ASCII (RFC 2047), so that every mail program reads them as they were meant.

The standard library's own folding encodes word by word, and at some lengths it doubles or loses the space
between two of them; a long subject it may begin with an empty line. Here such headers are encoded as a whole.
"""

import re
from email.header import Header
from email.policy import EmailPolicy
from typing import Any, Final

from handover.delivery.plain import one_line

_LONGEST_NAME: Final = 120
# In a display name these have a meaning of their own to one mail program or another.
_NAME_SPECIALS: Final = re.compile(r"[,;:<>()\[\]@\\\"]+")


class WholeHeaders(EmailPolicy):
    """The policy of the messages made here: RFC 5322 line ends, and no word by word encoding."""

    def fold(self, name: str, value: Any) -> str:
        return self._whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        whole = self._whole(name, value)
        return whole.encode("ascii") if whole else super().fold_binary(name, value)

    def _whole(self, name: str, value: Any) -> str | None:
        """The whole header line where it is one of people's words; None where the library does well."""
        text = str(value)
        addresses = getattr(value, "addresses", None)
        if addresses is not None and not text.isascii():
            lines = [f"{self._encoded(name, one.display_name)}{self.linesep} <{one.addr_spec}>" for one in addresses]
            return f"{name}: {f',{self.linesep} '.join(lines)}{self.linesep}"
        if name.lower() == "subject" or name.lower().startswith("x-"):
            return f"{name}: {self._encoded(name, text)}{self.linesep}"
        return None

    def _encoded(self, name: str, text: str) -> str:
        charset = "us-ascii" if text.isascii() else "utf-8"
        return Header(text, charset, header_name=name).encode(linesep=self.linesep)


POLICY: Final = WholeHeaders(linesep="\r\n")


def display_name(name: str) -> str:
    """``name`` as it may stand before an address."""
    return " ".join(_NAME_SPECIALS.sub(" ", one_line(name, _LONGEST_NAME)).split())
