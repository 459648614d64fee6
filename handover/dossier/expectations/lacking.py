"""What a dossier lacks, by the codes by which it can be waived: those of its gaps, and of what is not met."""

from collections.abc import Sequence
from dataclasses import dataclass

from handover.dossier.expectations.model import Waiver
from handover.dossier.model import Dossier


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is lacking: its ``code``, what the dossier says of it, and the waiver that counts, if any."""

    code: str
    says: str
    must_be_waived: bool
    waived: Waiver | None


def lacking(dossier: Dossier) -> Sequence[Lacking]:
    """Everything that the dossier lacks, gaps first; several gaps of one code are one thing."""
    sentences: dict[str, list[str]] = {}
    for gap in dossier.gaps:
        sentences.setdefault(gap.code, []).append(gap.sentence)
    gaps = {gap.code: gap for gap in dossier.gaps}
    found = [Lacking(code, " ".join(sentences[code]), gap.must_be_waived, gap.waived) for code, gap in gaps.items()]
    expected = dossier.completeness.expected if dossier.completeness else ()
    return [
        *found,
        *(Lacking(one.code, one.says, one.must_be_waived, one.waived) for one in expected if one.standing != "met"),
    ]


def unwaived(dossier: Dossier) -> Sequence[Lacking]:
    """What has to be waived by the office's policy before the dossier is sealed, and is not."""
    return [one for one in lacking(dossier) if one.must_be_waived and one.waived is None]
