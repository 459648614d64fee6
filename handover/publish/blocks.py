"""A finished HTML page of a dossier as blocks: headings, paragraphs, lists, tables, pictures, in the order of reading.

Forms that are not HTML are made of them (the ODT, the words on a screen). The page is what is looked at and proved,
so whatever section stands on it stands in those forms too, in the same words; none of them needs templates of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from handover.dossier.wording import sentences

# Elements that stand within a line; every other one begins a block.
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q"}
    | {"s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
)
# What only a screen has: to work the page with, and no part of what it says.
_OF_THE_SCREEN: Final = frozenset(
    {"script", "style", "template", "button", "input", "select", "label", "form", "noscript", "dialog"}
)
_BY_LOOK: Final = {"b": "strong", "strong": "strong", "em": "em", "i": "em", "code": "code"}
# Inside of a line of HTML, but set on a line of its own.
_OWN_LINE: Final = frozenset({"handing", "then", "place"})
_HEADING: Final = re.compile(r"h([1-6])")
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_SVG: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_MOST_CELLS: Final = 1000
_BLANK: Final = "_" * 24


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. ``looks``: strong, em, code, and the classes of the elements it stands in."""

    text: str
    looks: frozenset[str] = frozenset()
    href: str | None = None
    turned: bool = False
    """It may turn its neighbours around, and has to be isolated from them (UAX #9, isolates)."""


BREAK: Final = Run("\n")


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    runs: tuple[Run, ...]
    section: str
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``roles`` are the classes of the paragraph, which say what it is for."""

    runs: tuple[Run, ...]
    section: str
    roles: frozenset[str] = frozenset()
    right_to_left: bool = False
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; ``plain`` items carry their own number, or need none."""

    items: tuple[tuple["Block", ...], ...]
    section: str
    ordered: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    runs: tuple[Run, ...]
    is_header: bool = False
    columns: int = 1
    rows: int = 1
    is_amount: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    section: str
    caption: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: its SVG, what it shows in short, and the same in words."""

    svg: str
    title: str
    words: str
    section: str


Block = Heading | Paragraph | Listing | Table | Picture


def blocks_of(page: str) -> tuple[Block, ...]:
    """The blocks of the main part of a dossier's own HTML page."""
    from lxml import html

    # The parser for HTML does not know the case of SVG's names, so drawings are taken out as they are.
    drawings = _SVG.findall(page)
    numbers = iter(range(len(drawings)))
    bare = _SVG.sub(lambda _: f'<svg data-number="{next(numbers)}"></svg>', page)
    root = html.document_fromstring(bare.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    found: list[Block] = []
    for main in root.iter("main"):
        for child in main:
            name = child.get("id") or child.get("aria-labelledby") or ""
            found += _Reader(drawings, name).flow(child)
    return tuple(found)


def text_of(runs: tuple[Run, ...]) -> str:
    """What runs say, as plain text."""
    return "".join(run.text for run in runs)


class _Reader:
    """Reads the blocks of one section."""

    def __init__(self, drawings: list[str], section: str) -> None:
        self.drawings = drawings
        self.section = section
        self.waiting: list[str] = []  # anchors of elements whose first block has not come yet

    def flow(self, element: Any) -> list[Block]:
        """The blocks of an element that holds blocks, text, or both."""
        if anchor := element.get("id"):
            self.waiting.append(anchor)
        found: list[Block] = []
        loose: list[Run] = _written(element.text, _Look())
        for child in element:
            if not isinstance(child.tag, str) or _is_of_the_screen(child):
                pass
            elif child.tag in _INLINE:
                _inline(child, _Look(), loose)
            else:
                found += self._loose(loose)
                loose = []
                found += self._block(child)
            loose += _written(child.tail, _Look())
        return found + self._loose(loose)

    def _loose(self, runs: list[Run]) -> list[Block]:
        tidied = _tidied(runs)
        return [Paragraph(tidied, self.section, anchors=self._anchors())] if tidied else []

    def _anchors(self) -> tuple[str, ...]:
        found = tuple(self.waiting)
        self.waiting.clear()
        return found

    def _block(self, element: Any) -> list[Block]:
        tag = element.tag
        if (heading := _HEADING.fullmatch(tag)) is not None:
            return self._heading(element, int(heading[1]))
        if tag in ("p", "dt", "dd", "figcaption", "summary", "caption", "pre"):
            return self._paragraph(element)
        if tag in ("ul", "ol"):
            return self._list(element)
        if tag == "table":
            return [self._table(element)]
        if tag == "svg":
            return [self._picture(self.drawings[int(element.get("data-number"))])]
        return self.flow(element)

    def _heading(self, element: Any, level: int) -> list[Block]:
        if anchor := element.get("id"):
            self.waiting.append(anchor)
        runs = _runs_of(element)
        return [Heading(level, runs, self.section, self._anchors())] if runs else []

    def _paragraph(self, element: Any) -> list[Block]:
        if anchor := element.get("id"):
            self.waiting.append(anchor)
        runs = _runs_of(element)
        if not runs:
            return []
        roles = _classes(element) | ({element.tag} - {"p"})
        return [Paragraph(runs, self.section, roles, element.get("dir") == "rtl", self._anchors())]

    def _list(self, element: Any) -> list[Block]:
        items = tuple(tuple(blocks) for item in element if item.tag == "li" and (blocks := self.flow(item)))
        if not items:
            return []
        return [Listing(items, self.section, element.tag == "ol", "plain" in _classes(element))]

    def _table(self, element: Any) -> Table:
        heads: list[tuple[Cell, ...]] = []
        rows: list[tuple[Cell, ...]] = []
        for row in element.iter("tr"):
            cells = tuple(_cell(cell) for cell in row if cell.tag in ("th", "td"))
            (heads if row.getparent().tag == "thead" else rows).append(cells)
        caption = next(element.iter("caption"), None)
        return Table(tuple(heads), tuple(rows), self.section, () if caption is None else _runs_of(caption))

    def _picture(self, svg: str) -> Picture:
        title, words = _inside("title", svg), _inside("desc", svg)
        first = sentences(title)[:1] or [""]
        return Picture(svg, first[0], words or title, self.section)


@dataclass(frozen=True, slots=True)
class _Look:
    looks: frozenset[str] = frozenset()
    href: str | None = None
    turned: bool = False


def _is_of_the_screen(element: Any) -> bool:
    return element.tag in _OF_THE_SCREEN or element.get("hidden") is not None or "skip" in _classes(element)


def _classes(element: Any) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _cell(element: Any) -> Cell:
    return Cell(
        _runs_of(element),
        element.tag == "th",
        _span(element.get("colspan")),
        _span(element.get("rowspan")),
        "amount" in _classes(element),
    )


def _span(given: str | None) -> int:
    return min(max(int(given), 1), _MOST_CELLS) if given and given.isdecimal() else 1


def _inside(tag: str, svg: str) -> str:
    from html import unescape

    found = re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", svg, re.DOTALL)
    return " ".join(unescape(found[1]).split()) if found else ""


def _runs_of(element: Any) -> tuple[Run, ...]:
    runs: list[Run] = []
    _children(element, _Look(), runs)
    return _tidied(runs)


def _children(element: Any, look: _Look, into: list[Run]) -> None:
    into += _written(element.text, look)
    for child in element:
        if isinstance(child.tag, str) and not _is_of_the_screen(child):
            _inline(child, look, into)
        into += _written(child.tail, look)


def _inline(element: Any, look: _Look, into: list[Run]) -> None:
    if element.tag == "br":
        into.append(BREAK)
        return
    classes = _classes(element)
    closing = ":" if "level" in classes and "verdict" not in look.looks else _opened(classes, into)
    start = len(into)
    _children(
        element,
        _Look(
            look.looks | classes | ({_BY_LOOK[element.tag]} if element.tag in _BY_LOOK else set()),
            (element.get("href") if element.tag == "a" else None) or look.href,
            look.turned or element.tag == "bdi",
        ),
        into,
    )
    # A label stands in the margin; within the text it needs something between.
    if element.tag == "b" and "label" in classes and _words(into[start:])[-1:].isalnum():
        while not into[-1].text.strip():
            into.pop()
        into[-1] = replace(into[-1], text=into[-1].text.rstrip() + ": ")
    if closing:
        into.append(Run(closing))


def _opened(classes: frozenset[str], into: list[Run]) -> str:
    """Say in words or marks what the style sheet says by place and size; returns what has to follow at the end."""
    if not _words(into):
        return f" {_BLANK}" if "blank" in classes else ""
    if classes & _OWN_LINE:
        into.append(BREAK)
    elif classes & {"fact", "ref"} and any("fact" in run.looks for run in into):
        into.append(Run(" · "))
    elif classes & {"ref", "count"}:
        # Zero-width, for the renderer of the PDF to break lines well.
        into[-1] = replace(into[-1], text=into[-1].text.removesuffix("\u200b"))
        into.append(Run(" ("))
        return ")"
    elif "blank" in classes:
        into.append(Run("  "))
    return f" {_BLANK}" if "blank" in classes else ""


def _words(runs: list[Run]) -> str:
    """The last line of runs, as far as it says anything."""
    last = max((place for place, run in enumerate(runs) if run is BREAK), default=-1)
    return "".join(run.text for run in runs[last + 1 :]).strip(" \u200b")


def _written(text: str | None, look: _Look) -> list[Run]:
    if not text:
        return []
    return [Run(_SPACE.sub(" ", text), look.looks, look.href, look.turned)]


def _tidied(runs: list[Run]) -> tuple[Run, ...]:
    """Runs without space at the ends of lines or twice, as a page shows them, and those of one look as one."""
    tidy: list[Run] = []
    for run in _without_double_space(runs):
        last = tidy[-1] if tidy else None
        if last and run is not BREAK and last is not BREAK and replace(last, text="") == replace(run, text=""):
            tidy[-1] = replace(last, text=last.text + run.text)
        else:
            tidy.append(run)
    return tuple(tidy)


def _without_double_space(runs: list[Run]) -> Iterator[Run]:
    kept: list[Run] = []
    for run in runs:
        if run is BREAK:
            _end_line(kept)
            kept.append(run)
            continue
        at_a_space = not kept or kept[-1] is BREAK or kept[-1].text.endswith(" ")
        text = run.text.removeprefix(" ") if at_a_space else run.text
        if text:
            kept.append(replace(run, text=text))
    _end_line(kept)
    while kept and kept[-1] is BREAK:
        kept.pop()
        _end_line(kept)
    return iter(kept)


def _end_line(kept: list[Run]) -> None:
    """Space at the end of a line is nothing."""
    while kept and kept[-1] is not BREAK:
        text = kept[-1].text.removesuffix(" ")
        if text:
            kept[-1] = replace(kept[-1], text=text)
            return
        kept.pop()
