"""What is in the lists of senior posts of two bodies, and what became of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from tests.real.counts.gathered import Gathered, count
from tests.real.counts.published import Row
from tests.real.counts.tables import Finding

FOLDER: Final = "organograms"
_WOUND_UP: Final = "audit-commission-posts"
_GOES_ON: Final = "cabinet-office-posts"
_NUMBER: Final = "Post Unique Reference"
_NAME: Final = "Name"
_REPORTS_TO: Final = "Reports to Senior Post"
_REACHED: Final = ("Contact E-mail", "Contact Phone")
_REACHING: Final = ("emails", "phones")
_ANOTHER: Final = ("another", "given")


def findings(gathered: Gathered) -> Iterator[Finding]:
    lists = {file: gathered.published.rows(file) for file in gathered.published.of(FOLDER)}
    before, now = (lists[f"{FOLDER}/cabinet_office-2011-{day}-senior.csv"] for day in ("03-31", "09-30"))
    yield from _convention(gathered, before, now)
    yield from _twice(gathered, now)
    yield from _tokens(gathered, now)
    yield from _lost(gathered, [*before, *now])
    yield from _everywhere(gathered, lists)
    yield from _wound_up(gathered, lists)


def _convention(gathered: Gathered, before: Sequence[Row], now: Sequence[Row]) -> Iterator[Finding]:
    (held,) = (one for one in gathered.gatherings(_GOES_ON) if one.state == "released")
    (field,) = held.doubts[0]["figures"]["fields"]
    names: list[Mapping[str, str]] = [_names(before), _names(now)]
    common = names[0].keys() & names[1].keys()
    differ = [key for key in common if names[0][key] != names[1][key]]
    yield Finding(
        f"names that differ in the Cabinet Office's second list, of {len(common)} posts that are in both",
        len(differ),
        f"the list is held ({held.doubts[0]['code']}): {field['differ']:,} of {field['in_both']:,} differ",
    )
    recoded = [key for key in differ if _is_no_name(names[0][key]) and names[1][key] == "N/D"]
    pairs = ", ".join(f"{_cell(one['old'])} → {_cell(one['new'])} {one['count']:,} times" for one in field["pairs"])
    yield Finding(
        "of these, cells that name nobody in either list, and say so in another word",
        len(recoded),
        f"{field['recoded']:,} are only written another way: {pairs}",
    )
    real: Mapping[str, Any] = field["real"]
    people = count(differ, lambda key: not _is_no_name(names[1][key]))
    yield Finding(
        "of these, people in place of another, or of nobody",
        people,
        f"{sum(real.get(one, 0) for one in _ANOTHER):,} really changed; `held show` has each, before and now",
    )
    others = len(differ) - len(recoded) - people
    yield Finding(
        "of these, names that are gone, and posts that are vacant now",
        others,
        f"{real['gone']:,} really changed to none, {real['meaning']:,} to another reason why there is none",
    )


def _twice(gathered: Gathered, now: Sequence[Row]) -> Iterator[Finding]:
    (rejected,) = gathered.rejected(_GOES_ON)
    numbers = Counter(row[_NUMBER] for row in now)
    one, other = ([*row.items()] for row in now if numbers[row[_NUMBER]] > 1)
    differ = {column for (column, cell), (_, beside) in zip(one, other, strict=True) if cell != beside}
    yield Finding(
        f"rows with the number of an earlier one, which differ from it only in {_listed(differ)}",
        len(now) - len(numbers),
        f"1 row rejected and kept (row {rejected.row}, `{rejected.reasons[0]['code']}`); "
        f"the {len(gathered.records(_GOES_ON)):,} others count",
    )


def _tokens(gathered: Gathered, now: Sequence[Row]) -> Iterator[Finding]:
    holders = Counter(one["holder"] for one in gathered.records(_GOES_ON))
    (rejected,) = gathered.rejected(_GOES_ON)
    words = Counter(row[_NAME].strip(" '").casefold() for row in now)
    for what, given, holder in (
        ("`N/D`", words["n/d"], "withheld"),
        ("`Vacant`, `VACANT`", words["vacant"], "vacant"),
        ("`ELIMINATED`", words["eliminated"], "abolished"),
    ):
        less = ", and the rejected row" if holder == "withheld" and "N/D" in rejected.content else ""
        yield Finding(f"{what} in place of a name, in the newest list", given, f"{holders[holder]:,} {holder}{less}")
    contacts = gathered.records(_GOES_ON, ever=True)
    shown = sum(_is_no_value(one) for each in contacts for field in _REACHING for one in each.get(field, ()))
    reached = count([row[column] for row in now for column in _REACHED], _is_no_value)
    yield Finding(
        "`N/D`, `N/A` and `n/a` in place of an address or a telephone number",
        reached,
        f"nothing is there: {shown:,} such addresses or numbers in the records",
    )


def _lost(gathered: Gathered, rows: Sequence[Row]) -> Iterator[Finding]:
    lost = sum(cell.count("\ufffd") for row in rows for cell in row.values())
    told = sum(
        any("lost" in facts for facts in one.files.values())
        for one in gathered.gatherings(_GOES_ON)
        if one.state == "done"
    )
    yield Finding(
        "characters that were lost before the lists were published (�)",
        lost,
        f"kept as they are; `source check` and {told} gatherings say how many, and where the first is",
    )
    addresses = count(rows, lambda row: "\ufffd" in row["Contact E-mail"])
    left = count(
        gathered.records(_GOES_ON, ever=True), lambda one: any("\ufffd" in address for address in one.get("emails", ()))
    )
    yield Finding(
        "e-mail addresses that end in such characters",
        addresses,
        f"an expression takes what is an address: {left} are left",
    )


def _everywhere(gathered: Gathered, lists: Mapping[str, Sequence[Row]]) -> Iterator[Finding]:
    nameless = sum(not column for file in lists for column in gathered.published.cells(file)[0])
    yield Finding("columns without a name, one in each list", nameless, "called “column 16”, and left out")
    rows = [row for every in lists.values() for row in every]
    records = gathered.records(_WOUND_UP, _GOES_ON, ever=True)
    yield Finding(
        "`XX` for whom a post reports to",
        count(rows, lambda row: row[_REPORTS_TO] == "XX"),
        f"declared `blank`: {count(records, lambda one: one.get('reports_to') == 'XX')} are left",
    )


def _wound_up(gathered: Gathered, lists: Mapping[str, Sequence[Row]]) -> Iterator[Finding]:
    posts = [{row[_NUMBER] for row in rows} for file, rows in lists.items() if "audit_commission" in file]
    gone = sum(len(older - newer) for older, newer in pairwise(posts))
    taken = gathered.gatherings(_WOUND_UP)
    yield Finding(
        f"posts that go from one of the Audit Commission's three lists to the next, of {len(posts[0])}",
        gone,
        f"{sum(one.counts.vanished for one in taken):,} vanished, and none of the lists is held: a body is wound up so",
    )
    newest = list(lists.values())[2]
    shared = Counter(row["Contact E-mail"] for row in newest)
    yield Finding(
        "posts of the Audit Commission's newest list with one and the same address",
        max(shared.values()),
        "kept; a dossier says that nobody has an address of their own (`shared-address-only`)",
    )


def _names(rows: Sequence[Row]) -> dict[str, str]:
    """The names by the number of the post; of two posts with one number, the first."""
    return {row[_NUMBER]: row[_NAME] for row in reversed(rows)}


def _is_no_name(name: str) -> bool:
    return name.strip(" '").casefold() in ("", "n/d", "vacant", "eliminated")


def _is_no_value(cell: str) -> bool:
    return cell.strip(" '").casefold() in ("n/d", "n/a")


def _cell(text: str) -> str:
    return f"`{text}`" if text else "blank"


def _listed(columns: Iterable[str]) -> str:
    return " and ".join(f"`{column}`" for column in sorted(columns))
