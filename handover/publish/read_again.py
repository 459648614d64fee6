"""The finished PDF, read again as its readers' software reads it: what the dossier says is on its pages, and is drawn.

A report that came out blank and was sent all the same is how such systems lose their readers' trust. This looks at the
bytes that will be sealed, not at how they were made; ``proof`` looks at what only the laid-out pages tell.
"""

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from handover.dossier.heritage.assemble import every
from handover.dossier.model import Dossier
from handover.errors import RenderError
from handover.publish.legible import legible
from handover.publish.sections import sections_of

# What must be read in each section, word for word; whoever reads the section needs nothing more than these.
_SAID: Final[Mapping[str, Callable[[Dossier], Iterable[str | None]]]] = {
    "story": lambda dossier: (event.text for event in dossier.story),
    "lessons": lambda dossier: (
        text
        for group in dossier.lessons
        for lesson in group.lessons
        for text in (lesson.title, lesson.what_happened, lesson.recommendation)
    ),
    "heritage": lambda dossier: (lesson.title for lesson in every((*dossier.inherited, *dossier.precedents))),
    "people": lambda dossier: (person.name or person.role for person in dossier.people),
    "actions": lambda dossier: (action.what for action in dossier.actions),
    "advice": lambda dossier: (one.text for one in dossier.closing.advice) if dossier.closing else (),
    "annex": lambda dossier: (
        text for item in (dossier.annex.items if dossier.annex else ()) for _, text in item.texts
    ),
    "gaps": lambda dossier: (gap.sentence for gap in dossier.gaps),
    "sources": lambda dossier: (source.title for source in dossier.sources),
}
_REPORT: Final = "Nothing was published. Report this with the log, and with dossier.json if you may."
_POINTS: Final = 0.75  # in a CSS pixel
# Of the letters on a page every one of so many is looked at for whether anything is drawn for it.
_EVERY: Final = 40
# And every one of so many pages, from the first on: fonts are those of the whole file.
_EVERY_PAGE: Final = 5
_SCALE: Final = 1.0  # pixels a point
_QUOTED: Final = 80
# They choose a shape, or part letters, and are nothing to read themselves.
_UNSEEN: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ONE_LETTER: Final = re.compile(r"(\w)\1{39}")


Said = Iterable[tuple[str, Iterable[str | None]]]


def said_in(dossier: Dossier) -> Said:
    """What must be read in each section of a dossier, by the section's title."""
    for name, (_, title) in sections_of(dossier).items():
        yield title, _SAID.get(name, _nothing)(dossier)


def read_again(
    said: Said, content: bytes, margins: Sequence[tuple[float, float]], described: Mapping[int, str]
) -> None:
    """Check the PDF ``content`` against the texts that must be ``said`` in it.

    ``margins`` are the heights at the top and bottom of each page (in CSS pixels) that hold no text of the dossier's
    own, ``described`` what stands for characters that no font has. Texts that run from left to right, without marks
    that combine, are looked for word for word; of others readers' software gives letters in an order of its own, so
    theirs are counted. Raises RenderError for a page on which nothing is read or drawn, and for a text that is nowhere,
    with its section.
    """
    read = "".join(_pages(content, margins))
    counted: Counter[str] | None = None
    for title, texts in said:
        for text in texts:
            wanted = letters(legible(text or "").translate(described))
            if wanted in read:
                continue
            if not _straight(wanted):
                counted = counted or Counter(read)
                if Counter(wanted) <= counted:
                    continue
            raise RenderError(
                f"The PDF lacks a text of the section “{title}”: “{_short(text or '')}”",
                where=f"the section “{title}”",
                what_to_do=_REPORT,
            )


def letters(text: str) -> str:
    """The letters, marks and digits of ``text``, whatever their presentation: all that two ways of setting it share.

    >>> letters("Ask the ﬁrst-line team.")
    'askthefirstlineteam'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain.isascii():
        return "".join(filter(str.isalnum, plain))
    return "".join(one for one in plain if unicodedata.category(one)[0] in "LMN" and not _UNSEEN.match(one))


def _straight(wanted: str) -> bool:
    """Whether readers' software gives these letters in their order, each once.

    It takes a line that is just like the one above for a copy, by which others make letters bold; only a word of one
    letter and more than a line has two of them.
    """
    if _ONE_LETTER.search(wanted):
        return False
    return wanted.isascii() or not any(
        unicodedata.category(one)[0] == "M" or unicodedata.bidirectional(one) in ("R", "AL", "AN") for one in wanted
    )


def _nothing(_dossier: Dossier) -> Iterable[str]:
    return ()


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _pages(content: bytes, margins: Sequence[tuple[float, float]]) -> Iterator[str]:
    """The letters of each page, between its margins."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        for number, (page, (top, bottom)) in enumerate(zip(document, margins, strict=True), start=1):
            width, height = page.get_size()
            on_page = page.get_textpage()
            read = letters(on_page.get_text_bounded(0, bottom * _POINTS, width, height - top * _POINTS))
            if not read:
                raise _blank(number, "came out blank")
            if number % _EVERY_PAGE == 1 and not _drawn(page, on_page):
                raise _blank(number, "has text for which nothing is drawn")
            on_page.close()
            page.close()
            yield read
    finally:
        document.close()


def _blank(number: int, how: str) -> RenderError:
    return RenderError(f"Page {number} of the PDF {how}.", where=f"page {number}", what_to_do=_REPORT)


def _drawn(page: Any, on_page: Any) -> bool:
    """Whether something is drawn where letters stand: those of a font that was cut down wrongly are read, but not seen.

    The page is drawn small, in grey, and of the letters every so many is looked at.
    """
    from pypdfium2 import raw

    picture = page.render(scale=_SCALE, grayscale=True)
    grey, stride = bytes(picture.buffer), picture.stride
    edges = [ctypes.c_double() for _ in range(4)]
    looked_at = empty = 0
    for index in range(0, on_page.count_chars(), _EVERY):
        if not chr(raw.FPDFText_GetUnicode(on_page, index)).isalnum():
            continue
        raw.FPDFText_GetCharBox(on_page, index, *edges)
        left, right, bottom, top = (int(edge.value * _SCALE) for edge in edges)
        rows = range(max(picture.height - top - 1, 0), min(picture.height - bottom + 1, picture.height))
        shades = {shade for row in rows for shade in grey[row * stride + max(left, 0) : row * stride + right + 1]}
        looked_at += 1
        empty += len(shades) < 2
    picture.close()
    return empty * 2 <= looked_at
