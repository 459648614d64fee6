"""Money and dates against plan: what the first report said, what the last did, and the change between them in words.

Each line compares like with like: one field, one currency. Amounts of two currencies are never put together, and an
amount whose currency no report names is a line of its own.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, Literal

from handover import dates
from handover.dates import spoken
from handover.dossier.closing.model import PlanLine
from handover.dossier.draft import Draft
from handover.dossier.model import Sentence
from handover.dossier.status import budget_and_forecast, overspend
from handover.dossier.turning import Report, overlap
from handover.dossier.wording import change_in_money, counted, listed, money, quoted

_Amount = Literal["whole_life_cost", "budget", "forecast"]
_AMOUNTS: Final[tuple[tuple[_Amount, str], ...]] = (
    ("whole_life_cost", "Whole-life cost"),
    ("budget", "Budget for the period"),
    ("forecast", "Forecast for the period"),
)
_MONTHS_OF_A_YEAR: Final = 12
# Up to two months apart days say more than months.
_DAYS: Final = 62
_MOST_NAMED: Final = 4
_ONLY_ONE: Final = "only one report gives it"


def plan(draft: Draft) -> Iterable[PlanLine]:
    """A line for each date and each amount of which two values are known, dates first."""
    reports = draft.course.reports
    for field, word in (("start", "Start"), ("end", "End")):
        planned = [one for one in reports if _date(one, f"{field}_planned")]
        actual = [one for one in reports if _date(one, f"{field}_actual")]
        if planned:
            yield _dated(f"{word} as planned", planned[0], planned[-1], f"{field}_planned", f"{field}_planned", draft)
        if planned and actual:
            line = _dated(
                f"{word}: last plan and actual", planned[-1], actual[-1], f"{field}_planned", f"{field}_actual", draft
            )
            yield line
    for amount, word in _AMOUNTS:
        yield from _amounts(draft, amount, word)
    yield from _against_budget(draft)


def plan_notes(draft: Draft) -> Iterable[Sentence]:
    """What the table cannot show: dates with nothing to compare, the closing date, amounts that are no numbers."""
    reports = draft.course.reports
    for field, word in (("start", "start"), ("end", "end")):
        planned = [one for one in reports if _date(one, f"{field}_planned")]
        actual = [one for one in reports if _date(one, f"{field}_actual")]
        if actual and not planned:
            when = spoken(_date(actual[-1], f"{field}_actual") or "")
            text = f"The actual {word} is {when}; no report gives a planned {word}."
            yield Sentence(text=text, references=(draft.labels.reference(actual[-1]),))
    if closing := _at_closing(draft):
        yield closing
    if said := budget_and_forecast(draft.course):
        yield Sentence(text=said[0], references=draft.labels.references(said[1]))
    yield from _no_numbers(draft)
    yield from _currencies(draft)


def _date(report: Report, field: str) -> str | None:
    value: str | None = getattr(report.record, field)
    return value


def _dated(what: str, first: Report, last: Report, first_field: str, last_field: str, draft: Draft) -> PlanLine:
    was, is_now = _date(first, first_field) or "", _date(last, last_field) or ""
    return PlanLine(
        what=what,
        first=spoken(was),
        first_for=first.record.period,
        last=spoken(is_now),
        last_for=last.record.period,
        change=moved(was, is_now) if first is not last else _ONLY_ONE,
        references=draft.labels.references((first, last)),
    )


def moved(first: str, last: str) -> str:
    """How far a partial date moved, as exactly as both allow.

    >>> moved("2012-03", "2013-09"), moved("2012", "2013-09"), moved("2012-03-01", "2012-03-20")
    ('18 months later', 'about a year later', '19 days later')
    >>> moved("2012", "2012-05")
    'unchanged'
    """
    if overlap(first, last):
        return "unchanged"
    one, other = dates.earliest(first), dates.earliest(last)
    way = "later" if other > one else "earlier"
    days = abs((other - one).days)
    exact = min(len(first), len(last))
    if exact == len("2012-03-01") and days <= _DAYS:
        return f"{counted(days, 'day')} {way}"
    if exact >= len("2012-03"):
        months = abs((other.year - one.year) * _MONTHS_OF_A_YEAR + other.month - one.month)
        return f"{counted(max(1, months), 'month')} {way}"
    years = abs(other.year - one.year)
    return f"about {'a year' if years == 1 else f'{years:,} years'} {way}"


def _amounts(draft: Draft, field: _Amount, word: str) -> Iterable[PlanLine]:
    """A line for each currency in which the reports give it, in the order in which they first appear."""
    given: dict[str | None, list[Report]] = {}
    for report in draft.course.reports:
        if getattr(report.record, field) is not None:
            given.setdefault(report.record.currency, []).append(report)
    for currency, reports in given.items():
        first, last = reports[0], reports[-1]
        was: Decimal = getattr(first.record, field)
        is_now: Decimal = getattr(last.record, field)
        change = change_in_money(was, is_now) if len(reports) > 1 else _ONLY_ONE
        which = "" if len(given) == 1 else f" ({currency or 'no currency named'})"
        yield PlanLine(
            what=f"{word}{which}",
            first=money(was, currency),
            first_for=first.record.period,
            last=money(is_now, currency),
            last_for=last.record.period,
            change=change,
            references=draft.labels.references((first, last)),
        )


def _against_budget(draft: Draft) -> Iterable[PlanLine]:
    """How the forecast lay to the budget in the first report that has both, and in the last, in each currency."""
    given: dict[str | None, list[Report]] = {}
    for report in draft.course.reports:
        if overspend(report) is not None:
            given.setdefault(report.record.currency, []).append(report)
    for currency, reports in given.items():
        first, last = reports[0], reports[-1]
        if first is last:
            continue
        which = "" if len(given) == 1 else f" ({currency or 'no currency named'})"
        yield PlanLine(
            what=f"Forecast against budget{which}",
            first=_beside(first),
            first_for=first.record.period,
            last=_beside(last),
            last_for=last.record.period,
            change="each for its own period",
            references=draft.labels.references((first, last)),
        )


def _beside(report: Report) -> str:
    share = (overspend(report) or Decimal(0)) * 100
    if abs(share) < 1:
        return "within 1 per cent"
    return f"{abs(share):,.0f} per cent {'over' if share > 0 else 'under'}"


def _at_closing(draft: Draft) -> Sentence | None:
    """How the closing date lies to the end that was planned last."""
    if not draft.course.ends:
        return None
    last, closes = draft.course.ends[-1], draft.known.transition.effective_on
    how = moved(last.value, closes)
    lies = "the time that was planned last" if how == "unchanged" else f"{how} than was planned last"
    return Sentence(
        text=f"It closes in {spoken(closes)}, {lies} ({spoken(last.value)}).".replace(
            "closes in", "closes on" if len(closes) == len("2012-03-01") else "closes in"
        ),
        references=(draft.labels.reference(last.report),),
    )


def _no_numbers(draft: Draft) -> Iterable[Sentence]:
    """What reports give in place of amounts: a range, a note, “exempt”; the amounts of which that is so together."""
    together: dict[tuple[str, ...], list[str]] = {}
    cited: dict[tuple[str, ...], list[Report]] = {}
    for field, word in _AMOUNTS:
        found = [one for one in draft.course.reports if getattr(one.record, field) is None and _given(one, field)]
        if found:
            words = tuple(dict.fromkeys(quoted(_given(one, field) or "", 60) for one in found))
            together.setdefault(words, []).append(word.lower())
            cited.setdefault(words, []).extend(found)
    for words, amounts in together.items():
        references = draft.labels.references(cited[words])
        verb = counted(len(references), "report gives", "reports give")
        text = f"{verb} no amount as {listed(amounts)} but {listed(words, most=_MOST_NAMED)}; the table lacks it."
        yield Sentence(text=text, references=references)


def _given(report: Report, field: str) -> str | None:
    value: str | None = getattr(report.record, f"{field}_given")
    return value


def _currencies(draft: Draft) -> Iterable[Sentence]:
    having = [
        one for one in draft.course.reports if any(getattr(one.record, field) is not None for field, _ in _AMOUNTS)
    ]
    currencies: Sequence[str | None] = list(dict.fromkeys(one.record.currency for one in having))
    if len(currencies) > 1:
        words = listed([one or "a currency that no report names" for one in currencies])
        yield Sentence(text=f"The amounts are in {words}; one is never reckoned with the other.")
