"""The blocks of a dossier as the content of an OpenDocument text.

Headings are headings of their level, tables have header rows, notes lead to their sources, drawings are pictures with
their words as the text alternative. Pages in the contents are fields, which a word processor works out itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from xml.etree import ElementTree

from handover.publish.blocks import BREAK, Block, Cell, Heading, Listing, Paragraph, Picture, Run, Table, text_of
from handover.publish.odt.names import add, qualified, root

_WIDTH: Final = 17.0  # cm between the margins of A4
_NARROWEST, _LONGEST_WORD, _WIDEST = 4.0, 14, 40  # letters, by which columns are weighed
_CM_A_PIXEL: Final = 2.54 / 96
# The first that a paragraph has says its style.
_STYLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kicker": "Kicker",
        "standing": "Standing",
        "advice": "Advice",
        "said": "Said",
        "dd": "Said",
        "dt": "Term",
        "facts": "Facts",
        "more": "Note",
        "intro": "Note",
        "lead-in": "Note",
        "figcaption": "Caption",
        "caption": "Caption",
    }
)
_LOOKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nobody": "Warning",
        "late": "Warning",
        "number": "Number",
        "section-number": "Number",
        "ref": "Reference",
        "count": "Quiet",
        "code": "Source_20_Text",
        "strong": "Strong_20_Emphasis",
        "em": "Emphasis",
    }
)


@dataclass(slots=True)
class Content:
    """The content of a document: its XML, and the pictures that belong to it by the names of their files."""

    element: Any
    pictures: dict[str, bytes] = field(default_factory=dict)


def content_of(blocks: Iterable[Block]) -> Content:
    """The content of the document that has these blocks."""
    return _Writer().written(list(blocks))


class _Writer:
    def __init__(self) -> None:
        self.content = Content(root("office:document-content"))
        self.automatic = add(self.content.element, "office:automatic-styles")
        self.text = add(add(self.content.element, "office:body"), "office:text")
        self.turned: set[str] = set()
        self.tables = 0
        self.anchors: set[str] = set()

    def written(self, blocks: list[Block]) -> Content:
        self._page_break_style()
        before = ""
        for block in blocks:
            begins = block.section != before and before == "front"
            before = block.section
            self._block(self.text, block, on_a_new_page=begins)
        return self.content

    def _block(self, parent: Any, block: Block, *, on_a_new_page: bool = False) -> None:
        if isinstance(block, Heading):
            self._heading(parent, block, on_a_new_page=on_a_new_page)
        elif isinstance(block, Paragraph):
            self._paragraph(parent, block)
        elif isinstance(block, Listing):
            if block.section == "contents":
                self._contents(parent, block)
            else:
                self._list(parent, block)
        elif isinstance(block, Table):
            self._table(parent, block)
        else:
            self._picture(parent, block)

    def _page_break_style(self) -> None:
        style = add(
            self.automatic,
            "style:style",
            style__name="NewPage",
            style__family="paragraph",
            style__parent_style_name="Heading_20_2",
        )
        add(style, "style:paragraph-properties", fo__break_before="page")

    def _heading(self, parent: Any, block: Heading, *, on_a_new_page: bool) -> None:
        level = min(block.level, 4)
        style = f"Heading_20_{level}"
        if block.section == "front" and level == 2:
            style = "Page_20_one_20_heading"
        elif on_a_new_page:
            style = "NewPage"
        element = add(parent, "text:h", text__style_name=style, text__outline_level=str(level))
        self._anchored(element, block.anchors)
        _runs(element, block.runs)

    def _paragraph(self, parent: Any, block: Paragraph, base: str | None = None) -> None:
        style = next((style for role, style in _STYLES.items() if role in block.roles), base or "Text_20_body")
        if block.section == "front" and style not in ("Kicker", "Standing"):
            style = "Page_20_one"
        element = add(parent, "text:p", text__style_name=self._right_to_left(style) if block.right_to_left else style)
        self._anchored(element, block.anchors)
        _runs(element, block.runs)

    def _right_to_left(self, style: str) -> str:
        name = f"{style}_rtl"
        if name not in self.turned:
            self.turned.add(name)
            turned = add(
                self.automatic,
                "style:style",
                style__name=name,
                style__family="paragraph",
                style__parent_style_name=style,
            )
            add(turned, "style:paragraph-properties", style__writing_mode="rl-tb", fo__text_align="start")
        return name

    def _anchored(self, element: Any, anchors: Iterable[str]) -> None:
        for anchor in anchors:
            # A name that stands twice would lead nowhere.
            if anchor not in self.anchors:
                self.anchors.add(anchor)
                add(element, "text:bookmark", text__name=anchor)

    def _list(self, parent: Any, block: Listing) -> None:
        style = "Plain" if block.plain else "Numbers" if block.ordered else "Bullets"
        element = add(parent, "text:list", text__style_name=style)
        for item in block.items:
            within = add(element, "text:list-item")
            for inner in item:
                if isinstance(inner, Paragraph):
                    self._paragraph(within, inner, "List")
                elif isinstance(inner, Heading | Listing):
                    self._block(within, inner)
                else:
                    # A list holds no table and no picture (ODF 1.3 part 3, 5.3.3).
                    self._block(parent, inner)

    def _contents(self, parent: Any, block: Listing) -> None:
        """The contents, which a word processor makes anew when asked to."""
        index = add(parent, "text:table-of-content", text__name="Contents", text__protected="false")
        source = add(
            index,
            "text:table-of-content-source",
            text__outline_level="2",
            text__use_outline_level="false",
            text__use_index_marks="false",
            text__use_index_source_styles="true",
        )
        for level in ("1", "2"):
            template = add(
                source,
                "text:table-of-content-entry-template",
                text__outline_level=level,
                text__style_name=f"Contents_20_{level}",
            )
            add(template, "text:index-entry-link-start")
            add(template, "text:index-entry-text")
            add(template, "text:index-entry-tab-stop", style__type="right", style__leader_char=".")
            add(template, "text:index-entry-page-number")
            add(template, "text:index-entry-link-end")
            styles = add(source, "text:index-source-styles", text__outline_level=level)
            add(styles, "text:index-source-style", text__style_name=f"Heading_20_{int(level) + 1}")
        body = add(index, "text:index-body")
        for item in block.items:
            for entry in item:
                if isinstance(entry, Paragraph):
                    _entry(body, entry)

    def _table(self, parent: Any, block: Table) -> None:
        self.tables += 1
        name = f"Table{self.tables}"
        if block.caption:
            self._paragraph(parent, Paragraph(block.caption, block.section, frozenset({"caption"})))
        table = add(parent, "table:table", table__name=name, table__style_name=name)
        style = add(self.automatic, "style:style", style__name=name, style__family="table")
        add(style, "style:table-properties", style__width=f"{_WIDTH}cm", table__align="margins")
        for number, width in enumerate(widths((*block.heads, *block.rows)), start=1):
            column = f"{name}.{number}"
            made = add(self.automatic, "style:style", style__name=column, style__family="table-column")
            add(made, "style:table-column-properties", style__column_width=f"{width:.2f}cm")
            add(table, "table:table-column", table__style_name=column)
        if block.heads:
            within = add(table, "table:table-header-rows")
            _rows(within, block.heads, name)
        _rows(table, block.rows, name)
        cell = add(self.automatic, "style:style", style__name=f"{name}.cell", style__family="table-cell")
        add(cell, "style:table-cell-properties", fo__padding="0.07cm", fo__border_bottom="0.5pt solid #cfd6dc")
        add(parent, "text:p", text__style_name="Text_20_body")

    def _picture(self, parent: Any, block: Picture) -> None:
        path = f"Pictures/drawing-{len(self.content.pictures) + 1}.svg"
        self.content.pictures[path] = block.svg.encode()
        width, height = _size(block.svg)
        paragraph = add(parent, "text:p", text__style_name="Text_20_body")
        frame = add(
            paragraph,
            "draw:frame",
            draw__name=path.rpartition("/")[2],
            draw__style_name="Frame",
            text__anchor_type="as-char",
            svg__width=f"{width:.2f}cm",
            svg__height=f"{height:.2f}cm",
        )
        image = add(frame, "draw:image", xlink__href=path, xlink__type="simple", xlink__show="embed")
        image.set(qualified("xlink:actuate"), "onLoad")
        image.set(qualified("draw:mime-type"), "image/svg+xml")
        add(frame, "svg:title", block.title)
        if block.words:
            add(frame, "svg:desc", block.words)


def widths(rows: Iterable[tuple[Cell, ...]]) -> list[float]:
    """How wide each column is, in centimetres: by the longest that stands in it, so that none is starved."""
    weights: list[float] = []
    for row in rows:
        place = 0
        for cell in row:
            weights += [_NARROWEST] * (place + cell.columns - len(weights))
            text = text_of(cell.runs)
            # By less than the length: what is long can be broken over lines, but a word should not be.
            word = min(max(map(len, text.replace("/", " ").split()), default=0), _LONGEST_WORD)
            share = max(min(len(text), _WIDEST) ** 0.7, word) / cell.columns
            for column in range(place, place + cell.columns):
                weights[column] = max(weights[column], share)
            place += cell.columns
    return [_WIDTH * weight / sum(weights) for weight in weights]


def _rows(parent: Any, rows: Iterable[tuple[Cell, ...]], name: str) -> None:
    covered: dict[int, int] = {}  # by column, in how many more rows a cell from above reaches into it
    for row in rows:
        element = add(parent, "table:table-row")
        place = 0
        for cell in row:
            place = _covered(element, covered, place)
            made = add(element, "table:table-cell", table__style_name=f"{name}.cell", office__value_type="string")
            if cell.columns > 1:
                made.set(qualified("table:number-columns-spanned"), str(cell.columns))
            if cell.rows > 1:
                made.set(qualified("table:number-rows-spanned"), str(cell.rows))
            style = "Heading" if cell.is_header else "Amount" if cell.is_amount else "Contents"
            _runs(add(made, "text:p", text__style_name=f"Table_20_{style}"), cell.runs)
            for column in range(place, place + cell.columns):
                if column > place:
                    add(element, "table:covered-table-cell")
                if cell.rows > 1:
                    covered[column] = cell.rows - 1
            place += cell.columns
        _covered(element, covered, place)


def _covered(row: Any, covered: dict[int, int], place: int) -> int:
    while covered.get(place):
        add(row, "table:covered-table-cell")
        covered[place] -= 1
        place += 1
    return place


def _entry(body: Any, entry: Paragraph) -> None:
    target = next((run.href for run in entry.runs if run.href), None)
    level = "2" if not any("section-number" in run.looks for run in entry.runs) else "1"
    element = add(body, "text:p", text__style_name=f"Contents_20_{level}")
    if target is None:
        _runs(element, entry.runs)
        return
    link = add(element, "text:a", text_of(entry.runs), xlink__type="simple", xlink__href=target)
    _page_of(add(link, "text:tab").getparent(), target)


def _page_of(parent: Any, target: str) -> None:
    add(parent, "text:bookmark-ref", "–", text__reference_format="page", text__ref_name=target.removeprefix("#"))


def _runs(parent: Any, runs: Iterable[Run]) -> None:
    for run in runs:
        if run is BREAK:
            add(parent, "text:line-break")
            continue
        at = parent
        if run.href:
            at = add(at, "text:a", xlink__type="simple", xlink__href=run.href)
        look = next((style for look, style in _LOOKS.items() if look in run.looks), None)
        # A span for each, also where it has no look, so that each text has an element that is its own.
        span = add(at, "text:span", f"\u2068{run.text}\u2069" if run.turned else run.text)
        if look:
            span.set(qualified("text:style-name"), look)
        if run.href and "onward" in run.looks:
            span.text = f"{run.text} (page "
            _page_of(at, run.href)
            add(at, "text:span", ")")


def _size(svg: str) -> tuple[float, float]:
    """How large a drawing is on the page, in centimetres."""
    try:
        drawing = ElementTree.fromstring(svg)  # noqa: S314 - our own template's
        width, height = (float(drawing.get(side, "").removesuffix("px")) for side in ("width", "height"))
    except (ElementTree.ParseError, ValueError):
        return _WIDTH, _WIDTH / 2
    if width <= 0 or height <= 0:
        return _WIDTH, _WIDTH / 2
    scale = min(_CM_A_PIXEL, _WIDTH / width, 24.0 / height)
    return width * scale, height * scale
