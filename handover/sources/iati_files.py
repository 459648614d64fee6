"""IATI activity files: a row for each activity, or for each contact of each activity, however large the file is."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from handover.errors import SourceUnreadable
from handover.sources.contents import empty, pieces, seems_to_be
from handover.sources.registering.registration import Found, Registration
from handover.sources.rows import Fetched, RawRow, Reading
from handover.sources.texts import shown

_FILE: Final = "iati-activities"
_ACTIVITY: Final = "iati-activity"
# What “items” can say that a row is.
CONTACTS: Final = "contact-info"


def mistakes(registration: Registration) -> Iterator[Found]:
    """What is wrong with a source of activities, beside what can be wrong with any."""
    if registration.items not in (None, CONTACTS):
        yield ("items",), f"can only be {CONTACTS} here, for a contact a row; without it, a row is an activity"


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read fetched activities as their registration says; see ``read_iati``."""
    return read_iati(
        fetched.path,
        fetched.name,
        largest=largest,
        contacts=registration.items == CONTACTS,
        wanted=dict.fromkeys(column for making in registration.makings for column in making.columns),
    )


def read_iati(path: Path, name: str, *, largest: int, contacts: bool = False, wanted: Iterable[str] = ()) -> Reading:
    """Read the activities in ``path``, which sentences call ``name``; ``largest`` bounds its bytes, also unpacked.

    A row is a dict with ``iati_activity.COLUMNS``, and with translations (``title.fr``) where there are any; its
    number is the activity's. With ``contacts`` a row is one of those, with CONTACT_COLUMNS. Translations that are
    ``wanted`` are among the names that a row may have. Raises SourceUnreadable or SourceUnreachable; of a file that
    is cut off nothing is taken.
    """
    from handover.sources.documents.iati_activity import COLUMNS, CONTACT_COLUMNS, is_translation
    from handover.sources.documents.iati_text import LANGUAGE
    from handover.sources.documents.xml_pieces import first_element

    content = pieces(path, name, largest=largest)
    beginning = next(content, b"").lstrip(b" \t\r\n")  # some write an empty line first, where XML allows none
    if not beginning:
        raise empty(name)
    if what := seems_to_be(beginning):
        raise _not_iati(name, f"it seems to be {what}")
    first = first_element(beginning, name)
    if first.tag != _FILE:
        raise _not_iati(name, f"its first element is “{shown(str(first.tag))}” and not “{_FILE}”")
    language, generated = first.get(LANGUAGE, ""), first.get("generated-datetime")
    columns, what = (CONTACT_COLUMNS, "a contact of an activity") if contacts else (COLUMNS, "an activity")
    translations = (column for column in wanted if is_translation(column))
    return Reading(
        _rows(chain((beginning,), content), name, contacts, language, generated),
        names=(*columns, *translations),
        facts={"form": f"IATI {first.get('version', 'of no version')}; a row is {what}."},
    )


def _rows(
    content: Iterable[bytes], name: str, contacts: bool, language: str, generated: str | None
) -> Iterator[RawRow]:
    from handover.sources.documents.iati_activity import activity_row, contact_rows
    from handover.sources.documents.xml_pieces import elements

    for number, activity in enumerate(elements(content, name, within=_FILE, tag=_ACTIVITY), start=1):
        if contacts:
            yield from (RawRow(number, row) for row in contact_rows(activity, language))
        else:
            yield RawRow(number, activity_row(activity, language, generated))


def _not_iati(name: str, why: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} has no IATI activities: {why}.",
        where=name,
        what_to_do="Correct “kind” or “location” in the source's registration, or fetch the file of activities.",
    )
