"""ZIP archives, whole and honest or not: what is unpacked, and the sentence for each that is not."""

import io
import os
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover.errors import SourceError, SourceUnreadable
from handover.sources.fetch import fetch
from handover.sources.reading import read
from handover.sources.request import Content
from tests.asking import a_request
from tests.servers import web

TABLE = b"Ref,Programme,Title\n1,Bridge,Walk the site\n"
Get = Callable[..., Content]


@pytest.fixture
def get(tmp_path: Path) -> Get:
    def fetched(location: str = "a.zip", *, limits: dict[str, Any] | None = None, **registered: Any) -> Content:
        (content,) = fetch(a_request(tmp_path, location, registered=registered, limits=limits))
        return content

    return fetched


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def of_kind(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


class TestUnpacked:
    def test_each_file_of_the_kind_is_one_of_the_content(self, get: Get, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_bytes(
            packed(("b.csv", TABLE), ("sub/a.csv", TABLE * 2), ("picture.png", b"\x89PNG"))
        )
        changed = datetime(2024, 5, 1, tzinfo=UTC)
        os.utime(tmp_path / "a.zip", (changed.timestamp(), changed.timestamp()))
        content = get()
        assert [(file.name, file.size, file.path.read_bytes()) for file in content.files] == [
            ("a.zip › b.csv", len(TABLE), TABLE),
            ("a.zip › sub/a.csv", 2 * len(TABLE), TABLE * 2),
        ]
        assert {file.path.parent for file in content.files} == {tmp_path / "spool"}
        assert content.dated == changed
        assert {file.dated for file in content.files} == {changed}

    def test_packed_anew_it_is_the_same(self, get: Get, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_bytes(packed(("b.csv", TABLE)))
        before = get().sha256
        (tmp_path / "a.zip").write_bytes(packed(("b.csv", TABLE), method=zipfile.ZIP_STORED))
        assert get().sha256 == before

    def test_it_is_told_by_its_beginning_too(self, get: Get, tmp_path: Path) -> None:
        (tmp_path / "export").write_bytes(packed(("b.csv", TABLE)))
        assert [file.name for file in get("export").files] == ["export › b.csv"]

    def test_one_of_a_web_server(self, get: Get, tmp_path: Path) -> None:
        with web.running({"/export.zip": web.content(packed(("b.csv", TABLE)), "application/zip")}) as server:
            (file,) = get(server.url("/export.zip?year=2024")).files
        assert (file.name, file.size) == (f"{server.url('/export.zip')}?year=… › b.csv", len(TABLE))

    def test_several_archives_are_one_content(self, get: Get, tmp_path: Path) -> None:
        for name in ("a", "b"):
            (tmp_path / f"{name}.zip").write_bytes(packed((f"{name}.csv", TABLE)))
        assert [file.name for file in get("*.zip").files] == ["a.zip › a.csv", "b.zip › b.csv"]

    def test_a_workbook_is_no_archive(self, get: Get, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").write_bytes(packed(("xl/workbook.xml", b"<workbook/>")))
        assert [file.name for file in get("a.xlsx", kind="excel").files] == ["a.xlsx"]

    def test_a_workbook_in_an_archive(self, get: Get, tmp_path: Path) -> None:
        inner = packed(("xl/workbook.xml", b"<workbook/>"))
        (tmp_path / "a.zip").write_bytes(packed(("b.xlsx", inner)))
        assert [file.name for file in get(kind="excel").files] == ["a.zip › b.xlsx"]

    def test_each_file_of_a_series(self, tmp_path: Path) -> None:
        for day in ("2024-01-01", "2024-02-01"):
            (tmp_path / f"a-{day}.zip").write_bytes(packed((f"{day}.csv", TABLE), ("more.csv", TABLE)))
        contents = fetch(a_request(tmp_path, "*.zip", registered={"series": "%Y-%m-%d"}))
        assert [[file.name for file in content.files] for content in contents] == [
            ["a-2024-01-01.zip › 2024-01-01.csv", "a-2024-01-01.zip › more.csv"],
            ["a-2024-02-01.zip › 2024-02-01.csv", "a-2024-02-01.zip › more.csv"],
        ]

    def test_what_is_packed_with_gzip_in_it_is_read(self, get: Get, tmp_path: Path) -> None:
        import gzip

        (tmp_path / "a.zip").write_bytes(packed(("b.csv.gz", gzip.compress(TABLE))))
        request = a_request(tmp_path, "a.zip")
        (file,) = get().files
        assert [row.cells for row in read(file, request.registration).rows] == [["1", "Bridge", "Walk the site"]]

    def test_a_long_text_of_one_letter_is_no_bomb(self, get: Get, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_bytes(packed(("b.csv", b"0" * 9_000_000)))
        assert get().size == 9_000_000


def in_a_hundred_pieces(size: int) -> bytes:
    return packed(*((f"{number}.csv", b"\0" * (size // 100)) for number in range(100)))


def encrypted() -> bytes:
    """With the mark of an encrypted file in both of its places."""
    whole = bytearray(packed(("a.csv", TABLE)))
    for place in (whole.index(b"PK\x03\x04") + 6, whole.index(b"PK\x01\x02") + 8):
        whole[place] |= 1
    return bytes(whole)


def lying(size: int) -> bytes:
    """Whose directory claims another size than there is."""
    whole = bytearray(packed(("a.csv", TABLE)))
    for place in (whole.index(b"PK\x03\x04") + 22, whole.index(b"PK\x01\x02") + 24):
        whole[place : place + 4] = struct.pack("<I", size)
    return bytes(whole)


def with_an_endless_directory() -> bytes:
    """Whose end says that the list of its files is longer than the memory may be."""
    whole = bytearray(packed(("a.csv", TABLE)) + b"")
    directory = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    return bytes(
        whole[:directory]
        + bytes(20_000_000)
        + whole[end : end + 12]
        + struct.pack("<I", 20_000_000)
        + whole[end + 16 :]
    )


def twice(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, TABLE)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(name, TABLE)
    return held.getvalue()


def flipped() -> bytes:
    whole = bytearray(packed(("a.csv", TABLE), method=zipfile.ZIP_STORED))
    whole[whole.index(TABLE)] ^= 1
    return bytes(whole)


DAMAGED = "a.zip should be a ZIP archive, but it is none, or it is damaged or cut off."
LINK, DEVICE = 0o120777, 0o020644
REFUSED = {
    "a bomb": (in_a_hundred_pieces(50_000_000), {}, "200 times its size, which nothing that anybody wrote does."),
    "larger than may be": (packed(("a.csv", bytes(2_000))), {"largest_source": 1_000}, "larger than the 1 kB"),
    "larger than may be, together": (
        packed(("a.csv", bytes(600)), ("b.csv", bytes(600))),
        {"largest_source": 1_000},
        "larger than the 1 kB",
    ),
    "a way out": (packed(("../a.csv", TABLE)), {}, "has a file in it that would be laid outside of it (../a.csv)."),
    "a way out, as of Windows": (packed(("..\\a.csv", TABLE)), {}, "would be laid outside of it (..\\a.csv)."),
    "an absolute path": (packed(("/etc/a.csv", TABLE)), {}, "would be laid outside of it (/etc/a.csv)."),
    "a drive": (packed(("C:/a.csv", TABLE)), {}, "would be laid outside of it (C:/a.csv)."),
    "a link": (packed((of_kind("a.csv", LINK), b"/etc/passwd")), {}, "has a link in it instead of a file (a.csv)."),
    "a device": (packed((of_kind("a.csv", DEVICE), b"")), {}, "that is no ordinary file (a.csv)."),
    "encrypted": (encrypted(), {}, "a.zip is protected with a password (a.csv)."),
    "another way of packing": (packed(("a.csv", TABLE), method=zipfile.ZIP_LZMA), {}, "not read (a.csv, method 14)."),
    "two of one name": (twice("a.csv"), {}, "a.zip has two files of one name in it (a.csv)."),
    "an archive in it": (packed(("b.zip", packed(("a.csv", TABLE)))), {}, "has another ZIP archive in it (b.zip)."),
    "an archive that is called otherwise": (
        packed(("a.csv", packed(("a.csv", TABLE)))),
        {},
        "has another ZIP archive in it (a.csv).",
    ),
    "nothing of the kind": (
        packed(("a.png", b""), ("b.png", b"")),
        {},
        "a.zip has no file in it that is told to be csv; it has “a.png”, “b.png”.",
    ),
    "many of another kind": (
        packed(*((f"{number}.png", b"") for number in range(9))),
        {},
        "it has “0.png”, “1.png”, “2.png”, “3.png”, “4.png” ….",
    ),
    "nothing": (packed(), {}, "a.zip has no file in it that is told to be csv; it is empty."),
    "no archive": (TABLE, {}, DAMAGED),
    "an empty file": (b"", {}, DAMAGED),
    "cut off": (packed(("a.csv", os.urandom(10_000)))[:5_000], {}, DAMAGED),
    "one bit changed": (flipped(), {}, DAMAGED),
    "a size that is too small": (lying(3), {}, DAMAGED),
    "a list of files that is too long": (with_an_endless_directory(), {}, DAMAGED),
}


@pytest.mark.parametrize(("content", "limits", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_unpacked_is_said(
    get: Get, tmp_path: Path, content: bytes, limits: dict[str, Any], sentence: str
) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(SourceUnreadable) as refused:
        get(limits=limits)
    assert sentence in refused.value.sentence
    assert refused.value.what_to_do
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("a.zip", "spool")] == []


def test_a_size_that_it_claims_is_not_believed(get: Get, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(lying(3_000_000_000))
    assert get().size == len(TABLE)


def test_what_is_named_and_not_there_is_said(get: Get, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed(("a.csv", TABLE)))
    with pytest.raises(SourceUnreadable, match=r"has no file in it like “\*\.dat”; it has “a\.csv”\."):
        get(member="*.dat")


def test_a_member_of_what_is_no_archive_is_said(get: Get, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE)
    with pytest.raises(SourceUnreadable, match=r"a\.csv should be a ZIP archive"):
        get("a.csv", member="*.csv")


def test_what_is_refused_of_a_file_that_is_not_meant_does_not_matter(get: Get, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed((of_kind("bin/run", LINK), b"x"), ("a.csv", TABLE), ("b.zip", b"")))
    assert [file.name for file in get().files] == ["a.zip › a.csv"]


def damages(whole: bytes, seed: int) -> Iterator[bytes]:
    """Some bytes changed, a piece left out, a piece twice, the end cut off."""
    chance = random.Random(seed)
    at, to = sorted(chance.randrange(len(whole)) for _ in range(2))
    yield whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :]
    yield whole[:at] + whole[to:]
    yield whole[:to] + whole[at:]
    yield whole[:to]


@given(st.integers(min_value=0))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_damaged_is_read_or_said(tmp_path: Path, seed: int) -> None:
    whole = packed(("a.csv", TABLE), ("b/c.csv", TABLE * 3), (of_kind("d.csv", 0o100644), TABLE))
    for damaged in damages(whole, seed):
        (tmp_path / "a.zip").write_bytes(damaged)
        try:
            (content,) = fetch(a_request(tmp_path, "a.zip"))
        except SourceError:
            continue
        assert content.files
