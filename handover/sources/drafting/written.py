"""A draft as an entry of sources.yaml, with how sure each line is in a comment behind it."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from ruamel.yaml import YAML

from handover.sources.drafting.draft import Draft, DraftField
from handover.sources.drafting.guessing import in_words
from handover.sources.texts import shown

INDENT: Final = "  "
# A rule that is longer goes over several lines, one for each part of it.
_LONGEST_RULE: Final = 76
_COMMENT_AT: Final = 44  # the column in which comments begin, where there is room
_COMMENTS: Final = {
    "title": "from the name of the file",
    "sheet": "of its sheets, the one that is most like records",
    "header_row": "the names of the columns are not in the first row",
    "rotated": "its fields are rows, and each column is a record",
    "rows": "rows that are no records, by how they begin",
    "items": "the longest list of objects in the document",
}
_ANY_WIDTH: Final = 1_000_000


def as_yaml(draft: Draft) -> str:
    """The draft as a whole sources.yaml; it can be applied as it is."""
    return f"sources:\n{entry(draft)}"


def entry(draft: Draft, indent: str = INDENT) -> str:
    """The draft's entry below ``sources:``, indented once with ``indent``."""
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in _lines(draft, indent))


def looked_at(draft: Draft) -> str:
    """How much of the file a draft is from, in words."""
    if draft.rows == 1:
        return "the one row"
    return f"the {'' if draft.is_whole else 'first '}{draft.rows:,} rows"


def percent(confidence: float) -> str:
    """A confidence in words and percent: ``sure (98 %)``."""
    return f"{in_words(confidence)} ({confidence:.0%})".replace("%", " %")


def _lines(draft: Draft, indent: str) -> Iterator[str]:
    yield f"# A draft from {looked_at(draft)} of {shown(draft.file)}. Correct it, then apply and check it."
    for fact in draft.facts.values():
        yield f"# {_on_one_line(fact)}"
    yield f"{_flow(draft.name)}:"
    declared = draft.registration
    for name, value in declared.items():
        if name == "map":
            continue
        yield _commented(f"{indent}{name}: {_flow(value)}", _comment_on(draft, name))
    if not draft.key:
        yield f"{indent}# key: {_on_one_line(draft.key_why)}."
    yield f"{indent}map:"
    for one in draft.fields:
        yield from _field(one, indent)
    yield from _unused(draft, indent)


def _comment_on(draft: Draft, name: str) -> str:
    if name == "records":
        return f"{percent(draft.records_confidence)}: more speaks for it than for the other kinds"
    if name == "key":
        return f"{percent(draft.key_confidence)}: {draft.key_why}"
    return _COMMENTS.get(name, "")


def _field(one: DraftField, indent: str) -> Iterator[str]:
    comment = "; ".join((f"{percent(one.confidence)}: {one.why}", *one.notes))
    written = _flow(one.rule)
    if isinstance(one.rule, str) or len(written) <= _LONGEST_RULE:
        yield _commented(f"{indent * 2}{one.field}: {written}", comment)
        return
    yield _commented(f"{indent * 2}{one.field}:", comment)
    for name, value in one.rule.items():
        yield f"{indent * 3}{name}: {_flow(value)}"


def _unused(draft: Draft, indent: str) -> Iterator[str]:
    for one in draft.columns:
        if not one.becomes:
            next_best = one.runner_up
            nearest = f" The nearest is {next_best.field}, {percent(next_best.confidence)}." if next_best else ""
            why = one.why.rstrip(".")
            yield f"{indent * 2}# “{shown(one.column)}” is not used: {_on_one_line(why)}.{nearest}"


def _commented(line: str, comment: str) -> str:
    return f"{line.ljust(_COMMENT_AT)}  # {_on_one_line(comment)}" if comment else line


def _on_one_line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() or one.isspace() else "�" for one in text).split())


def _flow(value: Any) -> str:
    """A value on one line, as YAML reads it again."""
    stream = io.StringIO()
    _dumper().dump(value, stream)
    return stream.getvalue().removesuffix("\n...\n").removesuffix("\n")


@cache
def _dumper() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = True
    yaml.width = _ANY_WIDTH
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    return yaml
