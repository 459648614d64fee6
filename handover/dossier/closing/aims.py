"""What it set out to do, and what it did, in the words of its reports (PRINCE2, End Project Report: achievements).

No report is weighed against another here: what it was for is told as it was put first and last, and what became of it
as the last reports put it. Whether the one was reached by the other is for the reader to judge.
"""

from collections.abc import Callable, Iterable
from typing import Final

from handover.dates import spoken
from handover.dossier.actions import marks
from handover.dossier.draft import SHORT, Draft
from handover.dossier.labels import first_references
from handover.dossier.model import Sentence
from handover.dossier.turning import RATING_WORDS, Report
from handover.dossier.wording import counted, full_stop, listed, on, one_line, quoted, shortened
from handover.records import ProgrammeStatus

# Longer than the purpose of anything that we have seen; a longer one ends after a sentence.
_PURPOSE: Final = 900
_NARRATIVE: Final = 900
_FUNCTIONS: Final = 12
_MOST_NAMED: Final = 8


def aims(draft: Draft) -> Iterable[Sentence]:
    """What it was for: as its first report says it, and as its last does where that differs; and its functions."""
    saying = _saying(draft, lambda status: status.purpose)
    if saying:
        first, last = saying[0], saying[-1]
        yield _purpose(draft, first)
        if _folded(first.record.purpose) != _folded(last.record.purpose):
            wordings = len({_folded(report.record.purpose) for report in saying})
            between = f" It was put in {wordings:,} ways in all." if wordings > 2 else ""
            put = _purpose(draft, last)
            yield put.model_copy(update={"text": f"{put.text}{between}"})
    with_functions = [report for report in draft.course.reports if report.record.functions]
    if with_functions:
        report = with_functions[-1]
        functions = listed([shortened(one, SHORT)[0] for one in report.record.functions], most=_FUNCTIONS)
        yield Sentence(text=f"It was there for: {full_stop(functions)}", references=(draft.labels.reference(report),))


def ends(draft: Draft) -> Iterable[Sentence]:
    """What it did and how it stood at the end: what the last reports that say so say."""
    found = (_work(draft), _how(draft), _went(draft), _state(draft), _left_to_do(draft))
    yield from (one for one in found if one is not None)


def _saying(draft: Draft, what: Callable[[ProgrammeStatus], str | None]) -> list[Report]:
    return [report for report in draft.course.reports if what(report.record)]


def _folded(text: str | None) -> str:
    return one_line(text or "").casefold().rstrip(".")


def _purpose(draft: Draft, report: Report) -> Sentence:
    text = f"As the report for {spoken(report.record.period)} puts it: {quoted(report.record.purpose or '', _PURPOSE)}"
    return Sentence(text=full_stop(text), references=(draft.labels.reference(report),))


def _work(draft: Draft) -> Sentence | None:
    started = _saying(draft, lambda status: status.start_actual)
    ended = _saying(draft, lambda status: status.end_actual)
    parts = []
    if started:
        parts.append(f"started {on(started[-1].record.start_actual or '')}")
    if ended:
        parts.append(f"ended {on(ended[-1].record.end_actual or '')}")
    if not parts:
        return None
    missing = "; no report says that work ended" if not ended else "; no report says when it started" * (not started)
    return Sentence(
        text=f"Work {' and '.join(parts)}{missing}.",
        references=draft.labels.references([*started[-1:], *ended[-1:]]),
    )


def _how(draft: Draft) -> Sentence | None:
    saying = _saying(draft, lambda status: status.ended_how)
    if not saying:
        return None
    report = saying[-1]
    followed = listed([shortened(one, SHORT)[0] for one in report.record.replaced_by], most=4)
    by = f" In its place: {full_stop(followed)}" if followed else ""
    text = f"How it ended, as a source says it: {full_stop(quoted(report.record.ended_how or '', SHORT))}{by}"
    return Sentence(text=text, references=(draft.labels.reference(report),))


def _went(draft: Draft) -> Sentence | None:
    saying = _saying(draft, lambda status: status.narrative)
    if not saying:
        return None
    report = saying[-1]
    said = full_stop(quoted(report.record.narrative or "", _NARRATIVE))
    text = f"What was last reported, for {spoken(report.record.period)}: {said}"
    return Sentence(text=text, references=(draft.labels.reference(report),))


def _state(draft: Draft) -> Sentence | None:
    course = draft.course
    staged = [report for report in course.reports if report.record.stage or report.record.stage_given]
    parts, cited = [], []
    if staged:
        status = staged[-1].record
        given = quoted(status.stage_given or "", SHORT)
        stage = status.stage or given
        parts.append(f"the last stage reported was {stage} ({spoken(status.period)})")
        cited.append(staged[-1])
    if course.last_rating is not None:
        said = course.last_rating
        parts.append(f"the last rating {RATING_WORDS[said.value]} ({spoken(said.period)})")
        cited.append(said.report)
    if not parts:
        return None
    return Sentence(text=f"How it stood: {' and '.join(parts)}.", references=draft.labels.references(cited))


def _left_to_do(draft: Draft) -> Sentence | None:
    every, still_open = draft.actions, draft.open_actions
    if not every:
        return None
    if not still_open:
        text = f"{counted(len(every), 'follow-on action is', 'follow-on actions are')} recorded, and none is open."
        return Sentence(text=text, references=first_references(one.reference for one in every[:_MOST_NAMED]))
    are = counted(len(still_open), "is still open", "are still open")
    text = f"Of {counted(len(every), 'follow-on action')}, {are}: {listed(marks(still_open), most=_MOST_NAMED)}."
    return Sentence(text=text, references=first_references(one.reference for one in still_open[:_MOST_NAMED]))
