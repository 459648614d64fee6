"""Writes ``docs/gallery/``: the demonstration's dossiers as pictures, every page of each, with what to look at.

``make gallery`` runs it. It runs the demonstration in a folder of its own, so the dates of compiling are today's.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2

from flows.run import run
from handover.jobs.demonstrate import ReadableDossier, demonstrate

GALLERY: Final = Path(__file__).parent / "gallery"
_WIDTH: Final = 620
# Shades enough for small letters and the five ratings' colours.
_COLOURS: Final = 24

_INTRODUCTION: Final = """\
# Gallery

Every page of the three dossiers that the [demonstration](../getting-started.md) makes: a closure, a renaming, and a
staff move. The county, its people and its records are fictional. The dossiers themselves, which can be searched and
read aloud, are in `demo/to-read` after `make demo`; [reading a dossier](../dossier.md) explains each part.

`make gallery` makes this page and its pictures again.
"""

# What to look at, by the title of a section as the bookmarks of the PDF have it.
LOOK_AT: Final[Mapping[str, str]] = {
    "Contents": "Where each section begins, and how a note such as “S1 row 12” is read.",
    "Handing over from": "Posts, initiatives on one line each, open actions, and a reading order for the first week.",
    "Old and new": "The old names beside the new; what stays, what changes, and what nobody has said.",
    "What it set out to do, and did": "The purpose as it was put first, beside what was last reported.",
    "The story": "Why it is as serious as it is, and what happened when.",
    "Status over time": "The ratings as a line with triangles at each rise and fall, the same in words, every report.",
    "Money and dates against plan": "Each date and amount as it was said first and last, with the change.",
    "Lessons": "Whose learning it is and whose is missing; the most useful lessons first, by how they went.",
    "What came before, and what became of it": "The family as a drawing and in words, with who said what.",
    "People": "Who can still be asked and about what, vacant posts, and what ties people to each other.",
    "Follow-on actions": "What is still to do, who inherits it, and what could go wrong and then what.",
    "Advice to whoever restarts this": "What to check, do, and watch for; each with the numbers that it rests on.",
    "Gaps": "What the dossier should have and how far it has it; then each gap with what to do.",
    "Sources and provenance": "The file, time and checksum behind every statement.",
    "Annex": "The sensitive part, from a page of its own on, so that it can be taken off.",
}
_FRONT: Final = (
    "How serious it is and how far to trust that; what it is; what to do next and who inherits it; whom to ring; what "
    "could go wrong; the gaps that matter most; the questions of the read-back."
)


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    # The sections that it shows, the first of them perhaps begun on a page before.
    sections: tuple[str, ...]
    # Those of them that begin on it.
    begun: tuple[str, ...]


def pages(document: pypdfium2.PdfDocument) -> list[Page]:
    """Which sections stand on which page, by the bookmarks of the uppermost level."""
    starts: list[tuple[int, str]] = []
    for mark in document.get_toc(max_depth=1):
        place = mark.get_dest()
        if place is not None:
            starts.append((place.get_index() or 0, mark.get_title()))
    found: list[Page] = []
    running: tuple[str, ...] = ()
    for index in range(len(document)):
        begun = tuple(title for page, title in starts if page == index)
        found.append(Page(index + 1, begun if index == 0 else (*running, *begun), begun))
        running = begun[-1:] or running
    return found


def draw(document: pypdfium2.PdfDocument, page: Page, into: Path) -> None:
    """One page as a small PNG of few colours."""
    sheet = document[page.number - 1]
    picture = sheet.render(scale=_WIDTH / sheet.get_width()).to_pil()
    picture.quantize(_COLOURS, dither=0).save(into, optimize=True)


def caption(page: Page) -> str:
    if page.number == 1:
        return _FRONT
    said = [look for title in page.begun if (look := _look_at(title))]
    return " ".join(said) or f"{_plain(page.sections[-1])}, continued."


def alternative(dossier: ReadableDossier, page: Page) -> str:
    """What stands in the place of the picture where it is not seen."""
    shown = "page one" if page.number == 1 else "; ".join(map(_plain, page.sections))
    return f"Page {page.number} of {dossier.pages} of “{dossier.title}”: {shown}."


def _plain(title: str) -> str:
    """The title of a section without its number, which differs from dossier to dossier."""
    first, _, rest = title.partition(" ")
    return rest.strip() if first.isdigit() else title


def _look_at(title: str) -> str | None:
    return next((look for start, look in LOOK_AT.items() if _plain(title).startswith(start)), None)


def album(dossier: ReadableDossier) -> Iterator[str]:
    """Draw every page of ``dossier``, and yield the lines that show them."""
    name = dossier.pdf.stem.lower()
    document = pypdfium2.PdfDocument(dossier.pdf)
    yield f"\n## {dossier.title}\n\n{dossier.pages} pages, {dossier.gaps} gaps named.\n"
    for page in pages(document):
        file = f"{name}-{page.number:02d}.png"
        draw(document, page, GALLERY / file)
        yield f"**Page {page.number}.** {caption(page)}\n\n![{alternative(dossier, page)}]({file})\n"


def main() -> None:
    GALLERY.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made: Sequence[ReadableDossier] = demonstrate(Path(folder) / "demo", run, lambda line: print(line, flush=True))
        for old in GALLERY.glob("*.png"):
            old.unlink()
        shown = "\n".join(line for dossier in made for line in album(dossier))
    (GALLERY / "README.md").write_text(f"{_INTRODUCTION}{shown}", encoding="utf-8")


if __name__ == "__main__":
    main()
