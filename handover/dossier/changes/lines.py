"""How one change is made: of what has a place in a dossier, and of lines that stand for themselves."""

from collections import Counter
from collections.abc import Iterable

from handover.dossier.changes.model import Change
from handover.dossier.part import Reference
from handover.dossier.wording import full_stop, quoted

_LONGEST_LINE = 200


def new(text: str, number: int | None = None, *references: Reference) -> Change:
    return Change(how="new", text=text, number=number, references=references)


def changed(text: str, number: int | None = None, *references: Reference) -> Change:
    return Change(how="changed", text=text, number=number, references=references)


def gone(text: str) -> Change:
    return Change(how="gone", text=text)


def lines(lead: str, before: Iterable[str], after: Iterable[str]) -> Iterable[Change]:
    """Texts that only one of the two has, each as often as it has it oftener."""
    was, now = Counter(before), Counter(after)
    for line in (now - was).elements():
        yield new(full_stop(f"{lead}: {quoted(line, _LONGEST_LINE)}"))
    for line in (was - now).elements():
        yield gone(full_stop(f"{lead}: {quoted(line, _LONGEST_LINE)}"))
