"""The Audit Commission, closed: three lists of its posts, gathered one after another, and who had gone by the last."""

import csv
import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from handover.dossier.model import Dossier, Person
from handover.jobs import requests
from handover.jobs.dossiers import checked_file
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.hand_over import carry_out
from handover.jobs.held_gatherings.deciding import release
from handover.records import Contact
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.store.database import Store
from handover.store.tables import record_version
from tests.offices import Clock, an_office

SOURCE = "audit-commission-posts"
# Each list, and when it was gathered.
LISTS = {
    "2011-03-31": datetime(2011, 4, 4, 9, tzinfo=UTC),
    "2011-09-30": datetime(2011, 10, 3, 9, tzinfo=UTC),
    "2012-03-31": datetime(2012, 4, 2, 9, tzinfo=UTC),
}
# What stands where a name should, and what it says.
TOKENS = {"": "unknown", "n/d": "withheld", "vacant": "vacant", "eliminated": "abolished"}

Post = Mapping[str, str]
List = Mapping[str, Post]


def read(path: Path) -> dict[str, Post]:
    """The posts of a list by their number, as Python's own csv module reads them."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        posts = list(csv.DictReader(file))
    return {post["Post Unique Reference"]: post for post in posts}


def token(name: str) -> str | None:
    """What a cell says that names nobody; None where it names somebody."""
    return TOKENS.get(name.strip(" '").casefold())


@pytest.fixture(scope="module")
def lists(data: Path) -> list[List]:
    return [read(data / "organograms" / f"audit_commission-{day}-senior.csv") for day in LISTS]


def publish(data: Path, folder: Path, name: str) -> None:
    """Put a list beside those that were published before it."""
    (folder / "organograms").mkdir(exist_ok=True)
    shutil.copyfile(data / "organograms" / name, folder / "organograms" / name)


@dataclass(frozen=True)
class Closed:
    counts: list[Counts]
    dossier: Dossier

    def people(self, *standings: str) -> list[Person]:
        return [person for person in self.dossier.people if person.standing in standings]


@pytest.fixture(scope="module")
def closed(
    data: Path,
    registrations: Callable[[str], dict[str, Registration]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Closed]:
    folder = tmp_path_factory.mktemp("audit-commission")
    store = Store.open(f"sqlite:///{folder / 'handover.db'}", create=True)
    clock = Clock()
    office = an_office(store, folder, now=clock)
    with store.write() as connection:
        registered.apply(connection, registrations("audit-commission").values(), base=folder, now=clock())
    counts = []
    for day, clock.at in LISTS.items():
        publish(data, folder, f"audit_commission-{day}-senior.csv")
        counts.append(gather_source(office, SOURCE).counts)
    asked, _ = requests.close(
        office, "Audit Commission", on="2015-03-31", reason="Abolition announced in 2010", to=["jo@example.org"]
    )
    number = carry_out(office, asked.id).dossier_id
    assert number is not None
    yield Closed(counts, Dossier.model_validate_json(checked_file(office, number, "json").read_bytes()))
    store.close()


def test_three_gatherings_of_one_source(closed: Closed, lists: list[List]) -> None:
    before: List = {}
    for counts, posts in zip(closed.counts, lists, strict=True):
        assert counts.seen == len(posts) == counts.new + counts.changed + counts.unchanged + counts.rejected
        assert counts.new == len(posts.keys() - before.keys())
        assert counts.vanished == len(before.keys() - posts.keys())
        before = posts
    assert [counts.vanished for counts in closed.counts] == [0, 2, 2]


def test_who_is_in_post(closed: Closed, lists: list[List]) -> None:
    expected = Counter((post["Name"], post["Job Title"]) for post in lists[-1].values() if token(post["Name"]) is None)
    assert Counter((one.name, one.role) for one in closed.people("in-post")) == expected
    assert expected.total() == 21


def test_who_has_left(closed: Closed, lists: list[List]) -> None:
    assert Counter((one.name, one.role) for one in closed.people("left")) == leavers(lists)
    assert leavers(lists).total() == 10
    assert all(one.gone_at is not None for one in closed.people("left"))


def leavers(lists: list[List]) -> Counter[tuple[str, str]]:
    """Who stood in a post and later did not, with the title that they had last."""
    found: Counter[tuple[str, str]] = Counter()
    for number in {number for posts in lists for number in posts}:
        held = [posts.get(number) for posts in lists]
        for post, following in pairwise(held):
            if post is not None and token(post["Name"]) is None:
                gone = following is None or following["Name"] != post["Name"]
                found[post["Name"], post["Job Title"]] += gone
    return +found


def test_the_posts_that_vanished(closed: Closed, lists: list[List]) -> None:
    last_seen = {number: post for posts in lists for number, post in posts.items()}
    vanished = Counter(last_seen[number]["Job Title"] for number in last_seen.keys() - lists[-1].keys())
    told = [one for one in closed.dossier.people if "o longer listed since" in (one.remark or "")]
    assert Counter(one.role for one in told) == vanished
    assert vanished.total() == 4


def test_every_citation_leads_to_the_row_that_says_so(closed: Closed, data: Path) -> None:
    files = {
        gathered.date().isoformat(): data / "organograms" / f"audit_commission-{day}-senior.csv"
        for day, gathered in LISTS.items()
    }
    newest = max(files)
    (source,) = closed.dossier.sources
    shown = {file.fetched_at.date().isoformat(): file.sha256 for file in source.files}
    assert shown == {day: hashlib.sha256(path.read_bytes()).hexdigest() for day, path in files.items()}
    for person in closed.dossier.people:
        assert person.reference.read_on != newest
        lines = files[person.reference.read_on or newest].read_text(encoding="utf-8").splitlines()
        (row,) = csv.reader([lines[person.reference.row - 1]])
        assert (row[1], row[3]) == (person.name or "", person.role)


def test_whom_a_post_reports_to_is_named(closed: Closed) -> None:
    chief = next(one for one in closed.people("in-post") if one.role == "Chief Executive")
    assert chief.reports_to is None
    solicitor = next(one for one in closed.people("in-post") if one.role == "Commission Solicitor")
    assert solicitor.reports_to == f"Chief Executive, {chief.name} (P{chief.number})"
    assert not any(one.reports_to and one.reports_to.isdigit() for one in closed.dossier.people if one.name)


def test_what_the_lists_cannot_say_is_named(closed: Closed) -> None:
    gaps = {gap.code: gap.sentence for gap in closed.dossier.gaps}
    assert gaps["posts-vanished"].startswith("4 posts or people")
    assert "8 posts" in gaps["one-name-many-posts"]
    assert gaps["shared-address-only"].startswith("All 21 people in post")


def test_a_token_is_nobody(closed: Closed, lists: list[List]) -> None:
    named = {post["Name"] for posts in lists for post in posts.values() if token(post["Name"]) is None}
    assert {one.name for one in closed.dossier.people if one.name is not None} == named
    nobody = [one for one in closed.dossier.people if one.name is None]
    assert [one.role for one in nobody] == [post["Job Title"] for post in lists[0].values() if not post["Name"]]


def test_the_tokens_of_another_list(
    sqlite_store: Store, data: Path, tmp_path: Path, registrations: Callable[[str], dict[str, Registration]]
) -> None:
    office = an_office(sqlite_store, tmp_path)
    with office.store.write() as connection:
        registered.apply(connection, registrations("cabinet-office").values(), base=tmp_path, now=office.now())
    for day in ("2011-03-31", "2011-09-30"):
        path = data / "organograms" / f"cabinet_office-{day}-senior.csv"
        publish(data, tmp_path, path.name)
        report = gather_source(office, "cabinet-office-posts")
        counts = report.counts
        if report.held:
            # In the second list most names are written another way; somebody has looked at it.
            counts = release(office, *report.held, by="Jo Hill", because="They write it so now.").counts
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            given = [row["Name"] for row in csv.DictReader(file)]
        assert counts.seen == len(given) == counts.new + counts.changed + counts.unchanged + counts.rejected
        with office.store.read() as connection:
            records = [
                Contact.model_validate_json(row.payload)
                for row in connection.execute(select(record_version).where(record_version.c.to_gathering_id.is_(None)))
            ]
        assert len(records) + counts.rejected == counts.seen
        assert all(token(one.name) is None for one in records if one.name is not None)
        holders = Counter(one.holder for one in records)
        expected = Counter(token(name) or "named" for name in given)
        # One row has the number of another, and is rejected; its name is withheld.
        expected["withheld"] -= counts.rejected
        assert holders == expected
