"""A section of a dossier as lines of plain words, for a screen without a window: what its page says, in its order."""

from collections.abc import Iterable, Iterator

from handover.dossier.model import Dossier
from handover.publish.blocks import Block, Heading, Listing, Paragraph, Picture, Table, blocks_of, text_of
from handover.publish.html import html
from handover.publish.sections import sections_of

PAGE_ONE = "front"


def section_names(dossier: Dossier) -> tuple[str, ...]:
    """The sections that can be asked for, page one first."""
    return (PAGE_ONE, *sections_of(dossier))


def in_words(dossier: Dossier, sections: Iterable[str] = (PAGE_ONE,)) -> list[str]:
    """The lines of some sections of a dossier; a blank one before each heading."""
    wanted = frozenset(sections)
    lines = [line for block in blocks_of(html(dossier)) if block.section in wanted for line in _lines(block)]
    while lines and not lines[0]:
        del lines[0]
    return lines


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield ""
        yield from _written(block)
    elif isinstance(block, Paragraph):
        yield from _written(block)
    elif isinstance(block, Listing):
        yield from _items(block)
    elif isinstance(block, Table):
        yield from _rows(block)
    elif isinstance(block, Picture):
        # What it shows stands beside it in words or as a table; its title says what it would be.
        yield f"[{block.title}]"


def _written(block: Heading | Paragraph) -> list[str]:
    return text_of(block.runs).split("\n")


def _items(block: Listing) -> Iterator[str]:
    for number, item in enumerate(block.items, start=1):
        mark = "" if block.plain else f"{number}. " if block.ordered else "- "
        lines = [line for inner in item for line in _lines(inner)]
        for place, line in enumerate(lines):
            yield f"{mark}{line}" if place == 0 else f"  {line}" if line else ""


def _rows(block: Table) -> Iterator[str]:
    heads = [text_of(cell.runs) for cell in block.heads[-1]] if block.heads else []
    for row in block.rows:
        cells = [text_of(cell.runs).replace("\n", " ") for cell in row]
        if len(heads) == len(cells):
            cells = [f"{head}: {cell}" if head else cell for head, cell in zip(heads, cells, strict=True)]
        yield f"- {'; '.join(cells)}"
