"""How the page puts moments, sizes and citations."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from handover.dossier.labels import MOST_REFERENCES
from handover.publish.wording import Citation, cited, is_mail_address, moment, short_day, size, w3c
from tests.dossiers.parts import a_reference

SUMMER = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("partial", "words"),
    [("2019", "2019"), ("2019-03", "Mar 2019"), ("2019-03-07", "7 Mar 2019"), ("2019-05", "May 2019")],
)
def test_short_day(partial: str, words: str) -> None:
    assert short_day(partial) == words


@pytest.mark.parametrize(
    ("at", "words", "for_metadata"),
    [
        (datetime(2026, 4, 2, 9, 30, 59, tzinfo=UTC), "2 April 2026 at 09:30 UTC", "2026-04-02T09:30:59Z"),
        (datetime(2026, 7, 2, 0, 5, tzinfo=SUMMER), "2 July 2026 at 00:05 (UTC+01:00)", "2026-07-01T23:05:00Z"),
    ],
)
def test_moments(at: datetime, words: str, for_metadata: str) -> None:
    assert moment(at) == words
    assert w3c(at) == for_metadata


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (48_213, "48.2 kB"),
        (5_000_000, "5.0 MB"),
        (2 * 10**9, "2.0 GB"),
    ],
)
def test_size(number: int, words: str) -> None:
    assert size(number) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jo.o'neill+list@aldermoor.example", True),
        ("javascript:alert(1)", False),
        ("a@b.example?cc=x@y.example", False),
        ("a@b.example\n", False),
        ("a@localhost", False),
        ("ü@b.example", False),
    ],
)
def test_only_plain_addresses_become_links(text: str, expected: bool) -> None:
    assert is_mail_address(text) is expected


ROW = "row\u00a0"
ROWS = "rows\u00a0"


@pytest.mark.parametrize(
    ("references", "many", "brief", "expected"),
    [
        pytest.param([], (), False, [], id="none"),
        pytest.param([a_reference("S1", 4)], (), False, [Citation("S1", f"{ROW}4")], id="one row"),
        pytest.param(
            [a_reference("S1", 9), a_reference("S1", 4), a_reference("S1", 9)],
            (),
            False,
            [Citation("S1", f"{ROWS}4 and 9")],
            id="rows in order, each once",
        ),
        pytest.param(
            [a_reference("S1", row) for row in range(1, 10)],
            (),
            False,
            [Citation("S1", f"{ROWS}1, 2, 3, 4, 5, 6 and 3 more")],
            id="many rows are counted",
        ),
        pytest.param(
            [a_reference("S1", 1, file="a.csv"), a_reference("S1", 1, file="b.csv")],
            ("S1",),
            False,
            [Citation("S1", f"a.csv, {ROW}1"), Citation("S1", f"b.csv, {ROW}1")],
            id="a source of many files names the file",
        ),
        pytest.param(
            [a_reference("S1", 1, place="Log"), a_reference("S2", 2)],
            (),
            False,
            [Citation("S1", f"sheet Log, {ROW}1"), Citation("S2", f"{ROW}2")],
            id="sheet",
        ),
        pytest.param(
            [a_reference("S1", 1, file="a.csv", place="Log")],
            ("S1",),
            True,
            [Citation("S1", f"{ROW}1")],
            id="in brief",
        ),
        pytest.param(
            [a_reference("S1", 1, file="f" * 500)],
            ("S1",),
            False,
            [Citation("S1", f"{'f' * 59}…, {ROW}1")],
            id="an endless file name is cut",
        ),
        pytest.param(
            [a_reference("S1", 7, read_on="2011-04-04"), a_reference("S1", 7), a_reference("S1", 9)],
            (),
            False,
            [Citation("S1", f"as read on 4 Apr 2011, {ROW}7"), Citation("S1", f"{ROWS}7 and 9")],
            id="a row of an earlier version of the file",
        ),
        pytest.param(
            [a_reference("S1", 7, corrected=True), a_reference("S1", 9), a_reference("S1", 8, corrected=True)],
            (),
            True,
            [Citation("S1", f"{ROWS}7 and 8, corrected by hand"), Citation("S1", f"{ROW}9")],
            id="rows that were corrected by hand, in brief too",
        ),
        pytest.param(
            [a_reference("S1", row) for row in range(1, 6)],
            (),
            True,
            [Citation("S1", f"{ROWS}1, 2, 3 and 2 more")],
            id="fewer rows in brief",
        ),
        pytest.param(
            [a_reference("S1", row) for row in range(1, MOST_REFERENCES + 1)],
            (),
            False,
            [Citation("S1", f"{ROWS}1, 2, 3, 4, 5, 6 and many more")],
            id="no more rows than a dossier keeps",
        ),
    ],
)
def test_cited(references: list, many: tuple[str, ...], brief: bool, expected: list[Citation]) -> None:
    assert cited(references, of_many_files=many, brief=brief) == expected
