"""What may stand in an expression. Jinja reads it; all that is not permitted here by name is refused.

There is no call, no attribute, no keyword argument and nothing that repeats or keeps a value: an expression is a tree
of at most 200 words whose leaves are columns and constants, and every node of it is evaluated at most once.
"""

import re
from collections.abc import Callable
from math import isfinite
from typing import Any, Final, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from handover.sources.expressions.filters import FILTERS, Filter
from handover.sources.expressions.values import LARGEST
from handover.sources.near import did_you_mean
from handover.sources.texts import as_text, shown

LONGEST_EXPRESSION: Final = 2_000
MOST_WORDS: Final = 200
_DEEPEST: Final = 40
_MOST_BRACKETS: Final = 15  # one in another: Jinja's parser calls itself some fifteen times for each
_MOST_PATTERNS: Final = 10
_SHOWN: Final = 30
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED: Final = "\\\"'nt"
_NOT_UNDERSTOOD: Final = "this cannot be understood"

_NOT_HERE: Final[dict[type[nodes.Node], str]] = {
    nodes.Test: "“is” cannot be used: compare with ==, or write only the column to ask whether it says something",
    nodes.Dict: "braces cannot be used: what words mean is declared with lookup, beside the expression",
    nodes.Pos: "“+” cannot stand before a number: write it without",
    nodes.Pow: "“**” cannot be used",
    nodes.Mod: "“%” cannot be used",
    nodes.FloorDiv: "“//” cannot be used: write / and |round",
}


class Parsed(NamedTuple):
    """An expression that may be compiled: its tree, and the columns in the order in which it names them.

    In the tree, column number n is the variable ``c`` n, so that no name of the text is left in it.
    """

    tree: nodes.Expr
    columns: tuple[str, ...]


def parse(text: str, environment: Environment) -> Parsed:
    """Read an expression. Raises ValueError with one sentence that says what is wrong and where in the text."""
    text = as_text(text)
    if not text:
        raise ValueError("is blank")
    if text.startswith("{{"):
        raise ValueError("is written without {{ and }}: only what stands between them")
    if len(text) > LONGEST_EXPRESSION:
        raise ValueError(f"has {len(text):,} characters, and an expression may have {LONGEST_EXPRESSION:,}")
    parser = Parser(environment, "", state="variable")
    parser.stream = _tokens(text, environment)
    try:
        tree = parser.parse_expression()
        if not parser.stream.eos:
            parser.fail("more than one expression")
    except TemplateSyntaxError:
        token = parser.stream.current
        if token.type == "eof":
            raise _refusal(text, len(text) + 1, "something is missing") from None
        sentence = "“=” does not compare: write ==" if token.type == "assign" else _NOT_UNDERSTOOD
        raise _refusal(text, token.lineno, sentence) from None
    allowed = _Allowed(text)
    allowed_tree = allowed.node(tree)
    if not allowed.columns:
        raise ValueError('takes no column: write row["Name of the column"], or a constant instead of an expression')
    return Parsed(allowed_tree, tuple(allowed.columns))


def _tokens(text: str, environment: Environment) -> TokenStream:
    """Jinja's tokens, each with the number of its first character where Jinja has the line."""
    words: list[tuple[int, str, str]] = []
    at, count, brackets = 1, 0, 0
    try:
        for _, kind, word in environment.lexer.tokeniter(text, None, state="variable"):
            count += kind != "whitespace"
            brackets += (word in ("(", "[", "{")) - (word in (")", "]", "}"))
            if count > MOST_WORDS:
                raise ValueError(f"has more than {MOST_WORDS} words and signs: use a lookup, or split the column")
            if brackets > _MOST_BRACKETS:
                raise _refusal(text, at, "there are too many brackets in one another")
            if kind in ("integer", "float") and not word.isascii():
                raise _refusal(text, at, "a number is written with the digits 0 to 9")
            words.append((at, kind, _literal(word) if kind == "string" else word))
            at += len(word)
    except TemplateSyntaxError:
        raise _refusal(text, at, _NOT_UNDERSTOOD) from None
    try:
        return TokenStream(iter(list(environment.lexer.wrap(words))), None, None)
    except TemplateSyntaxError as error:
        raise _refusal(text, error.lineno, _NOT_UNDERSTOOD) from None


def _literal(word: str) -> str:
    r"""A quoted text in which a backslash stands for itself, as it must in ``\d``, but for \\ \" \' \n and \t."""
    return _ESCAPE.sub(lambda escape: escape[0] if escape[1] in _ESCAPED else f"\\{escape[0]}", word)


def _refusal(text: str, at: int, sentence: str, then: str = "") -> ValueError:
    where = f"at character {at}, “{shown(text[at - 1 :][:_SHOWN])}”" if at <= len(text) else "at the end"
    return ValueError(f"{sentence} ({where}).{then}" if then else f"{sentence} ({where})")


class _Allowed:
    """Makes the tree that is compiled from the one that Jinja has read, of what is permitted and nothing else."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._patterns = 0
        self.columns: dict[str, nodes.Name] = {}

    def node(self, node: nodes.Expr, depth: int = 1) -> nodes.Expr:  # noqa: PLR0911 - one line a kind of node
        if depth > _DEEPEST:
            raise self._refusal(node, "there is too much one in another: use a lookup, or split the column")

        def inner(one: nodes.Expr) -> nodes.Expr:
            return self.node(one, depth + 1)

        match node:
            case nodes.Const():
                return self._constant(node)
            case nodes.Name():
                return self._name(node)
            case nodes.Getitem():
                return self._in_brackets(node, inner)
            case nodes.Filter(node=nodes.Expr() as of):
                return self._filter(node, of, inner)
            case nodes.Concat():
                return _operation("~", nodes.List([inner(one) for one in node.nodes]))
            case nodes.Compare(ops=[operand]):
                return _operation(operand.op, inner(node.expr), inner(operand.expr))
            case nodes.CondExpr():
                value, test = inner(node.expr1), inner(node.test)
                return nodes.CondExpr(test, value, nodes.Const(None) if node.expr2 is None else inner(node.expr2))
            case nodes.And() | nodes.Or() | nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div():
                return type(node)(inner(node.left), inner(node.right))
            case nodes.Not() | nodes.Neg():
                return type(node)(inner(node.node))
            case nodes.List() | nodes.Tuple():
                return _operation("[]", nodes.List([inner(one) for one in node.items]))
            case _:
                raise self._refused(node)

    def _constant(self, node: nodes.Const) -> nodes.Const:
        value = node.value
        if (isinstance(value, float) and not isfinite(value)) or (isinstance(value, int) and value >= LARGEST):
            raise self._refusal(node, "the number is too large to calculate with")
        return nodes.Const(value)

    def _name(self, node: nodes.Name) -> nodes.Name:
        if node.name == "row":
            raise self._refusal(node, 'which column of the row? Write row["Name of the column"]')
        return self._column(node.name)

    def _in_brackets(self, node: nodes.Getitem, inner: Callable[[nodes.Expr], nodes.Expr]) -> nodes.Expr:
        match node.node, node.arg:
            case nodes.Name(name="row"), nodes.Const(value=str() as name) if name.strip():
                return self._column(name)
            case nodes.Name(name="row"), _:
                raise self._refusal(node, 'a column is named in quotation marks: row["Name of the column"]')
            case of, nodes.Slice() as part:
                return _operation("[:]", inner(of), *self._bounds(part))
            case _:
                raise self._refusal(node, "take an item of a list with |first or |last, and a part of a text like [:4]")

    def _column(self, name: str) -> nodes.Name:
        return self.columns.setdefault(name, nodes.Name(f"c{len(self.columns)}", "load"))

    def _bounds(self, part: nodes.Slice) -> list[nodes.Const]:
        bounds = [self._bound(part, bound) for bound in (part.start, part.stop)]
        if part.step is not None:
            raise self._refusal(part, "a part has a beginning and an end, like [:4], and no steps")
        return bounds

    def _bound(self, part: nodes.Slice, bound: nodes.Expr | None) -> nodes.Const:
        match bound:
            case None:
                return nodes.Const(None)
            case nodes.Const(value=int() as value) | nodes.Neg(node=nodes.Const(value=int() as value)):
                return nodes.Const(-value if isinstance(bound, nodes.Neg) else value)
            case _:
                raise self._refusal(part, "a part begins and ends with numbers, like [:4]")

    def _filter(self, node: nodes.Filter, of: nodes.Expr, inner: Callable[[nodes.Expr], nodes.Expr]) -> nodes.Expr:
        found = FILTERS.get(node.name)
        if found is None:
            offer = did_you_mean(node.name, FILTERS) or f" There are {', '.join(FILTERS)}."
            raise self._refusal(node, f"“{shown(node.name)}” is no filter", offer)
        fewest, most = found.arguments
        if node.kwargs or node.dyn_args or node.dyn_kwargs or not fewest <= len(node.args) <= most:
            raise self._refusal(node, f"“{node.name}” is written like {found.example}")
        self._check(node, found)
        return _operation(node.name, inner(of), *map(inner, node.args))

    def _check(self, node: nodes.Filter, found: Filter) -> None:
        if found.check is None:
            return
        self._patterns += node.name == "match"
        if self._patterns > _MOST_PATTERNS:
            raise self._refusal(node, f"there are more than {_MOST_PATTERNS} regular expressions")
        given: list[Any] = []
        for one in node.args:
            if not isinstance(one, nodes.Const):
                raise self._refusal(
                    node, f"what “{node.name}” takes must be written in its brackets, not come from a column"
                )
            given.append(one.value)
        try:
            found.check(*given)
        except ValueError as error:
            raise self._refusal(node, f"“{node.name}” {error}") from None

    def _refused(self, node: nodes.Expr) -> ValueError:
        match node:
            case nodes.Call(node=called):
                what = f"“{shown(getattr(called, 'attr', getattr(called, 'name', '')))}(…)” is a call"
                return self._refusal(
                    called, f"{what}, and an expression has none: filters are written like Title|upper"
                )
            case nodes.Getattr():
                return self._refusal(node, f"“.” cannot be used{_dotted(node)}")
            case nodes.Compare():
                return self._refusal(node.expr, "compare two at a time: 1 < Stage and Stage < 5")
            case _:
                return self._refusal(node, _NOT_HERE.get(type(node), "this cannot be used"))

    def _refusal(self, node: nodes.Node, sentence: str, then: str = "") -> ValueError:
        return _refusal(self._text, node.lineno, sentence, then)


def _operation(name: str, of: nodes.Expr, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(of, name, list(arguments), [], None, None)


def _dotted(node: nodes.Expr) -> str:
    """What to write for names with dots between them, which are the path of a column."""
    names: list[str] = []
    while isinstance(node, nodes.Getattr):
        names.insert(0, node.attr)
        node = node.node
    if not isinstance(node, nodes.Name):
        return ""
    path = ".".join(names if node.name == "row" else [node.name, *names])
    return f': write row["{shown(path)}"] for the column'
