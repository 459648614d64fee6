"""One IATI activity as a row: its columns are called as the standard calls its elements, codes become words.

IATI standard 2.01 to 2.03 (https://iatistandard.org/en/iati-standard/203/), and of 1.0x what was called otherwise.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml.etree import _Element as Element

from handover.sources.documents.iati_budget import budget_periods, total
from handover.sources.documents.iati_results import results_text
from handover.sources.documents.iati_text import LANGUAGE, by_language, own_text, preferred, said, said_by_each

# Each list of codes is at https://iatistandard.org/en/iati-standard/203/codelists/, by the name above it.
# ActivityStatus
_STATUSES: Final[Mapping[str, str]] = {
    "1": "Pipeline/identification",
    "2": "Implementation",
    "3": "Finalisation",
    "4": "Closed",
    "5": "Cancelled",
    "6": "Suspended",
}
# ActivityDateType; the second of each is what 1.0x writes.
_DATES: Final[Mapping[str, tuple[str, str]]] = {
    "start-planned": ("1", "start-planned"),
    "start-actual": ("2", "start-actual"),
    "end-planned": ("3", "end-planned"),
    "end-actual": ("4", "end-actual"),
}
# OrganisationRole
_ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "funding-org": ("1", "funding"),
    "accountable-org": ("2", "accountable"),
    "extending-org": ("3", "extending"),
    "implementing-org": ("4", "implementing"),
}
# DescriptionType; without a type it is a general one.
_DESCRIPTIONS: Final[Mapping[str, str]] = {
    "description": "1",
    "description-objectives": "2",
    "description-target-groups": "3",
    "description-other": "4",
}
# RelatedActivityType
_RELATIONS: Final[Mapping[str, str]] = {
    "1": "parent",
    "2": "child",
    "3": "sibling",
    "4": "co-funded",
    "5": "third party",
}
_CONTACT_TEXTS: Final = {
    "contact-name": "person-name",
    "contact-job-title": "job-title",
    "contact-organisation": "organisation",
    "contact-department": "department",
    "contact-address": "mailing-address",
}
_CONTACT_LISTS: Final = {"contact-email": "email", "contact-telephone": "telephone", "contact-website": "website"}

# These are there in other languages too, called ``title.fr``.
TRANSLATED: Final = ("title", *_DESCRIPTIONS)
_IDENTITY: Final = ("iati-identifier", "title")
CONTACT_COLUMNS: Final = (*_IDENTITY, *_CONTACT_TEXTS, *_CONTACT_LISTS)
COLUMNS: Final = (
    *_IDENTITY, *_DESCRIPTIONS, "activity-status", *_DATES, "last-updated-datetime", "generated-datetime",
    "reporting-org", "reporting-org-ref", *_ROLES, *_CONTACT_TEXTS, *_CONTACT_LISTS,
    "budget", "budget-currency", "budget-period", "default-currency", "sector", "recipient-country", "location",
    "result", "hierarchy", "related-activity", "document-link", "other-identifier",
)  # fmt: skip
_LANGUAGE_CODE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*", re.ASCII)


def is_translation(column: str) -> bool:
    """Whether a column is one of the texts in another language: ``title.fr``."""
    name, _, language = column.partition(".")
    return name in TRANSLATED and _LANGUAGE_CODE.fullmatch(language) is not None


def activity_row(activity: Element, language: str, generated: str | None) -> dict[str, Any]:
    """The row of an activity: text or None, and lists of texts where it may say several things.

    ``language`` and ``generated`` are what the whole file says, where the activity does not say them itself.
    """
    language = activity.get(LANGUAGE) or language
    periods = budget_periods(activity)
    budget, currency = total(periods) or (None, None)
    row: dict[str, Any] = {
        **_identity(activity, language),
        "activity-status": _status(activity, language),
        **_dates(activity),
        "last-updated-datetime": activity.get("last-updated-datetime"),
        "generated-datetime": activity.get("generated-datetime") or generated,
        "reporting-org": said(activity.iterfind("reporting-org"), language) or None,
        "reporting-org-ref": _attribute(activity.find("reporting-org"), "ref"),
        **_organisations(activity, language),
        **_contacts(activity.findall("contact-info"), language),
        "budget": budget,
        "budget-currency": currency,
        "budget-period": [str(one) for one in periods],
        "default-currency": activity.get("default-currency"),
        "sector": said_by_each(activity.iterfind("sector"), language, otherwise="code"),
        "recipient-country": said_by_each(activity.iterfind("recipient-country"), language, otherwise="code"),
        "location": said_by_each(activity.iterfind("location/name"), language, otherwise="ref"),
        "result": results_text(activity, language) or None,
        "hierarchy": activity.get("hierarchy"),
        "related-activity": list(_related(activity)),
        "document-link": list(_documents(activity, language)),
        "other-identifier": list(_other_identifiers(activity)),
    }
    for column, code in _DESCRIPTIONS.items():
        texts = (one for one in activity.iterfind("description") if one.get("type", "1") == code)
        row.update(_translated(column, by_language(texts, language), language))
    return row


def contact_rows(activity: Element, language: str) -> Iterator[dict[str, Any]]:
    """A row for each contact of an activity, with what the activity is called."""
    language = activity.get(LANGUAGE) or language
    identity = _identity(activity, language)
    for contact in activity.iterfind("contact-info"):
        yield {**identity, **_contacts([contact], language)}


def _identity(activity: Element, language: str) -> dict[str, str | None]:
    titles = by_language(activity.iterfind("title"), language)
    identifier = own_text(activity.find("iati-identifier")) or None
    return {"iati-identifier": identifier, **_translated("title", titles, language)}


def _translated(column: str, texts: dict[str, str], language: str) -> dict[str, str | None]:
    taken = preferred(texts, language)
    others = {f"{column}.{spoken}": text for spoken, text in texts.items() if spoken != taken}
    return {column: None if taken is None else texts[taken], **others}


def _status(activity: Element, language: str) -> str | None:
    """The status in words; a code that the list does not have stays as it is."""
    status = activity.find("activity-status")
    if status is None:
        return None
    code = status.get("code", "").strip()
    return _STATUSES.get(code) or said([status], language) or code or None


def _dates(activity: Element) -> dict[str, str | None]:
    """The dates by their type. Two that differ are both there, which is no date: somebody must look."""
    found: dict[str, str | None] = {}
    for column, types in _DATES.items():
        days = (
            one.get("iso-date", "")[:10] or own_text(one)
            for one in activity.iterfind("activity-date")
            if one.get("type", "").lower() in types
        )
        found[column] = "; ".join(dict.fromkeys(filter(None, days))) or None
    return found


def _organisations(activity: Element, language: str) -> dict[str, list[str]]:
    return {
        column: said_by_each(
            (one for one in activity.iterfind("participating-org") if one.get("role", "").lower() in roles),
            language,
            otherwise="ref",
        )
        for column, roles in _ROLES.items()
    }


def _contacts(contacts: list[Element], language: str) -> dict[str, list[str]]:
    """What all of these contacts say, together."""
    found = {
        column: [text for contact in contacts if (text := said(contact.iterfind(name), language))]
        for column, name in _CONTACT_TEXTS.items()
    }
    for column, name in _CONTACT_LISTS.items():
        texts = (own_text(one) for contact in contacts for one in contact.iterfind(name))
        found[column] = list(dict.fromkeys(filter(None, texts)))
    return found


def _related(activity: Element) -> Iterator[str]:
    for one in activity.iterfind("related-activity"):
        reference = one.get("ref") or own_text(one)
        relation = _RELATIONS.get(one.get("type", ""))
        if reference:
            yield f"{reference} ({relation})" if relation else reference


def _documents(activity: Element, language: str) -> Iterator[str]:
    for one in activity.iterfind("document-link"):
        title, address = said(one.iterfind("title"), language), one.get("url", "").strip()
        if title or address:
            yield f"{title} ({address})" if title and address else title or address


def _other_identifiers(activity: Element) -> Iterator[str]:
    for one in activity.iterfind("other-identifier"):
        if reference := one.get("ref") or own_text(one):
            yield reference


def _attribute(element: Element | None, name: str) -> str | None:
    return None if element is None else element.get(name)
