"""The kinds of value that a command takes, each with the sentence for a value that is none."""

from collections.abc import Sequence
from typing import Any, Final

import click

# More than any table will ever have rows, and what every database can compare a number with.
_LARGEST: Final = 2_000_000_000


class WholeNumber(click.ParamType[int]):
    """A whole number from ``least`` to ``most``."""

    name = "number"

    def __init__(self, least: int = 0, most: int = _LARGEST) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            self.fail(f"must be a whole number, and it is “{value}”.", param, ctx)
        if not self.least <= number <= self.most:
            self.fail(f"must be from {self.least:,} to {self.most:,}.", param, ctx)
        return number


class Word(click.ParamType[str]):
    """One of a few words."""

    name = "word"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in self.words:
            return str(value)
        from handover.sources.near import did_you_mean

        one_of = f"{', '.join(self.words[:-1])} or {self.words[-1]}"
        return self.fail(f"must be {one_of}, and it is “{value}”.{did_you_mean(str(value), self.words)}", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join(self.words)}]"
