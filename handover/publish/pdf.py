"""The HTML page as PDF: one file that is PDF/A-3a and PDF/UA-1, with dossier.json inside it.

The same dossier gives the same bytes: every date in the file is the dossier's own, and the fonts come from a package.
"""

import logging
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from handover.collecting import without_collecting
from handover.dossier.model import Dossier
from handover.errors import RenderError
from handover.publish.json_form import dossier_as_json
from handover.publish.libraries import require_rendering_libraries
from handover.publish.looks import PLAIN, Looks
from handover.publish.proof import prove
from handover.publish.read_again import Said, read_again, said_in
from handover.publish.sections import expected_anchors
from handover.publish.surroundings import dated, watched

if TYPE_CHECKING:
    from handover.publish.fonts import OurFonts

log: Final = logging.getLogger(__name__)

# The clock and the messages that are kept still are those of the whole process; for more, there are more processes.
_ONE_AT_A_TIME: Final = threading.Lock()
_REPORT: Final = "Nothing was published. Report this with the log, and with dossier.json if you may."


@dataclass(frozen=True, slots=True)
class Paper:
    """What a PDF is given beside its page: its date, its data as an attachment, and what must be found in it: the
    ``anchors`` of its parts, and the texts ``said`` under each title.
    """

    dated: datetime
    file: str
    described: str
    data: bytes
    anchors: tuple[str, ...]
    said: Said


def pdf(dossier: Dossier, html: str, looks: Looks = PLAIN) -> bytes:
    """The PDF of ``dossier``, made from its own ``html`` page; the office's ``looks`` may bring a logo and fonts.

    Raises RenderError, as ``on_paper`` does.
    """
    paper = Paper(
        dossier.compiled_at,
        "dossier.json",
        "What this dossier says, for programs to read",
        dossier_as_json(dossier),
        tuple(expected_anchors(dossier)),
        tuple(said_in(dossier)),
    )
    return on_paper(paper, html, looks)


def on_paper(paper: Paper, html: str, looks: Looks = PLAIN) -> bytes:
    """The PDF of an ``html`` page; the office's ``looks`` may bring a logo and fonts.

    Raises RenderError where the machine lacks a library, where the page asks for anything from outside, and where
    the result is not a whole and readable document.
    """
    require_rendering_libraries()
    from handover.publish.fonts import OurFonts

    with _ONE_AT_A_TIME, watched() as errors, dated(paper.dated), without_collecting():
        fonts = OurFonts(looks)
        without_glyph = fonts.without_glyph(html)
        # Twice at most: what the look at single characters overlooks is found when they stand in their text.
        for _ in range(2):
            if without_glyph:
                log.info("No font here has %s.", ", ".join(f"U+{point:04X}" for point in sorted(without_glyph)))
            described = {point: _described(point) for point in without_glyph}
            content, overlooked = _laid_out(paper, html.translate(described), fonts, errors, described)
            if not overlooked:
                return content
            without_glyph |= overlooked | _composed_of(overlooked, html)
    raise RenderError("The PDF has characters that no font here can show.", what_to_do=_REPORT)


def _laid_out(
    paper: Paper, html: str, fonts: "OurFonts", errors: list[str], described: Mapping[int, str]
) -> tuple[bytes, set[int]]:
    """The PDF, and the characters in it for which there was no glyph."""
    from weasyprint import HTML, Attachment

    from handover.publish.archive import VARIANT, ArchiveMetadata, finish

    compiled_at = paper.dated.astimezone(UTC)
    page = HTML(string=html, url_fetcher=fonts.fetcher)
    options = {"pdf_variant": VARIANT, "stylesheets": [fonts.faces]}
    document = page.render(font_config=fonts.configuration, **options)
    document.metadata = ArchiveMetadata.of(document)
    data = Attachment(
        string=paper.data.decode(),
        url_fetcher=fonts.fetcher,
        name=paper.file,
        description=paper.described,
        created=compiled_at,
        modified=compiled_at,
        relationship="Source",
    )
    content: bytes = document.write_pdf(finisher=finish, attachments=[data], **options)
    if fonts.fetcher.attempts:
        raise RenderError(
            "The dossier asked for something from outside itself, which is never fetched.",
            where=fonts.fetcher.attempts[0][:200],
            what_to_do=_REPORT,
        )
    # What is missing says more than a link that leads nowhere because of it.
    prove(paper.anchors, page.etree_element, document.pages)
    if errors:
        raise RenderError("A part of the dossier could not be laid out.", where=errors[0], what_to_do=_REPORT)
    overlooked = {point for font in document.fonts.values() for point in font.missing}
    # It is thrown away where characters are lacking.
    if not overlooked:
        boxes = [one._page_box for one in document.pages]
        read_again(paper.said, content, [(box.margin_top, box.margin_bottom) for box in boxes], described)
    return content, overlooked


def _composed_of(points: set[int], text: str) -> set[int]:
    """The characters of ``text`` that are set as several, one of them in ``points``: Thai SARA AM is one."""
    return {
        ord(character)
        for character in set(text)
        if not character.isascii() and points.intersection(map(ord, unicodedata.normalize("NFKD", character)))
    }


def _described(point: int) -> str:
    """What stands in the PDF for a character that no font here has: its name where it has one, else its number."""
    character = chr(point)
    name = unicodedata.name(character, "").lower()
    # The name of a letter says nothing to a reader; the name of a picture says what was seen.
    if not name or unicodedata.category(character)[0] in "LM":
        name = f"U+{point:04X}"
    return f"⟦{name}⟧"
