"""HTML in a cell becomes text: tags go, words stay, paragraphs and lists stay as line breaks and dashes.

Only what is surely a tag is taken for one: the name of an HTML element, or of Office's own (``o:p``), with
attributes that look like attributes. “p < 0.05”, “<10 mm>” and “a<b and c>d” come through as they are.
Nothing is shortened. Scripts are kept as the text that they are; style sheets, which nobody reads, are dropped.
"""

import html
import re
from html.entities import html5
from typing import Final


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PARAGRAPHS: Final = _names(
    "p ul ol dl table blockquote pre h1 h2 h3 h4 h5 h6 section article header footer hr form fieldset "
    "address aside main nav figure"
)
# Of these an editor makes one a line; an empty line between two of them is an empty one of their own.
_BLOCKS: Final = _names("div body html tr li dt dd caption figcaption option legend summary script")
_CELLS: Final = _names("td th")
_INLINE: Final = _names(
    "a abbr acronym b bdi bdo big button center cite code col colgroup data del details dfn em font head i "
    "iframe img input ins kbd label link map mark meta nobr noscript object param q rp rt ruby s samp select "
    "small span strike strong style sub sup tbody textarea tfoot thead time title tt u var video wbr audio "
    "source svg"
)
_KNOWN: Final = _PARAGRAPHS | _BLOCKS | _CELLS | _INLINE | {"br"}
_NAMES = "|".join(sorted(_KNOWN, key=len, reverse=True))

# Possessive, so that a text made of half tags cannot make it slow.
_ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+)
    |\s+(?:nowrap|noshade|compact|reversed|selected|checked|disabled|hidden|controls|async|defer)(?=[\s/>]))*+"""
_TAG = re.compile(
    rf"""<(?P<close>/\s*)?(?P<name>(?:{_NAMES})(?=[\s/>])|[a-z][a-z0-9]*:[a-z]\w*)(?P<attributes>{_ATTRIBUTES})\s*/?>
    |<!(?:doctype\b[^<>]*|\[[^<>\]]*\](?:--)?)>
    |<\?xml\b[^<>]*>""",
    re.IGNORECASE | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+))""")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SPACES = re.compile(r"[ \t\f\v\u00a0]+")
_NOT_LEADING = re.compile(r"^(?:https?://|mailto:)?(?:www\.)?", re.IGNORECASE)
_NOWHERE: Final = ("#", "javascript:", "data:", "vbscript:")


def text_of_html(source: str) -> str:
    """The text that a reader of this HTML would read. Text without any tag or entity comes back unchanged."""
    if "<" not in source:
        return _decoded(source)
    source = _without(source, "<!--", "-->")
    source = _without_style_sheets(source)
    tags = list(_TAG.finditer(source))
    if not tags:
        return _decoded(source)
    return _Writer(source, tags).text()


def _decoded(text: str) -> str:
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(match: re.Match[str]) -> str:
    named = match[0][1:]
    return html.unescape(match[0]) if named.startswith("#") or named in html5 else match[0]


def _without(text: str, begin: str, end: str) -> str:
    """The text without what stands between two marks; a mark without its end is text."""
    kept: list[str] = []
    position = 0
    while (start := text.find(begin, position)) >= 0 and (stop := text.find(end, start + len(begin))) >= 0:
        kept.append(text[position:start])
        position = stop + len(end)
    return "".join((*kept, text[position:]))


_STYLE = re.compile(rf"<(/)?style(?=[\s/>]){_ATTRIBUTES}\s*>", re.IGNORECASE | re.VERBOSE)


def _without_style_sheets(text: str) -> str:
    kept: list[str] = []
    position = 0
    begun: int | None = None
    for tag in _STYLE.finditer(text):
        if tag[1] is None and begun is None:
            begun = tag.start()
        elif tag[1] and begun is not None:
            kept.append(text[position:begun])
            position, begun = tag.end(), None
    return "".join((*kept, text[position:]))


class _Writer:
    """Puts the pieces between the tags together again, with line breaks where the tags make them."""

    def __init__(self, source: str, tags: list[re.Match[str]]) -> None:
        self.source = source
        self.tags = tags
        self.pieces: list[str] = []
        self.lists: list[int | None] = []  # of each open list: None for dashes, else the last number
        self.links: list[tuple[str, int]] = []  # of each open link: its address, where its text begins
        self.in_row = False
        self.preformatted = 0
        self.at_line_start = True
        # Where tags make the lines, a line break of the source is only a space, as in a browser.
        names = {(tag["name"] or "").lower() for tag in tags}
        self.tags_make_lines = bool(names & (_PARAGRAPHS | _BLOCKS | {"br"}))

    def text(self) -> str:
        position = 0
        for tag in self.tags:
            self.write(self.source[position : tag.start()])
            if tag["name"]:
                self.tag(tag["name"].lower(), tag["close"] is not None, tag["attributes"] or "")
            position = tag.end()
        self.write(self.source[position:])
        while self.links:
            self.end_link()
        lines = "".join(self.pieces).split("\n")
        return re.sub(r"\n{3,}", "\n\n", "\n".join(_SPACES.sub(" ", line).strip() for line in lines)).strip()

    def write(self, text: str) -> None:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if self.tags_make_lines and not self.preformatted:
            text = "\n\n".join(part.replace("\n", " ") for part in _BLANK_LINE.split(text))
        # White space that only lays out the markup makes no line of its own.
        if text.strip() or self.preformatted:
            self.pieces.append(_decoded(text))
            self.at_line_start = False
        elif text:
            self.pieces.append("\n\n" if "\n\n" in text and not self.tags_make_lines else " ")

    def tag(self, name: str, closes: bool, attributes: str) -> None:
        if name in ("ul", "ol"):
            self.begin_or_end_list(name, closes)
        elif name == "a":
            self.begin_or_end_link(closes, attributes)
        elif name == "img":
            self.write(f" {_attribute(attributes, 'alt')} ")
        elif name in _CELLS and not closes:
            self.pieces.append(" | " if self.in_row else "")
            self.in_row = True
        elif name == "br":
            self.break_line("\n")
        elif name in _PARAGRAPHS:
            if name == "pre":
                self.preformatted = max(0, self.preformatted + (-1 if closes else 1))
            self.break_line("\n\n")
        elif name in _BLOCKS:
            self.in_row = self.in_row and name != "tr"
            if not self.at_line_start:
                self.break_line("\n")
            if name == "li" and not closes:
                self.pieces.append(self.bullet())

    def break_line(self, ends: str) -> None:
        self.pieces.append(ends)
        self.at_line_start = True

    def begin_or_end_list(self, name: str, closes: bool) -> None:
        nested = len(self.lists) > (1 if closes else 0)
        if not closes:
            self.lists.append(0 if name == "ol" else None)
        elif self.lists:
            self.lists.pop()
        if not nested:
            self.break_line("\n\n" if closes else "\n")

    def bullet(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "- "
        self.lists[-1] += 1
        return f"{self.lists[-1]}. "

    def begin_or_end_link(self, closes: bool, attributes: str) -> None:
        if not closes:
            self.links.append((_decoded(_attribute(attributes, "href")).strip(), len(self.pieces)))
        elif self.links:
            self.end_link()

    def end_link(self) -> None:
        """The address of a link in brackets, where its text does not say it already."""
        address, begin = self.links.pop()
        text = "".join(self.pieces[begin:]).strip()
        if address and not address.lower().startswith(_NOWHERE) and not _same(address, text):
            self.pieces.append(f" ({address})" if text else address)


def _attribute(attributes: str, name: str) -> str:
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1].lower() == name:
            return found[2] or found[3] or found[4] or ""
    return ""


def _same(address: str, text: str) -> bool:
    return _NOT_LEADING.sub("", address).rstrip("/").casefold() == _NOT_LEADING.sub("", text).rstrip("/").casefold()
