"""Making the PDF of a dossier, beside WeasyPrint alone on the same HTML."""

from collections.abc import Iterator

from benchmarks.measuring import Figure, ratio
from handover.dossier.model import Dossier
from handover.publish.fonts import OurFonts
from handover.publish.forms import page_count
from handover.publish.html import html
from handover.publish.pdf import pdf
from tests.dossiers.big import a_big_dossier

# How many lessons make a dossier of about so many pages.
PAGES = ((10, 12), (130, 260))


def figures() -> Iterator[Figure]:
    """The ratio for a dossier of 10 and of 130 pages."""
    from weasyprint import HTML

    for about, lessons in PAGES:
        dossier = a_big_dossier(lessons)
        page = html(dossier)
        pages = page_count(pdf(dossier, page))

        def bare(page: str = page) -> None:
            fonts = OurFonts()
            HTML(string=page, url_fetcher=fonts.fetcher).write_pdf(
                font_config=fonts.configuration, stylesheets=[fonts.faces], pdf_variant="pdf/a-3a"
            )

        def ours(dossier: Dossier = dossier) -> None:
            pdf(dossier, html(dossier))

        value, taken, alone = ratio(ours, bare, pairs=7 if about < 50 else 3)
        yield Figure(
            f"a dossier of {pages} pages, against WeasyPrint alone", value, 1.1, "×", f"{taken:.2f} s to {alone:.2f} s"
        )
