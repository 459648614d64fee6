"""A draft's entry, put behind those that a sources.yaml has already."""

from typing import Final

from handover.errors import BadRequest, RegistrationError
from handover.sources.drafting.draft import Draft
from handover.sources.drafting.written import INDENT, entry
from handover.sources.registering.registry_file import parse_registrations
from handover.sources.registering.yaml_lines import read_yaml
from handover.sources.texts import shown

_TOP: Final = "sources"


def addition(text: str, draft: Draft, *, name: str) -> str:
    """What must stand behind ``text``, the content of a sources.yaml called ``name``, so that it has the draft too.

    Raises BadRequest where it has a source of that name already, or has its sources in a form that nothing can be
    put behind; RegistrationError where there is a mistake in it.
    """
    lined = read_yaml(text)
    if lined.mistakes:
        raise RegistrationError(lined.mistakes, path=name)
    top = lined.value if isinstance(lined.value, dict) else {}
    declared = top.get(_TOP)
    if isinstance(declared, dict) and draft.name in declared:
        raise BadRequest(
            f"{name} has a source called “{shown(draft.name)}” already; nothing was changed.",
            where=f"{name}, line {lined.line((_TOP, draft.name))}",
            what_to_do="Give the draft another name, with --name.",
        )
    begin = "" if not text or text.endswith("\n") else "\n"
    if _TOP not in top:
        added = f"{begin}{_TOP}:\n{entry(draft)}"
    else:
        added = f"{begin}\n{entry(draft, _indent(text, lined.line((_TOP, *list(declared or ())[:1])), name))}"
    if "\r\n" in text:
        added = added.replace("\n", "\r\n")
    parse_registrations(text + added, name=name)
    return added


def _indent(text: str, line: int | None, name: str) -> str:
    """How the entries below ``sources:`` are indented: as the one on ``line`` is, if that is an entry."""
    first = text.splitlines()[(line or 1) - 1]
    indent = first[: len(first) - len(first.lstrip(" "))]
    if first.lstrip().startswith(_TOP):
        if first.partition("#")[0].strip() == f"{_TOP}:":
            return INDENT  # nothing is registered yet
        raise BadRequest(
            f"{name} has its sources on one line, in brackets, and nothing can be put behind them.",
            where=f"{name}, line {line}",
            what_to_do="Write “sources:” on a line of its own, and each source indented below it.",
        )
    return indent
