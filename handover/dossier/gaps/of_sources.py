"""Gaps in what the dossier rests on: sources that failed or are stale, rows that were rejected, names not given."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from handover.dossier.draft import SHORT, Draft
from handover.dossier.gaps.rule import Found, GapRule
from handover.dossier.known import KnownRejection
from handover.dossier.wording import counted, day, full_stop, listed, shortened

# How many days a source may go without being gathered: its cadence, and half as long again.
_CADENCES: Final = {"daily": 2, "weekly": 11, "monthly": 47, "quarterly": 138, "yearly": 548}
_MOST_NAMED: Final = 3


def _nothing_gathered(draft: Draft) -> Iterable[Found]:
    if draft.known.as_known_at is None:
        yield Found("Nothing has been gathered yet, so this dossier rests on no source.")


def _failed(draft: Draft) -> Iterable[Found]:
    for source in draft.known.sources:
        if source.failed is None:
            continue
        since = f"; what is used of it was gathered on {day(source.gathered_at)}" if source.gathered_at else ""
        said = shortened(source.failed)[0].rstrip(".")
        ask = f"Ask {shortened(source.owner, SHORT)[0]}, who owns it, and gather it again." if source.owner else None
        yield Found(f"{draft.labels.title(source.name)} could not be gathered{since}: {said}.", what_to_do=ask)


def _held(draft: Draft) -> Iterable[Found]:
    for source in draft.known.sources:
        if source.held is None:
            continue
        used = (
            f"what is used of it was gathered on {day(source.gathered_at)}"
            if source.gathered_at
            else "nothing of it is used"
        )
        held = source.held
        before = f", as {counted(held.before, 'gathering is', 'gatherings are')} before it" if held.before else ""
        yield Found(
            # However long the title is, the front page has room for what is wrong.
            f"What {draft.labels.title(source.name, most=SHORT)} brought on {day(held.since)} looks wrong and is "
            f"held{before}; {used}: {shortened(held.why)[0]}",
            what_to_do="Look at each, and release or discard it: handover held list"
            if held.before
            else f"Look at it, and release or discard it: handover held show {held.number}",
        )


def _retired(draft: Draft) -> Iterable[Found]:
    known = draft.known
    used = {one.source for records in (known.lessons, known.statuses, known.contacts, known.actions) for one in records}
    for source in known.sources:
        if source.retired is None or source.name not in used:
            continue
        gathered = f"; what is used of it was gathered on {day(source.gathered_at)}" if source.gathered_at else ""
        yield Found(
            f"{draft.labels.title(source.name)} was retired on {day(source.retired.at)} by "
            f"{shortened(source.retired.by, SHORT)[0]}, and is gathered no more{gathered}: "
            f"{full_stop(shortened(source.retired.because)[0])}"
        )


def _stale(draft: Draft) -> Iterable[Found]:
    for source in draft.known.sources:
        allowed = _CADENCES.get((source.cadence or "").strip().casefold())
        if allowed is None or source.gathered_at is None or source.retired is not None:
            continue
        days = (draft.known.today - source.gathered_at.date()).days
        if days > allowed:
            yield Found(
                f"{draft.labels.title(source.name)} is due {source.cadence}, and was last gathered on "
                f"{day(source.gathered_at)}, {counted(days, 'day')} ago."
            )


def _rejected(draft: Draft, *, naming: bool) -> Iterable[Found]:
    by_source: dict[str, list[KnownRejection]] = {}
    ignored: dict[str, list[KnownRejection]] = {}
    for rejection in draft.known.rejections:
        if rejection.names_initiative is naming:
            (by_source if rejection.ignored is None else ignored).setdefault(rejection.source, []).append(rejection)
    retired = {source.name for source in draft.known.sources if source.retired is not None}
    for source, rows in by_source.items():
        reasons = Counter(sentence for row in rows for sentence in row.sentences)
        why = [shortened(sentence, 160)[0].rstrip(".") for sentence, _ in reasons.most_common(_MOST_NAMED)]
        others = len(reasons) - len(why)
        more = f"; and {counted(others, 'other reason')}" if others else ""
        one = len(rows) == 1
        if naming:
            which = "that names this initiative" if one else "that name this initiative"
        else:
            which = f"of which nobody can say whether {'it belongs' if one else 'they belong'} here"
        because = f" Why: {'; '.join(why)}{more}." if why else ""
        yield Found(
            f"{counted(len(rows), 'row')} of {draft.labels.title(source)} {which} "
            f"{'was' if one else 'were'} rejected.{because}{_let_be(ignored.get(source, ()))}",
            draft.labels.references(rows),
            what_to_do="The source is gathered no more: ask whoever kept it whether they matter."
            if source in retired
            else None,
        )


def _let_be(rows: Sequence[KnownRejection]) -> str:
    """How many more rows are rejected of which a person said that they may be, and who did."""
    who = listed(dict.fromkeys(row.ignored.by for row in rows if row.ignored is not None), most=_MOST_NAMED)
    return f" {counted(len(rows), 'more', 'more')} may stay so, as {who} said." if rows else ""


def _rejected_naming(draft: Draft) -> Iterable[Found]:
    return _rejected(draft, naming=True)


def _rejected_nameless(draft: Draft) -> Iterable[Found]:
    return _rejected(draft, naming=False)


def _no_new_name(draft: Draft) -> Iterable[Found]:
    transition = draft.known.transition
    if transition.kind == "rename" and not transition.new_name:
        yield Found("It is renamed, and nobody has recorded what it is called from then on.")


def _no_reason(draft: Draft) -> Iterable[Found]:
    if not draft.known.transition.reason.strip():
        yield Found("Nobody has recorded why this happens.")


RULES: Final[tuple[GapRule, ...]] = (
    GapRule(
        "nothing-gathered",
        "missing",
        "critical",
        "No source has been gathered.",
        "Register the sources that know this initiative, and gather them.",
        _nothing_gathered,
    ),
    GapRule(
        "source-failed",
        "unreachable",
        "important",
        "The last attempt to gather a source failed.",
        "Put right what is named, and gather it again.",
        _failed,
    ),
    GapRule(
        "source-held",
        "held",
        "important",
        "What a source brought looks wrong and is held, so that nothing of it counts.",
        "Look at it, and release or discard it: handover held list",
        _held,
    ),
    GapRule(
        "rejected-rows",
        "rejected",
        "important",
        "Rows that name this initiative could not become records.",
        "Correct the rows at the source and gather again; until then nothing of them is in this dossier.",
        _rejected_naming,
    ),
    GapRule(
        "source-stale",
        "stale",
        "important",
        "A source has not been gathered for half as long again as its cadence.",
        "Gather it again before relying on what it says.",
        _stale,
    ),
    GapRule(
        "source-retired",
        "stale",
        "minor",
        "A source whose records are used was retired, so that it is gathered no more.",
        "Ask whether something has taken its place, and register that.",
        _retired,
    ),
    GapRule(
        "no-new-name",
        "missing",
        "critical",
        "At a rename: the new name is not recorded.",
        "Record the new name, so that what is gathered under it is found.",
        _no_new_name,
    ),
    GapRule(
        "no-reason",
        "missing",
        "important",
        "The transition has no reason.",
        "Ask whoever decided it, and record it.",
        _no_reason,
    ),
    GapRule(
        "rejected-rows-without-name",
        "rejected",
        "minor",
        "Rows could not become records, and nobody can say which initiative they are about.",
        "Look whether any of them belongs here; correct them at the source and gather again.",
        _rejected_nameless,
    ),
)
