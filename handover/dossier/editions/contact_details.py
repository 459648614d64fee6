"""How somebody can be reached, in running text: addresses of mail, and numbers of telephones."""

import re
from collections.abc import Iterable
from typing import Final

from handover.dossier.editions.named import parts_of
from handover.dossier.model import Dossier

_PART: Final = r"[^\s<>()\[\]“”\"',;:|@]"
_ADDRESS: Final = re.compile(rf"(?:mailto:)?{_PART}+@{_PART}+\.[^\W\d_]{{2,}}", re.IGNORECASE)
# A number that begins as those of telephones do, in groups; what has four digits before a hyphen is a date.
_NUMBER: Final = re.compile(r"(?<![\w.,£$€/-])(?:\+\d|\(0|0)[\d\s().\-/]{7,20}\d(?![\w/])")
_FEWEST_DIGITS: Final = 9
_MOST_DIGITS: Final = 15


class ContactDetails:
    """The personal contact details of ``dossier``: those of its people, and whatever else looks like some.

    The addresses and numbers of shared mailboxes are nobody's, and stay.
    """

    def __init__(self, dossier: Dossier) -> None:
        shared = [part for part in parts_of(dossier) if getattr(part, "standing", None) == "mailbox"]
        self._shared: Final = frozenset(
            _bare(one) for part in shared for field in ("emails", "phones") for one in getattr(part, field, ())
        )
        self._known: Final = _known(dossier, self._shared)

    def is_shared(self, detail: str) -> bool:
        return _bare(detail) in self._shared

    def withheld_in(self, text: str, mark: str) -> tuple[str, int]:
        """``text`` with ``mark`` in the place of each detail, and how many there were."""
        count = 0

        def address(found: re.Match[str]) -> str:
            nonlocal count
            if self.is_shared(found[0].removeprefix("mailto:")):
                return found[0]
            count += 1
            return mark

        def number(found: re.Match[str]) -> str:
            nonlocal count
            digits = sum(character.isdigit() for character in found[0])
            if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or self.is_shared(found[0]):
                return found[0]
            count += 1
            return mark

        if "@" in text:
            text = _ADDRESS.sub(address, text)
        text = _NUMBER.sub(number, text)
        if self._known is not None:
            text, more = self._known.subn(lambda _: mark, text)
            count += more
        return text, count


def _bare(detail: str) -> str:
    return re.sub(r"[\s().\-/]", "", detail).casefold()


def _known(dossier: Dossier, shared: Iterable[str]) -> re.Pattern[str] | None:
    """The details of the dossier's people, however their groups are parted."""
    details = {
        one
        for part in parts_of(dossier)
        for field in ("emails", "phones")
        for one in getattr(part, field, ())
        if _bare(one) not in shared and len(_bare(one)) > 3
    }
    spelled = sorted(
        (r"[\s().\-/]*".join(map(re.escape, _bare(one))) for one in details), key=lambda one: (-len(one), one)
    )
    return re.compile(rf"(?<!\w)(?i:{'|'.join(spelled)})(?!\w)") if spelled else None
