"""What an IATI activity achieved, as text that can be read: results, their indicators, baselines, targets, actuals."""

from collections.abc import Iterator, Mapping
from typing import Final

from lxml.etree import _Element as Element

from handover.sources.documents.iati_text import said

# https://iatistandard.org/en/iati-standard/203/codelists/resulttype/
_TYPES: Final[Mapping[str, str]] = {"1": "Output", "2": "Outcome", "3": "Impact", "9": "Other result"}
# https://iatistandard.org/en/iati-standard/203/codelists/indicatormeasure/
_PERCENTAGE: Final = "2"


def results_text(activity: Element, language: str) -> str:
    """All results of an activity, a paragraph each, with a line for each indicator and each of its periods."""
    return "\n\n".join("\n".join(_result(result, language)) for result in activity.iterfind("result"))


def _result(result: Element, language: str) -> Iterator[str]:
    kind = _TYPES.get(result.get("type", ""), "Result")
    yield f"{kind}: {_titled(result, language)}"
    for indicator in result.iterfind("indicator"):
        unit = "%" if indicator.get("measure") == _PERCENTAGE else ""
        yield f"- {_titled(indicator, language)}"
        for baseline in indicator.iterfind("baseline"):
            on = baseline.get("iso-date") or baseline.get("year") or ""
            yield f"  Baseline{f' {on}' if on else ''}: {_measured(baseline, unit, language)}"
        for period in indicator.iterfind("period"):
            yield f"  {_when(period)}: {'; '.join(_targets_and_actuals(period, unit, language)) or 'nothing said'}"


def _titled(element: Element, language: str) -> str:
    texts = (said(element.iterfind(name), language) for name in ("title", "description"))
    return " – ".join(filter(None, texts)) or "without a title"


def _when(period: Element) -> str:
    days = (period.find(name) for name in ("period-start", "period-end"))
    return " to ".join(day.get("iso-date", "?") if day is not None else "?" for day in days)


def _targets_and_actuals(period: Element, unit: str, language: str) -> Iterator[str]:
    for name in ("target", "actual"):
        for measure in period.iterfind(name):
            yield f"{name} {_measured(measure, unit, language)}"


def _measured(element: Element, unit: str, language: str) -> str:
    """A value with its unit, for whom it was counted (“sex: female”), and the comment on it."""
    value = element.get("value", "").strip()
    counted = (f"{one.get('name', '')}: {one.get('value', '')}" for one in element.iterfind("dimension"))
    brackets = "; ".join(filter(None, (*counted, said(element.iterfind("comment"), language))))
    return f"{value + unit if value else 'no value'}{f' ({brackets})' if brackets else ''}"
