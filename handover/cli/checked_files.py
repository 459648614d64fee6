"""Which files ``handover source check`` has read, and what was found out about them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from handover.cli.screen import Screen
from handover.cli.tables import plural
from handover.dossier.wording import listed

if TYPE_CHECKING:
    from handover.jobs.checking.check_report import CheckedFile, CheckReport

_MOST_FILES: Final = 5  # that are named; of the others it is said how many they are
_MOST_FACTS: Final = 20


def show_files(screen: Screen, report: "CheckReport") -> None:
    """The files, and each fact once, with the files that it is true of."""
    names = [_called(one) for one in report.files]
    screen.print(f"{report.source} is read from {listed(names, most=_MOST_FILES)}.")
    if report.older:
        screen.print(
            f"That is the newest of its series; {plural(report.older, 'older one')} of it "
            f"{'was' if report.older == 1 else 'were'} not looked at."
        )
    facts = by_fact(report.files)
    for fact, files in list(facts.items())[:_MOST_FACTS]:
        of_all = len(files) == len(report.files)
        screen.print(f"  {fact}" if of_all else f"  {listed(files, most=_MOST_FILES)}: {fact}")
    if len(facts) > _MOST_FACTS:
        screen.print(f"  … and {plural(len(facts) - _MOST_FACTS, 'more such remark')}.")


def by_fact(files: Iterable["CheckedFile"]) -> dict[str, list[str]]:
    """What was found out, each sentence once, with the names of the files that it is true of; in order of the files."""
    found: dict[str, list[str]] = {}
    for file in files:
        for fact in dict.fromkeys(file.facts.values()):
            found.setdefault(fact, []).append(_called(file))
    return found


def _called(file: "CheckedFile") -> str:
    return file.name if file.place is None else f"{file.name} (sheet {file.place})"
