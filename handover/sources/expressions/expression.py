"""Expressions in a mapping, for what a rename cannot do: ``row["First name"] ~ " " ~ row["Surname"]``.

They are Jinja's, compiled once, in its sandbox. A column is ``row["Its name"]``, or just its name where that is one
word. Whatever is written, an expression ends soon and takes little memory, because of what it is made from:

- ``expression_grammar`` lets nothing into the tree but columns, constants, lists, parts like ``[:4]``, ``if``,
  ``and``, ``or``, ``not``, comparisons, ``+ - * / ~`` and the filters of ``expression_filters``. There is no call, no
  attribute, no name but a column's, no loop and no assignment, so that nothing of Python can be reached, and a tree
  of at most 200 words is walked once for a row.
- ``expression_values`` bounds every operation: no text that goes in or comes out is longer than a record's may be,
  no number has more than 34 digits, and what would be larger is measured before it is made. Powers, repetition and
  formatting, which make much from little, are not there.
- Each operation takes time in proportion to its operands. Regular expressions are RE2's, which never goes back.

As a second guard, an expression has an allowance of time for one file (``Expression.for_one_file``). When it is used
up the source cannot be read: to reject each row that is left would hide the one cause behind thousands of reasons.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from handover.errors import SourceUnreadable
from handover.sources.expressions.filters import FILTERS
from handover.sources.expressions.grammar import Parsed, parse
from handover.sources.expressions.values import ARITHMETIC, OPERATIONS, negated, taken
from handover.sources.texts import shown

# A row takes some ten microseconds: this is enough for ten million of them.
SECONDS_FOR_ONE_FILE: Final = 120.0
_RESULT: Final = "result"


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with nothing in it but the filters and operators of expressions."""

    intercepted_binops = frozenset(ARITHMETIC)
    intercepted_unops = frozenset({"-"})

    def __init__(self) -> None:
        # Nothing is worked out while an expression is compiled.
        super().__init__(optimized=False)
        self.globals.clear()
        self.tests.clear()
        self.filters = {name: filter_.function for name, filter_ in FILTERS.items()} | dict(OPERATIONS)
        self.binop_table = dict(ARITHMETIC)
        self.unop_table = {"-": negated}


_SANDBOX: Final = _Sandbox()


class Expression:
    """A compiled expression. Called with the cells of its ``columns``, in their order, it gives a cell."""

    def __init__(self, text: str, parsed: Parsed) -> None:
        self.text = text
        self.columns = parsed.columns
        self._names = tuple(f"c{number}" for number in range(len(parsed.columns)))
        # As Jinja's own compile_expression does it.
        body: list[nodes.Node] = [nodes.Assign(nodes.Name(_RESULT, "store"), parsed.tree, lineno=1)]
        self._template = _SANDBOX.from_string(nodes.Template(body, lineno=1))

    def __call__(self, values: Sequence[Any]) -> Any:
        """What the row gives: text, a number (Decimal), a date, a list … or None where it says nothing.

        Raises ExpressionFailed with a clause for the reason why the row is rejected.
        """
        cells = dict(zip(self._names, map(taken, values), strict=True))
        context = self._template.new_context(cells, shared=True)
        for _ in self._template.root_render_func(context):
            pass
        return context.vars[_RESULT]

    def for_one_file(self, *, seconds: float, clock: Callable[[], float]) -> Callable[[Sequence[Any]], Any]:
        """The same, with an allowance of seconds by ``clock`` for all the rows of one file together.

        The row after the one that used it up raises SourceUnreadable.
        """
        spent = 0.0
        rows = 0

        def evaluate(values: Sequence[Any]) -> Any:
            nonlocal spent, rows
            if spent > seconds:
                raise SourceUnreadable(
                    f"The expression “{shown(self.text)}” has taken {spent:,.0f} seconds for {rows:,} rows, and may"
                    f" take {seconds:,.0f} for one file.",
                    what_to_do="Make it simpler, its regular expressions above all; nothing of the file was taken.",
                )
            began = clock()
            try:
                return self(values)
            finally:
                spent += clock() - began
                rows += 1

        return evaluate


@lru_cache(maxsize=256)
def compile_expression(text: str) -> Expression:
    """Compile an expression, once. Raises ValueError with one sentence: what is wrong, and where in the text."""
    return Expression(text, parse(text, _SANDBOX))
