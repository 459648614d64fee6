"""Parts of the Dossier model that the front page has beside the others: the rating now, and who to ring."""

from typing import Literal

from pydantic import Field

from handover.dates import PartialDate
from handover.dossier.part import Part, Sentence
from handover.vocabulary import Rating, RatingVocabulary

Trend = Literal["rose", "fell", "unchanged", "once", "not-comparable", "not-known"]
Confidence = Literal["good", "fair", "low", "none"]


class RatingNow(Part):
    """The last rating, where it came from, and how far it can be relied on; each by a declared rule."""

    rating: Rating | None = Field(description="None where no report has a rating that is known.")
    period: PartialDate | None = Field(description="The time that it is for.")
    scale: RatingVocabulary | None = Field(None, description="How many colours it is one of, where a report says so.")
    trend: Trend
    trend_words: str = Field(description="The same in a sentence: from what to what, and for how long.")
    confidence: Confidence
    why: tuple[Sentence, ...] = Field(description="Why so much confidence and no more; at least one sentence.")


class Call(Part):
    """Somebody to ring, and why. How to reach them stands with the person of that number."""

    person: int = Field(description="The number of the person: P1.")
    why: tuple[Sentence, ...]
