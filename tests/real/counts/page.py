"""The page about real data: its tables are measured here, in the files and in what was gathered of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from docs.generate import as_table, filled
from tests.real.counts import cards, lessons, major_projects, ministers, organisations, posts
from tests.real.counts.gathered import Gathered, registrations_of
from tests.real.counts.tables import Finding, findings_table, gatherings_table

PAGE: Final = "real-data.md"
WRITTEN_BY: Final = "python -m tests.real.counts"

Findings = Callable[[Gathered], Iterable[Finding]]

# In the order of the page: what each data set is called there, and what is in it.
_SECTIONS: Final[Mapping[str, tuple[str, Findings]]] = {
    "gmpp": ("[Major projects](#major-projects)", major_projects.findings),
    "nasa_llis": ("[Lessons learned](#lessons-learned)", lessons.findings),
    "govuk_organisations": ("[Organisations](#organisations)", organisations.findings),
    "ifg_ministers": ("[Ministers](#ministers)", ministers.findings),
    "organograms": ("[Lists of posts](#lists-of-posts)", posts.findings),
    "vcards": ("[Address cards](#address-cards)", cards.findings),
}


def page(gathered: Gathered) -> str:
    """The page as it would be written now."""
    tables = {"everything": _everything(gathered)}
    for folder, (_, findings) in _SECTIONS.items():
        tables[f"{folder}, gathered"] = gatherings_table(gathered, folder)
        tables[f"{folder}, found"] = findings_table(findings(gathered))
    return filled(PAGE, tables, by=WRITTEN_BY)


def _everything(gathered: Gathered) -> str:
    counted = [(called, _in_all(gathered, folder)) for folder, (called, _) in _SECTIONS.items()]
    total = [sum(column) for column in zip(*(numbers for _, numbers in counted), strict=True)]
    return as_table(
        ("data set", "files", "rows in them", "records now", "rejected rows", "held gatherings"),
        [(called, *(f"{number:,}" for number in numbers)) for called, numbers in [*counted, ("in all", total)]],
    )


def _in_all(gathered: Gathered, folder: str) -> list[int]:
    published = gathered.published
    names = [one.name for one in registrations_of(folder)]
    files = published.of(folder)
    return [
        len(files),
        sum(map(published.row_count, files)),
        len(gathered.records(*names)),
        sum(len(gathered.rejected(name)) for name in names),
        sum(len(gathered.first[name].held) for name in names),
    ]
