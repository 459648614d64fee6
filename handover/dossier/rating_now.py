"""How it is rated now, which way that went, and how much confidence the rating deserves, by a declared table of rules.

The trend is told on one scale only: it looks back as far as reports rate on the scale of the last. Confidence is the
lowest that any rule gives; where none applies it is good. It is confidence in the rating, not in the initiative.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from handover.dates import spoken
from handover.dossier.draft import Draft
from handover.dossier.front_model import Confidence, RatingNow, Trend
from handover.dossier.model import Sentence
from handover.dossier.turning import RATING_WORDS, Report, Said, Turn, direction, turns
from handover.dossier.wording import counted, listed, quoted
from handover.vocabulary import RATING_SCALE, Rating, RatingVocabulary

_SCALES: Final[dict[RatingVocabulary | None, str]] = {
    "five-colour": "the scale of five colours",
    "three-colour": "the scale of three colours",
    "other": "a scale of its source’s own",
    None: "a scale that no report names",
}
_LOWEST_FIRST: Final[tuple[Confidence, ...]] = ("none", "low", "fair")


@dataclass(frozen=True, slots=True)
class ConfidenceRule:
    """``when`` says in words what ``finds`` looks for; ``finds`` gives the reason, or None."""

    code: str
    level: Literal["fair", "low", "none"]
    when: str
    finds: Callable[[Draft], Sentence | None]


def rating_now(draft: Draft) -> RatingNow:
    """The last rating (of reports that disagree on one time the gravest), its trend, and the confidence in it."""
    said = draft.course.last_rating
    trend, words = _trend(draft)
    found = [(rule.level, reason) for rule in CONFIDENCE_RULES if (reason := rule.finds(draft)) is not None]
    level = next((one for one in _LOWEST_FIRST if any(one == given for given, _ in found)), "good")
    return RatingNow(
        rating=said.value if said else None,
        period=said.period if said else None,
        scale=said.report.record.rating_vocabulary if said else None,
        trend=trend,
        trend_words=words,
        confidence=level,
        why=tuple(reason for _, reason in found) or (_well_founded(draft),),
    )


def _trend(draft: Draft) -> tuple[Trend, str]:
    last = draft.course.last_rating
    if last is None:
        return "not-known", "No rating is known."
    if last.value not in RATING_SCALE:
        return "not-comparable", f"{_capital(RATING_WORDS[last.value])} is on no scale, so it neither rose nor fell."
    if _is_disputed(draft, last):
        return "not-known", f"Reports for {spoken(last.period)} disagree, so nobody can say which way it went."
    return _on_scale(draft.course.ratings)


def _on_scale(ratings: tuple[Said[Rating], ...]) -> tuple[Trend, str]:
    """The trend of ratings of which the last is on a scale and undisputed."""
    tail = _on_one_scale(ratings)
    changes = turns(tail)
    scale = f"on {_SCALES[_scale(tail)]}"
    if len(ratings) == 1:
        return "once", f"Rated once, {scale}."
    if len(tail) == 1:
        return "not-comparable", f"The first rating {scale}; those before it cannot be compared with it."
    if not changes:
        return "unchanged", f"Unchanged since {spoken(tail[0].period)}, in {len(tail):,} ratings {scale}."
    return _turned(changes[-1], scale, stayed=len(tail) - tail.index(changes[-1].after))


def _turned(turn: Turn[Rating], scale: str, *, stayed: int) -> tuple[Trend, str]:
    """The last change, and that it stayed so for so many ratings."""
    before, after = RATING_WORDS[turn.before.value], RATING_WORDS[turn.after.value]
    since = f", and unchanged since, in {stayed:,} ratings" if stayed > 1 else ""
    way = direction(turn)
    if way == "different":
        words = f"{_capital(after)} from {spoken(turn.after.period)}, after {before} ({spoken(turn.before.period)})"
        return "not-comparable", f"{words}, which is on no scale{since}."
    trend: Trend = "fell" if way == "worse" else "rose"
    when = f"({spoken(turn.before.period)}) to {after} ({spoken(turn.after.period)})"
    return trend, f"{_capital(trend)} from {before} {when} {scale}{since}."


def _on_one_scale(ratings: tuple[Said[Rating], ...]) -> tuple[Said[Rating], ...]:
    """The last ratings, as far back as no report says that it rates on another scale. A scale that is not named may
    be any.
    """
    kept: list[Said[Rating]] = []
    scale: RatingVocabulary | None = None
    for said in reversed(ratings):
        named = said.report.record.rating_vocabulary
        if scale and named and named != scale:
            break
        scale = scale or named
        kept.append(said)
    return tuple(reversed(kept))


def _scale(ratings: tuple[Said[Rating], ...]) -> RatingVocabulary | None:
    return next((name for said in reversed(ratings) if (name := said.report.record.rating_vocabulary)), None)


def _is_disputed(draft: Draft, said: Said[Rating]) -> bool:
    return any(said.report in members for members in draft.course.disputed)


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _well_founded(draft: Draft) -> Sentence:
    last = draft.course.last_rating
    assert last is not None  # noqa: S101  # the rules have looked
    rated = [report for report in draft.course.reports if report.record.rating is not None]
    text = f"It is one of {len(rated):,} ratings and {_aged(draft, last)}, and nothing gathered contradicts it."
    return Sentence(text=text, references=(draft.labels.reference(last.report),))


def _aged(draft: Draft, said: Said[Rating]) -> str:
    days = max(0, draft.age(said.period))
    against = "today" if draft.reckoned_on == draft.known.today else "on the date of this transition"
    return f"{counted(days, 'day')} old {against}"


def _no_rating(draft: Draft) -> Sentence | None:
    if draft.course.last_rating is not None:
        return None
    return Sentence(text="No report has a rating that is known." if draft.course.reports else "There is no report.")


def _off_the_scale(draft: Draft) -> Sentence | None:
    said = draft.course.last_rating
    if said is None or said.value in RATING_SCALE:
        return None
    return Sentence(
        text="Such a word says nothing of how it stands.", references=(draft.labels.reference(said.report),)
    )


def _stale(draft: Draft) -> Sentence | None:
    said = draft.course.last_rating
    if said is None or draft.age(said.period) <= draft.stale_after_days:
        return None
    text = f"The rating is {_aged(draft, said)}; the office calls it stale after {draft.stale_after_days:,} days."
    return Sentence(text=text, references=(draft.labels.reference(said.report),))


def _disputed(draft: Draft) -> Sentence | None:
    said = draft.course.last_rating
    members = next((each for each in draft.course.disputed if said and said.report in each), None)
    if members is None:
        return None
    ratings = listed(dict.fromkeys(RATING_WORDS[one.record.rating] for one in members if one.record.rating))
    return Sentence(
        text=f"Reports for that time contradict each other: {ratings}.", references=draft.labels.references(members)
    )


def _held(draft: Draft) -> Sentence | None:
    held = [one for one in draft.known.sources if one.record_kind == "programme-status" and one.held]
    if not held:
        return None
    return Sentence(
        text=f"What was brought last is held and does not count: "
        f"{listed([draft.labels.title(one.name, most=60) for one in held], most=2)}."
    )


def _later_unknown(draft: Draft) -> Sentence | None:
    """A later report that gives a word for a rating which no vocabulary has."""
    later = [one for one in _later(draft) if one.record.rating_given]
    if not later:
        return None
    given = quoted(later[-1].record.rating_given or "", 40)
    text = f"A later report, for {spoken(later[-1].record.period)}, rates it {given}, which is on no scale."
    return Sentence(text=text, references=draft.labels.references(later))


def _later_without(draft: Draft) -> Sentence | None:
    later = [one for one in _later(draft) if not one.record.rating_given]
    if not later:
        return None
    text = f"{counted(len(later), 'later report gives', 'later reports give')} no rating."
    return Sentence(text=text, references=draft.labels.references(later))


def _later(draft: Draft) -> tuple[Report, ...]:
    """The reports after the last that has a rating which is known."""
    said, reports = draft.course.last_rating, draft.course.reports
    if said is None:
        return ()
    at = max(number for number, one in enumerate(reports) if one.record.rating is not None)
    return tuple(one for one in reports[at + 1 :] if one.record.period != said.period)


def _only_one(draft: Draft) -> Sentence | None:
    rated = [report for report in draft.course.reports if report.record.rating is not None]
    if len(rated) != 1:
        return None
    return Sentence(text="It is the only rating; nothing bears it out.", references=(draft.labels.reference(rated[0]),))


def _failed(draft: Draft) -> Sentence | None:
    failed = [one for one in draft.known.sources if one.record_kind == "programme-status" and one.failed]
    if not failed:
        return None
    names = listed([draft.labels.title(one.name, most=60) for one in failed], most=2)
    return Sentence(text=f"A newer report may be missing: the last attempt to gather {names} failed.")


def _corrected(draft: Draft) -> Sentence | None:
    said = draft.course.last_rating
    if said is None or not said.report.corrected:
        return None
    text = "A value in its row was corrected by hand; the section on sources says which."
    return Sentence(text=text, references=(draft.labels.reference(said.report),))


CONFIDENCE_RULES: Final[tuple[ConfidenceRule, ...]] = (
    ConfidenceRule("no-rating", "none", "No report has a rating that is known.", _no_rating),
    ConfidenceRule("off-the-scale", "none", "The last rating is exempt, reset or not rated.", _off_the_scale),
    ConfidenceRule("stale", "low", "The rating is stale by the office’s policy.", _stale),
    ConfidenceRule("disputed", "low", "Reports for that time contradict each other.", _disputed),
    ConfidenceRule("held", "low", "What a source of status reports brought last is held.", _held),
    ConfidenceRule("later-unknown", "low", "A later report has a rating that is on no scale.", _later_unknown),
    ConfidenceRule("later-without", "fair", "A later report gives no rating.", _later_without),
    ConfidenceRule("only-one", "fair", "It is the only rating.", _only_one),
    ConfidenceRule("failed", "fair", "The last attempt to gather status reports failed.", _failed),
    ConfidenceRule("corrected", "fair", "A value in its row was corrected by hand.", _corrected),
)
