"""What stands before the text of a Markdown file: YAML between two lines of ``---``, or TOML between two of ``+++``.

Values stay as they were written: no word is guessed to be a date or true.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from handover.sources.registering.yaml_lines import read_yaml
from handover.sources.rows import Reason
from handover.sources.texts import as_text, ended, shown, storable

_BEGINNING: Final = re.compile(r"\A(?:[ \t]*\n)*(---|\+\+\+)[ \t]*(?:\n|\Z)")
_ENDS: Final = {"---": ("---", "..."), "+++": ("+++",)}
_KEY: Final = re.compile(r"([^\s:#-][^:]*):(?:\s|$)")
_TOML_LINE: Final = re.compile(r"\(at line (\d+)")
_MOST_FAULTS: Final = 5
_DEEPEST: Final = 20  # as of YAML


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The entries before a text, and the ``text`` after them. With ``faults`` neither is to be relied on."""

    text: str
    entries: dict[str, Any] = field(default_factory=dict)
    faults: tuple[Reason, ...] = ()


def split_front_matter(text: str) -> FrontMatter:
    """Take the front matter, if there is any, off a text whose lines end with ``\\n``."""
    begins = _BEGINNING.match(text)
    if begins is None:
        return FrontMatter(text)
    line = text.count("\n", 0, begins.start(1)) + 1
    lines = text[begins.end() :].split("\n")
    end = next((at for at, one in enumerate(lines) if one.rstrip() in _ENDS[begins[1]]), None)
    if end is None:
        said = f"begins on line {line} and has no end: a second line of {begins[1]} is missing"
        return FrontMatter(text, faults=(_fault(said),))
    inside, after = "\n".join(lines[:end]), lines[end + 1 :]
    entries, mistakes = (_yaml if begins[1] == "---" else _toml)(inside, line)
    if not mistakes:
        mistakes = list(_mistakes(entries, after, line, line + end + 1))
    if mistakes:
        return FrontMatter(text, faults=tuple(_fault(said) for said in mistakes[:_MOST_FAULTS]))
    return FrontMatter("\n".join(after), entries or {})


def _mistakes(entries: dict[str, Any] | None, after: Sequence[str], begins: int, ends: int) -> Iterator[str]:
    """What is wrong with what could be read; the lines are those with the marks."""
    if entries is None:
        yield f"has no keys on line {begins + 1}: it must be keys, each followed by a colon and its text"
        return
    for key, value in entries.items():
        if not _storable(key, value):
            yield f"has a character under “{shown(key)}” that no text has"
    if (again := _begins_again(after, entries)) is not None:
        yield f"begins a second time on line {ends + 1 + again}; give each record a file of its own"


def _storable(key: str, value: Any) -> bool:
    return storable(key) and storable(as_text(value))


def _fault(said: str) -> Reason:
    return Reason("front-matter", None, ended(f"The front matter {said}"))


def _yaml(inside: str, before: int) -> tuple[dict[str, Any] | None, list[str]]:
    lined = read_yaml("\n" * before + inside)  # so that its lines are those of the file
    said = [f"cannot be read: {mistake}" for mistake in lined.mistakes]
    value = {} if lined.value is None else lined.value
    return (value if isinstance(value, dict) else None), said


def _toml(inside: str, before: int) -> tuple[dict[str, Any] | None, list[str]]:
    try:
        return {key: _texts(value) for key, value in tomllib.loads(inside, parse_float=str).items()}, []
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        at = f"line {before + int(found[1])}" if found else "its last line"
        return None, [f"cannot be read: {at} is no TOML; texts stand in quotation marks there, behind key ="]
    except RecursionError:
        return None, [f"cannot be read: entries lie more than {_DEEPEST} deep in one another"]
    except ValueError as error:  # a whole number of more digits than Python reads
        return None, [f"cannot be read: {shown(str(error))}"]


def _texts(value: Any, depth: int = 1) -> Any:
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {key: _texts(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_texts(one, depth + 1) for one in value]
    return as_text(value)


def _begins_again(lines: Sequence[str], entries: dict[str, Any]) -> int | None:
    """Where, among the lines after it, the same keys stand between two lines of ``---`` once more."""
    for start, end in pairwise(at for at, line in enumerate(lines) if line.rstrip() == "---"):
        between = lines[start + 1 : end]
        if all(line.strip() for line in between) and any(key in entries for key in _keys(between)):
            return start
    return None


def _keys(lines: Sequence[str]) -> Iterator[str]:
    return (found[1].strip() for line in lines if (found := _KEY.match(line)))
