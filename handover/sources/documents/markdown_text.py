"""Markdown becomes text: what a reader of it would read, whole or a heading at a time.

CommonMark with tables, as markdown-it-py parses it, so that a # inside of code is no heading. Its HTML, together with
the HTML that people write into Markdown, becomes plain text as everywhere (``handover.sources.mapping.html_text``).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from handover.sources.mapping.html_text import text_of_html


class Heading(NamedTuple):
    """A heading: what it says, its level from 1 (``#``) to 6, and where among the tokens it begins."""

    name: str
    level: int
    at: int


class Document:
    """One parsed text. ``headings`` are those that stand by themselves, not inside of a list or a quotation."""

    def __init__(self, text: str) -> None:
        self._references: dict[str, Any] = {}  # what links refer to, anywhere in the text
        self._tokens = _parser().parse(text, self._references)
        self.headings = [
            Heading(self._plain(self._tokens[at + 1 : at + 2]).rstrip(" :"), int(token.tag[1:]), at)
            for at, token in enumerate(self._tokens)
            if token.type == "heading_open" and token.level == 0
        ]

    def text(self, *, without: Heading | None = None) -> str:
        """All of it, perhaps without one heading."""
        if without is None:
            return self._plain(self._tokens)
        return self._plain([*self._tokens[: without.at], *self._tokens[without.at + 3 :]])

    def section(self, heading: Heading) -> str:
        """What stands under a heading, until the next one that is not below it."""
        after = (one.at for one in self.headings if one.at > heading.at and one.level <= heading.level)
        return self._plain(self._tokens[heading.at + 3 : next(after, len(self._tokens))])

    def title(self) -> Heading | None:
        """The first heading, where all others are below it: what the text is called, rather than a part of it."""
        if not self.headings or any(one.level <= self.headings[0].level for one in self.headings[1:]):
            return None
        return self.headings[0]

    def _plain(self, tokens: Sequence[Token]) -> str:
        parser = _parser()
        return text_of_html(parser.renderer.render(tokens, parser.options, self._references)).strip()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _image)
    return parser


def _image(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A picture is a link to it: its address is not lost with it."""
    said = self.renderInlineAsText(tokens[at].children or [], options, env)
    return f'<a href="{escapeHtml(str(tokens[at].attrGet("src") or ""))}">{escapeHtml(said)}</a>'
