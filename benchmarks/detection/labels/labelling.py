"""How the labelled answers were made: ``python -m benchmarks.detection.labels.labelling`` writes them anew.

Everything is read from the published files by Python's own modules, none of it by Handover's.

- Of two dumps of the organisations of GOV.UK, one after the other, an organisation that is in both ended, where its
  ``govuk_status`` became ``closed``, or it was closed and ``superseding_organisations`` became known. Into several it
  was split; into one it was renamed, merged or replaced, as ``govuk_closed_status`` says; into none, it was closed. It
  was renamed, where its ``title`` is another one in more than space and case.
- Of the senior posts of the Cabinet Office, a person changed where a post that is in both lists names somebody in the
  second (not ``N/D``, vacant or eliminated) whom it did not name in the first; each of these was read and found to be
  another person.
- Of ministers, from ``appointment.csv``: whoever held a post on the last day before an election and had left it when
  every post had been filled again, with all who had been appointed to a post of that name in that department since.
- Of major projects without numbers, one of a year whose name is not among the next year's left, unless it was found
  among them by reading both lists: under another spelling (``ONE_NAME``) or another name (``RENAMED``). With numbers,
  the number is in the next list under another name in more than space and case (``ONE_NAME`` were read, and are one
  name each); or neither number nor name is there; or its ``department`` is another in more than case.
"""

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
_ENDED: Final = {"changed_name": "rename", "merged": "merger"}
NOBODY: Final = frozenset({"", "n/d", "vacant", "eliminated"})
# Names that the next list only writes another way: it adds the short name or a word such as programme.
ONE_NAME: Final = frozenset(
    {
        "30 Hrs Free Childcare Project",
        "Armed Forces Recruitment Project",
        "Automatic Enrolment Programme",
        "CUSTOMS DECLARATION SERVICES (CDS) Programme",
        "Census & Data Collection Transformation",
        "Communications Capabilities Development Programme",
        "Contracting, Purchasing and Finance",
        "Digital Services at the Border",
        "Future Maritime Support Strategy",
        "Home Office Biometrics Programme",
        "Land Environment Tactical Communication and Information Systems",
        "NCA Transformation Programme",
        "National Law Enforcement Data Programme",
        "Prisoner Escort and Custody Services (PECS) Generation 4",
        "Smarter Working Programme",
        "Tax-Free Childcare",
        "Technology Platforms for Tomorrow",
        "Transforming Compliance Enforcement Programme (TCEP)",
    }
)
# Names that are gone while their project goes on under another: read in both lists, with what each says of itself.
# Two of them were only found after they had been proposed, Heathrow and the data services from 2018 to 2019: each has
# the same department, the same start and the same end under both names.
RENAMED: Final = {
    "100000 Genomes Project": "One Hundred Thousand Genomes Project",
    "A303 Stonehenge Amesbury to Berwick Down": "A303 Amesbury to Berwick Down",
    "Airport Capacity Programme": "Heathrow Expansion Programme",
    "Commercial Capability Programme": "Commercial Capability Expansion Programme",
    "Data Services Platform Programme": "Data Processing Services Programme",
    "National Data Services Development Programme": "Data Services Platform Programme",
    "Great Western Route Modernisation": "Great Western Route Modernisation (GWRM) including electrification",
    "Great Western Route Modernisation (GWRM) including electrification": "Great Western Route Modernisation",
}
# An election, with the last day before it and one on which every post had been filled again.
ELECTIONS: Final = (("2010-05-01", "2010-06-15"), ("2016-07-01", "2016-08-01"))
# By which delimiter the lists of major projects are written.
PROJECTS: Final = {2018: ",", 2019: ",", 2020: ",", 2021: ";"}

Answer = tuple[str, str, str, str]  # of which list, about what, its kind, its successors or who leaves and comes


def dumps(folder: Path) -> list[Path]:
    """The dumps of the organisations, the oldest first; that is the one that is cut off."""
    return sorted((folder / "govuk_organisations").glob("*.json.gz"))


def organisations(folder: Path) -> Iterator[Answer]:
    for before, (path, after) in pairwise(_dumped(folder)):
        named = before[1] | after
        for number in sorted(before[1].keys() & after.keys()):
            old, new = before[1][number], after[number]
            if answer := _of_one(old, new, named):
                yield path.name, one_line(old["title"]), *answer


def _dumped(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    return [
        (path, {one["id"]: one for one in json.loads(gzip.decompress(path.read_bytes()))}) for path in dumps(folder)[1:]
    ]


def _of_one(old: Any, new: Any, named: Mapping[str, Any]) -> tuple[str, str] | None:
    details = new["details"]
    closed = [one["details"]["govuk_status"] == "closed" for one in (old, new)]
    into = [one["id"] for one in new["superseding_organisations"]]
    known = [one["id"] for one in old["superseding_organisations"]]
    # What is not in the list is known by its address only.
    successors = "; ".join(sorted(one_line(named[one]["title"]) if one in named else one for one in into))
    if closed == [False, True] or (closed[1] and set(into) - set(known)):
        if len(into) > 1:
            return "split", successors
        return _ENDED.get(details["govuk_closed_status"], "replacement") if into else "closure", successors
    titles = [one_line(one["title"]) for one in (old, new)]
    return ("rename", titles[1]) if titles[0].casefold() != titles[1].casefold() else None


def leaving_a_trace(folder: Path) -> set[str]:
    """The organisations of the labels of which anything else changed with it than how it ended and what it became:
    title, parents, children; or a new organisation stands where it does.
    """
    found = set()
    for (_, before), (_, after) in pairwise(_dumped(folder)):
        named = before | after
        new = [after[one] for one in after.keys() - before.keys()]
        for number in before.keys() & after.keys():
            old, now = before[number], after[number]
            if _of_one(old, now, named) is None:
                continue
            told = [(one["title"], _ids(one, "parent"), _ids(one, "child")) for one in (old, now)]
            beside = any(_ids(one, "parent") & _ids(now, "parent") for one in new)
            if told[0] != told[1] or beside:
                found.add(one_line(old["title"]))
    return found


def _ids(one: Any, relation: str) -> frozenset[str]:
    return frozenset(each["id"] for each in one[f"{relation}_organisations"])


def senior_posts(folder: Path) -> Iterator[Answer]:
    lists = [folder / "organograms" / f"cabinet_office-2011-{day}-senior.csv" for day in ("03-31", "09-30")]
    before, after = (_first(path) for path in lists)
    for post in sorted(before.keys() & after.keys()):
        old, new = before[post], after[post]
        if new != old and new.strip(" '").casefold() not in NOBODY:
            was = "" if old.strip(" '").casefold() in NOBODY else old
            yield lists[1].name, post, "staff-move", f"{was} > {new}"


def _first(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["Post Unique Reference"], row["Name"])
    return found


def ministers_on(folder: Path, day: str) -> list[dict[str, str]]:
    """Every appointment as a list of that day would have it: department, post, who holds it and since when."""
    return [
        {
            "appointment": row["id"],
            "person_id": row["person_id"],
            "name": _called(folder, row["person_id"], day),
            "post": post["name"],
            "department": _department(folder, post),
            "start_date": row["start_date"],
        }
        for row in _rows(folder, "appointment")
        if _holds(row, day)
        for post in [_table(folder, "post")[row["post_id"]]]
    ]


def as_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A list of ministers as it would be published."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ("appointment", "person_id", "name", "post", "department", "start_date"))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def ministers(folder: Path) -> Iterator[Answer]:
    posts = _table(folder, "post")
    for earlier, later in ELECTIONS:
        left: dict[tuple[str, str], set[str]] = defaultdict(set)
        came: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in _rows(folder, "appointment"):
            post = _department(folder, posts[row["post_id"]]), posts[row["post_id"]]["name"]
            if _holds(row, earlier) and row["end_date"] and row["end_date"] <= later:
                left[post].add(row["person_id"])
            if _holds(row, later) and row["start_date"] > earlier:
                came[post].add(row["person_id"])
        for post, people in sorted(left.items()):
            following = sorted(_called(folder, one, later) for one in came[post] - people)
            for name in sorted(_called(folder, one, earlier) for one in people - came[post]):
                yield later, f"{post[0]}: {post[1]}", "staff-move", f"{name} > {'; '.join(following)}"


def _department(folder: Path, post: Mapping[str, str]) -> str:
    return _table(folder, "organisation").get(post["organisation_id"], {}).get("name") or "Government"


def _holds(row: Mapping[str, str], day: str) -> bool:
    return bool(row["start_date"]) and row["start_date"] <= day and (not row["end_date"] or row["end_date"] > day)


def _called(folder: Path, number: str, day: str) -> str:
    rows = [row for row in _rows(folder, "person") if row["id"] == number]
    held = [row for row in rows if row["start_date"] <= day and (not row["end_date"] or row["end_date"] > day)]
    return held[-1]["name"] if held else number


_read: dict[Path, list[dict[str, str]]] = {}


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    path = folder / "ifg_ministers" / f"{table}.csv"
    if path not in _read:
        with path.open(encoding="utf-8", newline="") as file:
            _read[path] = list(csv.DictReader(file))
    return _read[path]


def _table(folder: Path, name: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in _rows(folder, name)}


def projects(folder: Path, year: int) -> list[dict[str, str]]:
    """The rows of one year's list."""
    path = folder / "gmpp" / f"uk_{year}.csv"
    with path.open(encoding="cp1252", errors="replace", newline="") as file:
        return list(csv.DictReader(file, delimiter=PROJECTS[year]))


def projects_by_name(folder: Path) -> Iterator[Answer]:
    for earlier, later in ((2018, 2019), (2019, 2020)):
        names = {one_line(row["project_name"]).casefold() for row in projects(folder, later)}
        for name in sorted(one_line(row["project_name"]) for row in projects(folder, earlier)):
            if name.casefold() not in names and name not in ONE_NAME:
                new = RENAMED.get(name, "")
                yield str(later), name, "rename" if new else "closure", new


def projects_by_number(folder: Path) -> Iterator[Answer]:
    before, after = ({row["project_number"]: row for row in projects(folder, year)} for year in (2020, 2021))
    names = {one_line(row["project_name"]).casefold() for row in after.values()}
    for number in sorted(before):
        old = one_line(before[number]["project_name"])
        new = one_line(after[number]["project_name"]) if number in after else None
        if new is None and old.casefold() not in names:
            yield "2021", old, "closure", ""
        elif new is not None and old.casefold() != new.casefold() and old not in ONE_NAME:
            yield "2021", old, "rename", new
    moved = {
        (before[number]["department"], after[number]["department"])
        for number in before.keys() & after.keys()
        if before[number]["department"].casefold() != after[number]["department"].casefold()
    }
    for old, new in sorted(moved):
        yield "2021", old, "transfer", new


def one_line(text: str) -> str:
    return " ".join(text.split())


LABELLED: Final = {
    "organisations": organisations,
    "senior-posts": senior_posts,
    "ministers": ministers,
    "projects-by-name": projects_by_name,
    "projects-by-number": projects_by_number,
}


def write(folder: Path) -> None:
    for name, labels in LABELLED.items():
        with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("list", "about", "kind", "answer"))
            writer.writerows(labels(folder))


def read(name: str) -> list[Answer]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["list"], row["about"], row["kind"], row["answer"]) for row in csv.DictReader(file)]


if __name__ == "__main__":
    from tests.real.counts.published import PUBLISHED

    write(PUBLISHED)
