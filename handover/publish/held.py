"""What every page says where something was held when the dossier was compiled: that it is not in here, and which gap
says why. A dossier is seldom read from front to back, so whichever page is opened has to say it.
"""

from dataclasses import dataclass
from typing import Final

from handover.dossier.model import Dossier
from handover.dossier.wording import counted, listed, quoted

# Characters: with so many, and so many numbers of gaps, it stays one line of A4.
_LONGEST_TITLE: Final = 40
_MOST_NUMBERS: Final = 3


@dataclass(frozen=True, slots=True)
class HeldNotice:
    """Whose content is held, and the numbers of the first ``gaps`` that say why; there are so many ``more``."""

    whose: str
    gaps: tuple[int, ...]
    more: int

    @property
    def numbers(self) -> str:
        """``G3``, ``G3 and G4``, ``G3, G4, G5 and 2 more``."""
        numbers = [f"G{number}" for number in self.gaps]
        return listed([*numbers, f"{self.more:,} more"] if self.more else numbers)


def held_notice(dossier: Dossier) -> HeldNotice | None:
    """What the pages of ``dossier`` say of what is held; None where nothing is."""
    gaps = tuple(number for number, gap in enumerate(dossier.gaps, start=1) if gap.kind == "held")
    if not gaps:
        return None
    titles = [source.title for source in dossier.sources if source.held]
    whose = quoted(titles[0], _LONGEST_TITLE) if len(titles) == len(gaps) == 1 else counted(len(gaps), "source")
    return HeldNotice(whose, gaps[:_MOST_NUMBERS], len(gaps[_MOST_NUMBERS:]))
