"""One entry for everything that a dossier is published as."""

import re
from collections.abc import Iterable
from typing import Final, Literal

from handover.dossier.model import Dossier
from handover.publish.html import html
from handover.publish.json_form import dossier_as_json
from handover.publish.looks import PLAIN, Looks
from handover.publish.pdf import pdf

Form = Literal["pdf", "html", "json"]
_PAGES: Final = re.compile(rb'xmpTPg:NPages="(\d+)"')
FORMS: Final[tuple[Form, ...]] = ("pdf", "html", "json")


def publish(dossier: Dossier, *, forms: Iterable[Form] = FORMS, looks: Looks = PLAIN) -> dict[Form, bytes]:
    """The dossier in each of ``forms``, as the bytes of a file, in the office's ``looks``.

    The same dossier and looks always give the same bytes.

    Raises RenderError; then there is none of the forms.
    """
    wanted = tuple(forms)
    page = html(dossier, looks) if {"pdf", "html"} & set(wanted) else ""
    made: dict[Form, bytes] = {}
    for form in wanted:
        if form == "pdf":
            made[form] = pdf(dossier, page, looks)
        elif form == "html":
            made[form] = page.encode()
        else:
            made[form] = dossier_as_json(dossier)
    return made


def page_count(pdf: bytes) -> int:
    """How many pages a PDF that was published here has, from its own metadata."""
    found = _PAGES.search(pdf)
    if found is None:
        raise ValueError("this PDF was not published here")
    return int(found[1])
