"""One entry for everything that a dossier is published as: a table of forms, and how each is made.

Three are sealed when a dossier is compiled. The others are made of the sealed dossier.json when they are asked for, so
they cannot say anything else, and nothing is kept that could grow old.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal

from handover.dossier.model import Dossier
from handover.errors import BadRequest
from handover.publish.calendar import dated, ics
from handover.publish.contacts import has_contacts, vcf
from handover.publish.html import html
from handover.publish.json_form import dossier_as_json
from handover.publish.looks import PLAIN, Looks
from handover.publish.odt.document import MEDIA_TYPE as ODT
from handover.publish.odt.document import odt
from handover.publish.pdf import pdf
from handover.publish.tables.csv_form import csv_zip
from handover.publish.tables.xlsx import xlsx

Form = Literal["pdf", "html", "json", "odt", "xlsx", "csv", "vcf", "ics"]
_PAGES: Final = re.compile(rb'xmpTPg:NPages="(\d+)"')


class _Making:
    """A dossier while its forms are made; its page is made once for all that need it."""

    def __init__(self, dossier: Dossier, looks: Looks) -> None:
        self.dossier = dossier
        self.looks = looks

    @cached_property
    def page(self) -> str:
        return html(self.dossier, self.looks)


def _has_anything(_dossier: Dossier) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """One form: how its files end, what they are to programs and to people, how they are made.

    ``has_anything`` says whether a dossier has anything to put into it, ``lacking`` what is missing where not.
    """

    ending: str
    media_type: str
    words: str
    make: Callable[[_Making], bytes]
    is_sealed: bool = False
    has_anything: Callable[[Dossier], bool] = _has_anything
    lacking: str = ""


KINDS: Final[Mapping[Form, Kind]] = MappingProxyType(
    {
        "pdf": Kind(
            ".pdf",
            "application/pdf",
            "to read, print and keep",
            lambda making: pdf(making.dossier, making.page, making.looks),
            is_sealed=True,
        ),
        "html": Kind(
            ".html",
            "text/html; charset=utf-8",
            "to read on a screen",
            lambda making: making.page.encode(),
            is_sealed=True,
        ),
        "json": Kind(
            ".json",
            "application/json",
            "for programs, by the published schema",
            lambda making: dossier_as_json(making.dossier),
            is_sealed=True,
        ),
        "odt": Kind(".odt", ODT, "to edit", lambda making: odt(making.dossier, making.page)),
        "xlsx": Kind(
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "all tables as one workbook",
            lambda making: xlsx(making.dossier),
        ),
        "csv": Kind(
            "-tables.zip", "application/zip", "all tables as CSV files in a ZIP", lambda making: csv_zip(making.dossier)
        ),
        "vcf": Kind(
            ".vcf",
            "text/vcard; charset=utf-8",
            "the contacts, for an address book",
            lambda making: vcf(making.dossier),
            has_anything=has_contacts,
            lacking="it names nobody who could be put into an address book",
        ),
        "ics": Kind(
            ".ics",
            "text/calendar; charset=utf-8",
            "the dated follow-on actions, for a calendar",
            lambda making: ics(making.dossier),
            has_anything=lambda dossier: bool(dated(dossier)),
            lacking="none of its open follow-on actions has a date",
        ),
    }
)
ALL_FORMS: Final[tuple[Form, ...]] = tuple(KINDS)
# What is sealed when a dossier is compiled.
FORMS: Final[tuple[Form, ...]] = tuple(form for form, kind in KINDS.items() if kind.is_sealed)


def publish(dossier: Dossier, *, forms: Iterable[Form] = FORMS, looks: Looks = PLAIN) -> dict[Form, bytes]:
    """The dossier in each of ``forms``, as the bytes of a file, in the office's ``looks``.

    The same dossier and looks always give the same bytes.

    Raises RenderError; BadRequest where the dossier has nothing to put into one of them. Then none of them is made.
    """
    wanted = tuple(forms)
    for form in wanted:
        if not KINDS[form].has_anything(dossier):
            raise BadRequest(
                f"There is no {form.upper()} of this dossier: {KINDS[form].lacking}.",
                what_to_do="Leave that form out.",
            )
    making = _Making(dossier, looks)
    return {form: KINDS[form].make(making) for form in wanted}


def page_count(pdf: bytes) -> int:
    """How many pages a PDF that was published here has, from its own metadata."""
    found = _PAGES.search(pdf)
    if found is None:
        raise ValueError("this PDF was not published here")
    return int(found[1])
