"""YAML read as plain texts, lists and entries, each with the line that it stands on.

YAML 1.2, by ruamel.yaml's parser; no value is guessed to be a number, a date or true, so that a column called
``2020`` or ``1e5`` is called so. Keys that are there twice, tags, and texts that unfold without end are mistakes.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from handover.errors import RegistrationMistake
from handover.sources.texts import ended, shown

MOST_NODES: Final = 100_000  # what a file may unfold to, in keys and values
DEEPEST: Final = 20  # entries within entries; a registration needs six
_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
_OWN_TAGS: Final = "tag:yaml.org,2002:"
_NATIVE: Final = frozenset(["str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge", "value"])

# What the parser says, and what it means to somebody who has never heard of a parser. The first that fits.
_PROBLEMS: Final = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"found character '\\t'", "there is a tab here; indent with spaces"),
        (
            r"mapping values are not allowed",
            "there is a colon too many here, or the line before it has none; put texts with a colon in quotes",
        ),
        (r"found undefined alias", "a * refers to something that is not there; put texts that begin with * in quotes"),
        (r"found character '([@`%])'", "no text may begin with @, ` or %; put it in quotes"),
        (r"unexpected end of stream", "a quotation mark is opened here and never closed"),
        (r"could not find expected ':'", "a key stands here without its colon"),
        (r"found unknown escape", "a backslash in double quotes means something else; use single quotes"),
        (r"expected ',' or '[\]}]'", "a bracket is opened and not closed, or a comma is missing"),
        (r"expected <block end>", "the lines are not indented alike here"),
        (r"found another document", "there is a second document, after ---; put everything into one"),
        (r"incompatible YAML document", "it says it is written in another version of YAML than 1.2"),
        (r"did not find expected", "the lines are not indented alike here, or a colon or quotation mark is missing"),
    )
)
_UNCLEAR: Final = "this cannot be understood; look for a missing colon or quotation mark, or wrong indentation"

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Lined:
    """What a text says: ``value`` of dicts, lists, texts and None; ``lines`` by path, counted from 1."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: list[RegistrationMistake] = field(default_factory=list)

    def line(self, path: Path) -> int | None:
        """The line of the entry at a path, or of the nearest one around it."""
        return next((self.lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.lines), None)


class _Stop(Exception):
    """It unfolds to more than may be; the text says so."""


def read_yaml(text: str) -> Lined:
    """Read one YAML document; what is wrong with it is in ``mistakes``, and then the value may lack a part."""
    lined = Lined()
    try:
        yaml = YAML(typ="safe", pure=True)
        # An & name may be given again (YAML 1.2, section 7.1), and the warning of it would show the whole line.
        yaml.composer.warn_double_anchors = False
        node = yaml.compose(text)
        if node is not None:
            lined.value = _Unfolding(lined).value(node, ())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        lined.mistakes.append(mistake(mark.line + 1 if mark else None, (), _sentence(error.problem)))
    except YAMLError as error:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else None
        lined.mistakes.append(mistake(line, (), "there is a character here that no text has"))
    except RecursionError:
        lined.mistakes.append(mistake(None, (), f"entries lie more than {DEEPEST} deep in one another"))
    except _Stop as stop:
        lined.mistakes.append(mistake(None, (), str(stop)))
    return lined


def _sentence(problem: str | None) -> str:
    return next((sentence for pattern, sentence in _PROBLEMS if pattern.search(problem or "")), _UNCLEAR)


class _Unfolding:
    """Nodes become values. An anchor's node is unfolded wherever it is referred to, and counted each time."""

    def __init__(self, lined: Lined) -> None:
        self.lined = lined
        self.count = 0

    def value(self, node: Node, path: Path) -> Any:
        self.count += 1
        if self.count > MOST_NODES:
            raise _Stop(f"it unfolds to more than {MOST_NODES:,} entries")
        if len(path) > DEEPEST:
            raise _Stop(f"entries lie more than {DEEPEST} deep in one another")
        self.lined.lines.setdefault(path, node.start_mark.line + 1)
        if not str(node.tag).startswith(_OWN_TAGS) or str(node.tag).removeprefix(_OWN_TAGS) not in _NATIVE:
            # What it is called is not repeated: it may be a password that begins with “!”.
            self.mistake(path, "what begins with ! is a tag, and tags are not used here; put the text in quotes")
            return None
        if isinstance(node, ScalarNode):
            return None if node.style is None and node.value in _NOTHING else node.value
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self.entries(node, path) if isinstance(node, MappingNode) else None

    def entries(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.mistake((*path, "?"), "a key must be one text", key)
                continue
            place = (*path, key.value)
            if key.value in found:
                self.mistake(path, f"“{shown(key.value)}” is here twice", key)
                continue
            self.lined.lines[place] = key.start_mark.line + 1
            found[key.value] = self.value(value, place)
        return found

    def mistake(self, path: Path, sentence: str, node: Node | None = None) -> None:
        line = self.lined.line(path) if node is None else node.start_mark.line + 1
        self.lined.mistakes.append(mistake(line, path, sentence))


def mistake(line: int | None, path: Path, sentence: str) -> RegistrationMistake:
    """A mistake at a line, and at a path where it is about one."""
    return RegistrationMistake(line, dotted(path), ended(sentence))


def dotted(path: Path) -> str:
    """A path as it is said: ``sources.lessons-log.map.title``; items of lists count from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
