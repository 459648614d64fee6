"""Proof that a laid-out dossier says what its page says: no blank page, no part left out, no letter lost.

It looks at the laid-out pages, which tell what a file does not: the anchors, and whether a text can be seen where it
stands. What readers' software reads in the finished file is the business of ``read_again``.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final
from xml.etree.ElementTree import Element

from handover.errors import RenderError

_TRY_AGAIN: Final = "Nothing was published. Report this with the log, and with dossier.json if you may."
# With less than this a text is not seen; that there is enough to read it, the style sheet sees to.
_LEAST_CONTRAST: Final = 1.5
_Rectangle = tuple[float, float, float, float]
_SVG: Final = "{http://www.w3.org/2000/svg}svg"


def prove(expected: Iterable[str], page: Element, pages: Iterable[Any]) -> None:
    """Check laid-out ``pages`` (WeasyPrint's) against the ``expected`` anchors and the ``page`` they were made from.

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
    missing = [anchor for anchor in expected if anchor not in anchors]
    if missing:
        raise RenderError(
            f"The PDF lacks {len(missing)} of the dossier's parts.", where=missing[0], what_to_do=_TRY_AGAIN
        )
    written = sum(_letters(text) for main in page.iter("main") for text in _written(main))
    if not written or drawn < written:
        raise RenderError(f"The PDF shows {drawn:,} letters of the dossier's {written:,}.", what_to_do=_TRY_AGAIN)


def _letters(text: str) -> int:
    return sum(map(len, text.split()))


def _texts(page_box: Any) -> Iterator[str]:
    """The texts of the page itself in a laid-out page box that can be seen: on the page, not cut off, and in a colour
    that is told from its ground.
    """
    whole = (0.0, 0.0, page_box.margin_width(), page_box.margin_height())
    waiting: list[tuple[Any, Any, _Rectangle]] = [(page_box, None, whole)]
    while waiting:
        current, ground, clip = waiting.pop()
        # A box that floats or is placed stands behind a placeholder.
        current = getattr(current, "_box", current)
        # Headers and footers; and what the style sheet writes, such as page numbers in the contents.
        if getattr(current, "at_keyword", None) or "::" in (current.element_tag or ""):
            continue
        text = getattr(current, "text", None)
        if isinstance(text, str):
            if current.style["visibility"] == "visible" and _within(current, clip) and _stands_out(current, ground):
                yield text
            continue
        children = getattr(current, "children", ())
        if children:
            own = _colour(current, "background_color")
            ground = own if own.alpha else ground
            if current.style["overflow"] == "hidden" and isinstance(current.height, int | float):
                left, top = current.border_box_x(), current.border_box_y()
                clip = (left, top, left + current.border_width(), top + current.border_height())
            waiting.extend((child, ground, clip) for child in children)


def _within(box: Any, clip: _Rectangle) -> bool:
    """Whether the middle of a box lies within ``clip``; of a text without width its beginning."""
    left, top, right, bottom = clip
    x, y = box.position_x + (box.width or 0) / 2, box.position_y + (box.height or 0) / 2
    return bool(left <= x <= right and top <= y <= bottom)


def _colour(box: Any, name: str) -> Any:
    from weasyprint.draw.color import get_color

    return get_color(box.style, name)


def _stands_out(box: Any, ground: Any) -> bool:
    colour = _colour(box, "color")
    under = (1.0, 1.0, 1.0) if ground is None else _rgb(ground)
    return bool(colour.alpha) and _contrast(_rgb(colour), under) >= _LEAST_CONTRAST


def _rgb(colour: Any) -> tuple[float, ...]:
    return tuple(colour.to("srgb").coordinates)


@lru_cache(maxsize=256)
def _contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, “contrast ratio”)."""

    def luminance(rgb: tuple[float, ...]) -> float:
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


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
