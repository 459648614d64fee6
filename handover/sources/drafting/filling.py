"""What a record must have and no column is found for: another column's second use, or a text to be filled in."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from handover.records import RecordKind
from handover.sources.drafting.date_forms import financial_year
from handover.sources.drafting.guessing import Column
from handover.sources.drafting.proposal import Proposal, ProposedField
from handover.sources.drafting.proposed_rules import rating_vocabulary
from handover.sources.registering.fields import REQUIRED

TO_BE_FILLED_IN: Final = "To be filled in"
_DATE: Final = re.compile(r"(?<!\d)((?:19|20)\d{2}-\d{2}-\d{2}|(?:19|20)\d{2}-(?:0[1-9]|1[0-2])(?!\d))(?!\d)")
_YEARS: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}[-_/](?:20)?\d{2}(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
# Columns that may serve for a second field, the likeliest first, and how sure that then is.
_STAND_IN: Final[Mapping[tuple[RecordKind, str], tuple[str, ...]]] = {
    ("contact", "initiative"): ("organisation", "unit"),
    ("lesson", "title"): ("what_happened", "recommendation", "effect"),
}
_STAND_IN_COUNTS: Final = 0.7
_NAMED_IN_FILE: Final = 0.75
_BY_DATE_OF_FILE: Final = 0.2
_NOT_KNOWN: Final = 0.01


def filled(proposal: Proposal, columns: Sequence[Column], called: str, saved: date) -> dict[str, ProposedField]:
    """The fields of a proposal, and those beside them without which no record can be.

    ``called`` is what the file and its sheet are called, ``saved`` when the file was changed last.
    """
    fields = dict(proposal.fields)
    for group in REQUIRED[proposal.records]:
        if not any(name in fields for name in group):
            fields[group[0]] = _stand_in(proposal, columns, group[0], called, saved)
    if "rating" in fields:
        colours = rating_vocabulary(columns[fields["rating"].places[0]].seen.values)
        if colours is not None:
            rating = fields["rating"].confidence
            fields["rating_vocabulary"] = ProposedField(
                "rating_vocabulary", (), rating, "by the colours that the ratings have", constant=colours
            )
    return fields


def _stand_in(proposal: Proposal, columns: Sequence[Column], field: str, called: str, saved: date) -> ProposedField:
    for other in _STAND_IN.get((proposal.records, field), ()):
        if other in proposal.fields:
            one = proposal.fields[other]
            why = f"no column is surely for it, and the one for {other} may serve"
            return ProposedField(field, one.places[:1], _STAND_IN_COUNTS * one.confidence, why)
    if field == "period":
        return _period(called, saved)
    best = max(
        (
            place
            for place in range(len(columns))
            if proposal.field_of(place) is None and not columns[place].seen.is_empty
        ),
        key=lambda place: proposal.guesses[place][field].confidence,
        default=None,
    )
    if best is not None and (guess := proposal.guesses[best][field]).confidence > _NOT_KNOWN:
        return ProposedField(field, (best,), guess.confidence, f"no column is surely for it; {guess.why}")
    why = "no column says it; write here what is meant, or name a column"
    return ProposedField(field, (), _NOT_KNOWN, why, constant=TO_BE_FILLED_IN)


def _period(called: str, saved: date) -> ProposedField:
    """The period that the file's name says, else the month in which the file was changed last."""
    name = called.replace("_", " ")
    if found := _DATE.search(name):
        period = found[1]
    elif found := _YEARS.search(name):
        period = financial_year(found[0].replace(" ", "/")) or found[0][:4]
    elif found := _YEAR.search(name):
        period = found[1]
    else:
        why = "no column says it; this is the month in which the file was changed last"
        return ProposedField("period", (), _BY_DATE_OF_FILE, why, constant=f"{saved:%Y-%m}")
    why = "no column says it, and the name of the file does"
    return ProposedField("period", (), _NAMED_IN_FILE, why, constant=period)
