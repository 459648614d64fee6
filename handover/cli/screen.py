"""Where a person reads: sentences that fit the window, and no character that could steer the terminal."""

import re
import shutil
import sys
import textwrap
import unicodedata
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import click

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
# Zero-width (non-)joiners hold letters and emoji together; all other marks without a width say nothing to a reader.
_JOINERS: Final = frozenset("\u200c\u200d")
_MARKS: Final = frozenset("\u00ad\u061c\u180e\u200b\u200e\u200f\u2060\ufeff")
# A command inside a sentence is copied in one piece, so no line is broken in it.
_COMMAND: Final = re.compile(r"(^ *|: )(handover .*)$|(“)(handover [^”]*)(?=”)", re.MULTILINE)
_WIDEST: Final = 100


def printable(text: str) -> str:
    """``text`` without what could steer a terminal or turn its lines around: those characters become U+FFFD.

    Line ends are kept, every other white space becomes a space, and marks that are not seen are dropped.

    >>> printable("red: \\x1b[31m")
    'red: \ufffd[31m'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text.replace("\r\n", "\n")))


def _shown(character: str) -> str:
    if character.isprintable() or character == "\n" or character in _JOINERS:
        return character
    if character in _MARKS:
        return ""
    if character in "\t\r\v\f" or unicodedata.category(character) in ("Zs", "Zl", "Zp"):
        return " "
    return REPLACEMENT


def window(*, stderr: bool = False) -> int | None:
    """How many columns the reader's window has; None where the output goes to a file or a program."""
    stream = sys.stderr if stderr else sys.stdout
    if stream is None or not stream.isatty():
        return None
    return shutil.get_terminal_size().columns


def _in_one_piece(found: re.Match[str]) -> str:
    before, command = found[1] or found[3] or "", found[2] or found[4]
    return before + command.replace(" ", "\N{NO-BREAK SPACE}")


def fitted(text: str, width: int | None) -> str:
    """A paragraph in lines of at most ``width`` columns, broken between words but not inside a command."""
    if width is None:
        return text
    lines = []
    for line in _COMMAND.sub(_in_one_piece, text).split("\n"):
        indent = " " * (len(line) - len(line.lstrip(" ")))
        lines += textwrap.wrap(
            line.strip(" "),
            min(width, _WIDEST),
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


class Screen:
    """Standard output, or standard error, for people."""

    def __init__(self, *, stderr: bool = False) -> None:
        self._stderr = stderr
        self.width = window(stderr=stderr)

    def print(self, text: str = "") -> None:
        """Print sentences; a blank line without any."""
        click.echo(fitted(printable(text), self.width), err=self._stderr)

    def print_line(self, line: str) -> None:
        """Print a line that fits, and that has been made printable, as it is."""
        click.echo(line, err=self._stderr)


def moment(at: datetime, time_zone: str) -> str:
    """A moment as the people of an office read it: in their time zone, to the minute."""
    return f"{at.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M}"


def in_short(text: str, longest: int) -> str:
    """``text``, cut with an ellipsis and its length where it is longer than ``longest`` characters."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()}… ({len(text):,} characters)"
