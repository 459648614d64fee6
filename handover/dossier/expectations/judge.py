"""How far a dossier has what is expected of it: derived from its gaps and the facts of its draft, never guessed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from handover.dossier.draft import Draft
from handover.dossier.expectations.model import IMPORTANCES, Completeness, Expected, LeftOut, Score, Standing, Waiver
from handover.dossier.expectations.rule import STANDING_OF, Choices, Expectation
from handover.dossier.expectations.table import expected_at
from handover.dossier.known import KnownWaiver
from handover.dossier.model import Gap
from handover.dossier.wording import counted, full_stop, listed, shortened

_NO_CHOICES: Final = Choices()
_WEIGHT: Final = {importance: place for place, importance in enumerate(IMPORTANCES)}
_SAID: Final = 200
# More things to do next than this are a list again, and no advice.
_MOST_NEXT: Final = 5
# Of several gaps, the one that says most of why an expectation is not met.
_GRAVEST: Final[tuple[Standing, ...]] = ("missing", "contradicted", "stale", "held", "rejected")


def judge(
    draft: Draft,
    gaps: Sequence[Gap],
    *,
    choices: Choices = _NO_CHOICES,
    waivers: Mapping[str, Waiver] | None = None,
) -> Completeness:
    """Judge the draft by ``gaps``, which were found in it; each gap's number is its place among them, from 1.

    ``waivers`` are those of the transition that count, by code. A waived expectation stands as it would without: what
    is lacking does not come to be there because somebody accepts that it is not.
    """
    kind = draft.known.transition.kind
    asked = [one for one in expected_at(kind) if one.asked(draft)]
    judged = [_judged(one, draft, gaps, choices, waivers or {}) for one in asked if one.code not in choices.left_out]
    expected = tuple(sorted(judged, key=lambda one: _WEIGHT[one.importance]))
    left_out = tuple(
        LeftOut(code=one.code, sentence=one.sentence, because=choices.left_out[one.code])
        for one in asked
        if one.code in choices.left_out
    )
    scores = _scores(expected)
    return Completeness(
        summary=_summary(expected, scores),
        scores=scores,
        raises_most=_raises_most(expected, gaps),
        expected=expected,
        left_out=left_out,
    )


def waivers(known: Iterable[KnownWaiver]) -> Mapping[str, Waiver]:
    """What is waived, by code, as the dossier shows it."""
    return {
        one.code: Waiver(
            by=one.decision.by,
            on=one.decision.at.date().isoformat(),
            because=one.decision.because,
            said_then=one.said_then,
        )
        for one in known
    }


def _judged(
    one: Expectation, draft: Draft, gaps: Sequence[Gap], choices: Choices, waivers: Mapping[str, Waiver]
) -> Expected:
    whole = [number for number, gap in enumerate(gaps, start=1) if gap.code in one.whole]
    part = [number for number, gap in enumerate(gaps, start=1) if gap.code in one.part]
    standing, says, advice = _standing(one, draft, gaps, whole, part)
    return Expected(
        code=one.code,
        sentence=one.sentence,
        importance=choices.importance.get(one.code, one.weighs(draft.known.transition.kind)),
        standing=standing,
        says=says,
        section=_section(one, draft),
        gaps=(*whole, *part),
        what_to_do=advice,
        must_be_waived=standing != "met" and one.code in choices.must_be_waived,
        waived=None if standing == "met" else waivers.get(one.code),
    )


def _standing(
    one: Expectation, draft: Draft, gaps: Sequence[Gap], whole: Sequence[int], part: Sequence[int]
) -> tuple[Standing, str, str | None]:
    """How it stands, the sentence that says why, and what to do."""
    if whole:
        first = min((gaps[number - 1] for number in whole), key=lambda gap: _GRAVEST.index(STANDING_OF[gap.kind]))
        standing = STANDING_OF[first.kind]
        if standing == "missing" and (instead := _in_the_way(one, draft)):
            return instead
        return standing, _said(first), first.what_to_do
    lack = one.lacks(draft)
    if lack is not None:
        return lack.standing, lack.says, one.what_to_do
    if part:
        first = gaps[part[0] - 1]
        # Where something is there and is contradicted, that it is there is no comfort.
        contradicted = first.kind in ("contradictory", "rejected")
        return STANDING_OF[first.kind] if contradicted else "partly-met", _said(first), first.what_to_do
    return "met", one.met(draft), None


def _in_the_way(one: Expectation, draft: Draft) -> tuple[Standing, str, str] | None:
    """What is missing may be in what a source brought, and is held there, or in rows of it that were rejected."""
    for source in draft.known.sources:
        if source.record_kind == one.rests_on and source.held:
            says = f"What {draft.labels.title(source.name, most=80)} brought is held, and may have it."
            return "held", says, f"Look at it, and release or discard it: handover held show {source.held.number}"
    kinds = {source.name: source.record_kind for source in draft.known.sources}
    for row in draft.known.rejections:
        if row.names_initiative and row.ignored is None and one.rests_on == kinds.get(row.source, ""):
            says = f"Rows of {draft.labels.title(row.source, most=80)} that may have it were rejected."
            return "rejected", says, "Correct the rows at the source and gather again."
    return None


def _section(one: Expectation, draft: Draft) -> str:
    """Where the dossier shows it; what came before has a section only where anything of it is known."""
    there = draft.family or draft.inherited or draft.precedents
    return one.section if one.section != "heritage" or there else "gaps"


def _said(gap: Gap) -> str:
    return full_stop(shortened(gap.sentence, _SAID)[0])


def _scores(expected: Sequence[Expected]) -> tuple[Score, ...]:
    found = []
    for importance in IMPORTANCES:
        those = [one for one in expected if one.importance == importance]
        if those:
            met = sum(one.standing == "met" for one in those)
            partly = sum(one.standing == "partly-met" for one in those)
            found.append(Score(importance=importance, of=len(those), met=met, partly=partly))
    return tuple(found)


def _summary(expected: Sequence[Expected], scores: Sequence[Score]) -> str:
    """The score in words: ``17 of 22 expectations are met, and 2 in part: 7 of 8 that are essential, …``."""
    if not expected:
        return "The office expects nothing of such a dossier."
    met, partly = sum(score.met for score in scores), sum(score.partly for score in scores)
    in_part = f", and {partly:,} in part" if partly else ""
    parts = [
        f"{score.met:,} of {score.of:,} that {'is' if score.of == 1 else 'are'} {score.importance}" for score in scores
    ]
    waived = sum(one.waived is not None for one in expected)
    accepted = f" {counted(waived, 'is', 'are')} waived by name, which does not count as met." if waived else ""
    of = f"{met:,} of {counted(len(expected), 'expectation')} {'is' if met == 1 else 'are'} met"
    return f"{of}{in_part}: {listed(parts)}.{accepted}"


def _raises_most(expected: Iterable[Expected], gaps: Sequence[Gap]) -> tuple[str, ...]:
    """What to do, that on which the most essential expectations rest first, then the most important ones, then all."""
    rests: dict[str, list[Expected]] = {}
    for one in expected:
        if one.standing != "met" and one.what_to_do and one.waived is None:
            rests.setdefault(one.what_to_do, []).append(one)

    def weight(done: str) -> tuple[int, ...]:
        return tuple(-sum(one.importance == importance for one in rests[done]) for importance in IMPORTANCES)

    return tuple(f"{full_stop(done)} {_bears(rests[done])}" for done in sorted(rests, key=weight)[:_MOST_NEXT])


def _bears(on: Sequence[Expected]) -> str:
    counts = [
        f"{number:,} {importance}"
        for importance in IMPORTANCES
        if (number := sum(one.importance == importance for one in on))
    ]
    return f"It bears on {listed(counts)} {'expectation' if len(on) == 1 else 'expectations'}."
