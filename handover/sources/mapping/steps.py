"""One field of a record that is more than a rename: taken out of a row, then understood."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from handover.sources.expressions.values import ExpressionFailed
from handover.sources.mapping.understanding import Understand, Understood

Values = Sequence[Any]
Take = Callable[[Values], Any]

# Values that come back again and again (dates, ratings) are understood once.
_REMEMBERED: Final = 5_000
_LONGEST_REMEMBERED: Final = 80


class Step:
    """Takes one field's value out of a row's values, and understands it."""

    __slots__ = ("_known", "_take", "_understand", "field")

    def __init__(self, field: str, take: Take, understand: Understand) -> None:
        self.field = field
        self._take = take
        self._understand = understand
        self._known: dict[str, Understood] = {}

    def __call__(self, values: Values) -> Understood:
        value = self._take(values)
        if type(value) is not str or len(value) > _LONGEST_REMEMBERED:
            return self._understand(value)
        known = self._known.get(value)
        if known is None:
            known = self._understand(value)
            if len(self._known) < _REMEMBERED:
                self._known[value] = known
        return known


class ExpressionStep(Step):
    """One field that an expression works out of the values of its columns, which stand at ``places``.

    There is one allowance of processor time for all rows of a file; once it is used up, SourceUnreadable is raised.
    """

    __slots__ = ()

    def __init__(self, field: str, text: str, places: Sequence[int], understand: Understand) -> None:
        # Jinja is imported where a registration has an expression, which most have not.
        from handover.sources.expressions.expression import SECONDS_FOR_ONE_FILE, compile_expression

        evaluate = compile_expression(text).for_one_file(seconds=SECONDS_FOR_ONE_FILE, clock=time.thread_time)
        take = several(places)
        super().__init__(field, lambda values: evaluate(take(values)), understand)

    def __call__(self, values: Values) -> Understood:
        try:
            return super().__call__(values)
        except ExpressionFailed as failed:
            return Understood(refusal=("expression", f"{failed}; so it gives no {self.field}"))


def one(index: int) -> Take:
    """Take one value."""
    return lambda values: values[index]


def several(indices: Sequence[int]) -> Take:
    """Take several values together."""
    return lambda values: tuple(values[index] for index in indices)
