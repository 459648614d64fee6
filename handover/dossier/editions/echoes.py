"""Where the words of what was withheld come up again, in statements that do not say which rows they rest on.

Six words in a row that only a withheld part has are an echo of it; of shorter texts the whole is. What other parts say
as well, which stand, gives nothing away.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from handover.dossier.editions.fields import is_free_text
from handover.dossier.editions.named import composed, parts_of
from handover.dossier.part import Part, Reference

_WORD: Final = re.compile(r"\w+")
_IN_A_ROW: Final = 6
_SHORTEST: Final = 6


class Echoes:
    """The runs of words of parts that were ``taken``, each with its ground, that no part still ``standing`` has."""

    def __init__(self, taken: Iterable[tuple[Part, str]], standing: Part) -> None:
        runs = {run: ground for part, ground in taken for text in texts_of(part) for run in _runs(text)}
        lengths = {len(run) for run in runs}
        said = {
            run
            for part in parts_of(standing)
            if _says_where(part)
            for text in own_texts(part)
            for length in lengths
            for run in _of_length(_words(text), length)
        }
        self._runs: Final[Mapping[tuple[str, ...], str]] = {
            run: ground for run, ground in runs.items() if run not in said
        }
        self._lengths: Final = sorted({len(run) for run in self._runs})

    def ground_of(self, text: str) -> str | None:
        """The ground of the first echo in a text; None where it has none."""
        if not self._runs:
            return None
        words = _words(text)
        for length in self._lengths:
            for run in _of_length(words, length):
                if run in self._runs:
                    return self._runs[run]
        return None


def own_texts(part: Part) -> Iterator[str]:
    """The texts of a part itself, without those of the parts in it."""
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        if not isinstance(value, str) or is_free_text(info.annotation, info.metadata):
            yield from _strings(value)


def texts_of(part: Part) -> Iterator[str]:
    """The texts of a part and of the parts in it, but for where it comes from."""
    for one in parts_of(part):
        if not isinstance(one, Reference):
            yield from own_texts(one)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _strings(one)


def _says_where(part: Part) -> bool:
    """Whether a part cites rows, by which it would have been withheld itself."""
    values = (getattr(part, name) for name in type(part).model_fields)
    return any(
        isinstance(value, Reference) or (isinstance(value, tuple) and bool(value) and isinstance(value[0], Reference))
        for value in values
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(composed(text).casefold()))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    if len(words) >= _IN_A_ROW:
        yield from _of_length(words, _IN_A_ROW)
    elif len(words) > 1 or (words and len(words[0]) >= _SHORTEST):
        yield words


def _of_length(words: tuple[str, ...], length: int) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - length + 1):
        yield words[start : start + length]
