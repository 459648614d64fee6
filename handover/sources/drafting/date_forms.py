"""In which forms a column writes its dates, found from the values alone."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from handover.sources.mapping.source_dates import read_date
from handover.sources.texts import as_text

_LONGEST: Final = 40  # characters of a date, with its weekday and its time of day
_MOST_FORMS: Final = 4  # a column with more of them is no column of dates
_LEAST_SHARE: Final = 0.02  # of the dates; what is rarer is a slip, which somebody should see as a rejected row

_TIME: Final = r"(?P<time>[ T,]+\d{1,2}:\d{2}(?P<seconds>:\d{2})?(?P<noon> ?[AaPp][Mm])?)?"
_YEAR: Final = r"(?P<year>\d{4}|\d{2})"
_MONTH: Final = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_WEEKDAY: Final = r"(?P<weekday>[A-Z][a-z]+(?P<comma>,?) )?"
_NUMBERS: Final = re.compile(
    rf"{_WEEKDAY}(?P<first>\d{{1,2}})(?P<mark>[./-])(?P<second>\d{{1,2}})(?P=mark){_YEAR}{_TIME}", re.ASCII
)
_YEAR_FIRST: Final = re.compile(rf"\d{{4}}(?P<mark>[./])\d{{1,2}}(?P=mark)\d{{1,2}}{_TIME}", re.ASCII)
_DAY_MONTH: Final = re.compile(
    rf"{_WEEKDAY}\d{{1,2}}(?P<mark>[ ./-]){_MONTH}(?P<after>[., /-]{{1,2}}){_YEAR}{_TIME}",
    re.IGNORECASE | re.ASCII,
)
_MONTH_DAY: Final = re.compile(rf"{_MONTH}(?P<mark>[ ./-])\d{{1,2}}(?P<after>, ?| ){_YEAR}{_TIME}", re.I | re.ASCII)
_MONTH_YEAR: Final = re.compile(rf"{_MONTH}(?P<mark>[ './,-]{{1,2}}){_YEAR}", re.IGNORECASE | re.ASCII)
_MONTH_OF_YEAR: Final = re.compile(r"(?:0?[1-9]|1[0-2])(?P<mark>[./-])(?:19|20)\d{2}", re.ASCII)
# Four digits are a year where they are one of these times; otherwise they count something.
_OTHER_YEAR: Final = re.compile(r"(?!19\d\d|20\d\d)\d{4}", re.ASCII)
_DAY_FIRST: Final = re.compile(r"%d([./-])%m")
_COMPACT: Final = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_FINANCIAL_YEAR: Final = re.compile(
    r"(?:FY ?)?(?P<first>(?:19|20)\d{2})(?: ?[/–-] ?)(?:20)?(?P<second>\d{2})", re.I | re.ASCII
)


@dataclass(frozen=True, slots=True)
class DateForms:
    """How a column writes dates.

    ``share`` of its values are dates. ``formats`` are those of strptime that read them, the commonest first; dates
    that are written as ISO 8601 says, and those of a spreadsheet, need none. ``day_first`` is None where no value
    shows whether the day or the month goes first, though some could be either.
    """

    share: float = 0.0
    formats: tuple[str, ...] = ()
    day_first: bool | None = True

    def turned(self, *, day_first: bool) -> "DateForms":
        """The same forms, with the order of day and month as another column of the file shows it."""
        if self.day_first is not None or day_first:
            return self
        return DateForms(self.share, tuple(_DAY_FIRST.sub(r"%m\1%d", one) for one in self.formats), None)


def date_forms(values: Iterable[Any]) -> DateForms:
    """The forms of the dates among ``values``, which have no blank ones among them.

    >>> date_forms(["31/12/2015", "01/02/2016"]).formats
    ('%d/%m/%Y',)
    """
    seen = [value if isinstance(value, date) else as_text(value) for value in values]
    forms: Counter[str] = Counter()
    orders: Counter[bool] = Counter()
    either = dates = 0
    for value in seen:
        found = _Form("") if isinstance(value, date) else _form(value) if len(value) <= _LONGEST else None
        if found is None:
            continue
        dates += 1
        if found.form:
            forms[found.form] += 1
        either += found.either
        orders.update([found.day_first] if found.day_first is not None else [])
    if not dates or len(forms) > _MOST_FORMS:
        return DateForms()
    order = orders[True] >= orders[False] if orders else None
    kept = [form for form, count in forms.most_common() if count >= _LEAST_SHARE * dates]
    formats = _needed([_ordered(form, order is not False) for form in kept], seen)
    return DateForms(dates / len(seen), formats, order if either or orders else True)


def _needed(formats: list[str], values: list[Any]) -> tuple[str, ...]:
    """The formats without those whose dates the others read too: ``May 2022`` is read as %B and as %b."""
    texts = [text for text in set(map(as_text, values)) if any(_reads(text, (one,)) for one in formats)]
    for one in reversed(formats):
        others = tuple(other for other in formats if other != one)
        if others and all(_reads(text, others) for text in texts):
            formats = list(others)
    return tuple(formats)


def financial_year(text: str) -> str | None:
    """The calendar year in which a financial year began: ``2022-23`` -> ``2022``; None for anything else."""
    match = _FINANCIAL_YEAR.fullmatch(text.strip())
    if match is None or (int(match["first"]) + 1) % 100 != int(match["second"]):
        return None
    return match["first"]


class _Form(NamedTuple):
    """The form of one date, with ``%?`` and ``%!`` where day and month could change places.

    ``day_first`` is what this date shows of their order, ``either`` that it can be read both ways.
    """

    form: str
    day_first: bool | None = None
    either: bool = False


@lru_cache(maxsize=10_000)
def _form(text: str) -> _Form | None:
    if match := _NUMBERS.fullmatch(text):
        mark = match["mark"]
        form = f"{_weekday(match)}%?{mark}%!{mark}{_year(match)}{_time(match)}"
        orders = [day_first for day_first in (True, False) if _reads(text, (_ordered(form, day_first),))]
        if len(orders) == 1:
            return _Form(form, orders[0])
        return _Form(form, either=int(match["first"]) != int(match["second"])) if orders else None
    written = _written_out(text)
    if written is None and _OTHER_YEAR.fullmatch(text):
        return None
    return _Form(written or "") if _reads(text, (written,) if written else ()) else None


def _written_out(text: str) -> str | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return f"%Y{match['mark']}%m{match['mark']}%d{_time(match)}"
    if match := _DAY_MONTH.fullmatch(text):
        return f"{_weekday(match)}%d{match['mark']}{_month(match)}{match['after']}{_year(match)}{_time(match)}"
    if match := _MONTH_DAY.fullmatch(text):
        return f"{_month(match)}{match['mark']}%d{match['after']}{_year(match)}{_time(match)}"
    if match := _MONTH_YEAR.fullmatch(text):
        return f"{_month(match)}{match['mark']}{_year(match)}"
    if match := _MONTH_OF_YEAR.fullmatch(text):
        # 2022-05 is ISO, 05-2022 is not.
        return f"%m{match['mark']}%Y"
    return "%Y%m%d" if _COMPACT.fullmatch(text) else None


def _weekday(match: re.Match[str]) -> str:
    if match["weekday"] is None:
        return ""
    return f"{'%A' if len(match['weekday'].strip(' ,')) > 3 else '%a'}{match['comma']} "


def _month(match: re.Match[str]) -> str:
    # “Sept” is read as “Sep” (handover.sources.mapping.source_dates); “May” is both.
    return "%b" if len(match["month"]) <= 3 or match["month"].lower() == "sept" else "%B"


def _year(match: re.Match[str]) -> str:
    return "%Y" if len(match["year"]) == 4 else "%y"


def _time(match: re.Match[str]) -> str:
    if match["time"] is None:
        return ""
    lead = re.match(r"[ T,]+", match["time"])
    hours = "%I" if match["noon"] else "%H"
    noon = (" %p" if match["noon"].startswith(" ") else "%p") if match["noon"] else ""
    return f"{lead[0] if lead else ' '}{hours}:%M{':%S' if match['seconds'] else ''}{noon}"


def _ordered(form: str, day_first: bool) -> str:
    return form.replace("%?", "%d" if day_first else "%m").replace("%!", "%m" if day_first else "%d")


def _reads(text: str, formats: tuple[str, ...]) -> bool:
    try:
        read_date(text, formats)
    except ValueError:
        return False
    return True
