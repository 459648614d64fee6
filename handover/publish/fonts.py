"""Source Sans Pro from its package, under a name of our own, so that no font of the machine can take its place.

Scripts that it lacks are set in what fonts the machine has. The fetcher serves WeasyPrint our fonts and nothing
else at all.
"""

from base64 import b64decode
from functools import lru_cache
from pathlib import Path
from typing import Final

import font_source_sans_pro
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from handover.publish.looks import PLAIN, Looks

FAMILY: Final = "Dossier Sans"
_SCHEME: Final = "dossier-font:"
_FACES: Final = (
    ("SourceSansPro-Regular.ttf", "normal", 400),
    ("SourceSansPro-It.ttf", "italic", 400),
    ("SourceSansPro-Semibold.ttf", "normal", 600),
    ("SourceSansPro-Bold.ttf", "normal", 700),
)

_FONT_FACES: Final = "\n".join(
    f'@font-face {{ font-family: "{FAMILY}"; font-style: {style}; font-weight: {weight}; '
    f'src: url("{_SCHEME}{file}") format("truetype") }}'
    for file, style, weight in _FACES
)
# The last letter of the Latin blocks that the font covers, and what else the page's own words and most texts use.
_LAST_LATIN: Final = "\u024f"
_IN_THE_FONT: Final = frozenset("–—‘’“”•…‰€™→−▲△▽◆■◊☐☑⟦⟧")


@lru_cache
def _font(file: str) -> bytes:
    return (Path(font_source_sans_pro.font_directory) / file).read_bytes()


class OnlyOurFonts(URLFetcher):  # type: ignore[misc]
    """Denies every address but those of our fonts, and of the office's fonts and logo, which the page carries itself.

    Remembers in ``attempts`` what else was asked for.
    """

    def __init__(self, looks: Looks = PLAIN) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.attempts: list[str] = []
        self._carried = frozenset({looks.logo} if looks.logo else ()) | frozenset(looks.font_addresses)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        file = url.removeprefix(_SCHEME)
        if url.startswith(_SCHEME) and any(file == face for face, _, _ in _FACES):
            return URLFetcherResponse(url, _font(file), {"Content-Type": "font/ttf"})
        if url in self._carried:
            kind, _, content = url.removeprefix("data:").partition(";base64,")
            return URLFetcherResponse(url, b64decode(content), {"Content-Type": kind})
        self.attempts.append(url)
        raise ValueError("nothing is fetched for a dossier")


class OurFonts:
    """Everything WeasyPrint needs for the fonts of one dossier."""

    def __init__(self, looks: Looks = PLAIN) -> None:
        self.fetcher = OnlyOurFonts(looks)
        self.configuration = FontConfiguration()
        self.faces = CSS(string=_FONT_FACES, font_config=self.configuration, url_fetcher=self.fetcher)

    def without_glyph(self, text: str) -> set[int]:
        """Which characters of ``text`` no font here has.

        PDF/A and PDF/UA forbid the empty box that would stand for them. Laying out each unusual character by itself
        costs a fiftieth of finding out when the whole dossier has been laid out.
        """
        unusual = {character for character in text if character > _LAST_LATIN} - _IN_THE_FONT
        if not unusual:
            return set()
        page = "".join(f"<p>&#{ord(character)};</p>" for character in sorted(unusual))
        body = f"<style>body {{ font-family: '{FAMILY}' }}</style>{page}"
        document = HTML(string=body, url_fetcher=self.fetcher).render(
            font_config=self.configuration, stylesheets=[self.faces]
        )
        document.write_pdf()
        return {point for font in document.fonts.values() for point in font.missing}
