"""Proof that a laid-out dossier says what its page says: no blank page, no part left out, no letter lost.

A report that came out blank and was sent all the same is how such systems lose their readers' trust. Reading the
finished PDF back would cost as much as making it, so the laid-out pages are what is looked at.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from handover.dossier.model import Dossier
from handover.errors import RenderError
from handover.publish.sections import expected_anchors

_TRY_AGAIN: Final = "Nothing was published. Report this with the log, and with dossier.json if you may."
_SVG: Final = "{http://www.w3.org/2000/svg}svg"


def prove(dossier: Dossier, page: Element, pages: Iterable[Any]) -> None:
    """Check laid-out ``pages`` (WeasyPrint's) against ``dossier`` and the ``page`` they were made from.

    Raises RenderError for a page with nothing on it, a part of the dossier that is nowhere, or fewer letters on
    the pages than in the main part of the page.
    """
    anchors: set[str] = set()
    drawn = 0
    for number, laid_out in enumerate(pages, start=1):
        anchors.update(laid_out.anchors)
        letters = sum(_letters(text) for text in _texts(laid_out._page_box))
        if not letters:
            raise RenderError(
                f"Page {number} of the PDF came out blank.", where=f"page {number}", what_to_do=_TRY_AGAIN
            )
        drawn += letters
    missing = [anchor for anchor in expected_anchors(dossier) if anchor not in anchors]
    if missing:
        raise RenderError(
            f"The PDF lacks {len(missing)} of the dossier's parts.", where=missing[0], what_to_do=_TRY_AGAIN
        )
    written = sum(_letters(text) for main in page.iter("main") for text in _written(main))
    if not written or drawn < written:
        raise RenderError(f"The PDF shows {drawn:,} letters of the dossier's {written:,}.", what_to_do=_TRY_AGAIN)


def _letters(text: str) -> int:
    return sum(map(len, text.split()))


def _texts(box: Any) -> Iterator[str]:
    """The texts of the page itself in a laid-out box."""
    waiting = [box]
    while waiting:
        current = waiting.pop()
        # A box that floats or is placed stands behind a placeholder.
        current = getattr(current, "_box", current)
        # Headers and footers; and what the style sheet writes, such as page numbers in the contents.
        if getattr(current, "at_keyword", None) or "::" in (current.element_tag or ""):
            continue
        text = getattr(current, "text", None)
        if isinstance(text, str) and current.style["visibility"] == "visible":
            yield text
        waiting.extend(getattr(current, "children", ()))


def _written(element: Element) -> Iterator[str]:
    """The texts of an element of the page; drawings are told by their figures in the table beside them."""
    if element.tag == _SVG:
        return
    if element.text:
        yield element.text
    for child in element:
        yield from _written(child)
        if child.tail:
            yield child.tail
