"""Bags that others made, or that somebody made up: what is said of each, and that nothing outside is touched."""

import hashlib
import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from handover.errors import CannotBeChecked
from tests.bags import found_in, lay_down, named_in, repacked
from tests.dossiers.rich import a_dossier

HELLO = b"hello\n"
DECLARED = b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"


def digest(content: bytes = HELLO, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, content).hexdigest()


def a_bag(folder: Path, **changes: bytes | None) -> Path:
    """A bag as a small program makes it, with one file and one manifest; keys are paths with ``__`` for a slash."""
    files: dict[str, bytes | None] = {
        "bagit.txt": DECLARED,
        "manifest-sha256.txt": f"{digest()}  data/hello.txt\n".encode(),
        "data/hello.txt": HELLO,
    }
    for name, content in (files | {key.replace("__", "/"): value for key, value in changes.items()}).items():
        if content is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return folder


def manifest(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


LISTED = f"{digest()}  data/hello.txt"
# What is other than in a whole bag, and what is found.
BAGS: dict[str, tuple[dict[str, bytes | None], set[tuple[str, str]]]] = {
    "whole": ({}, set()),
    "a digest in capitals": (
        {"manifest-sha256.txt": LISTED.upper().replace("DATA/HELLO.TXT", "data/hello.txt").encode()},
        set(),
    ),
    "an asterisk and one space, as md5sum writes": (
        {"manifest-sha256.txt": f"{digest()} *data/hello.txt".encode()},
        set(),
    ),
    "lines that end as on Windows": ({"manifest-sha256.txt": f"{LISTED}\r\n".encode()}, set()),
    "MD5": (
        {"manifest-sha256.txt": None, "manifest-md5.txt": manifest(f"{digest(algorithm='md5')}  data/hello.txt")},
        set(),
    ),
    "percent signs and line ends in a name": (
        {
            "data/100%\n.txt": HELLO,
            "manifest-sha256.txt": manifest(LISTED, f"{digest()}  data/100%25%0A.txt"),
        },
        set(),
    ),
    "no payload manifest": (
        {"manifest-sha256.txt": None},
        {("missing", "manifest-sha512.txt"), ("untracked", "data/hello.txt")},
    ),
    "an empty manifest": ({"manifest-sha256.txt": b""}, {("untracked", "data/hello.txt")}),
    "no declaration": ({"bagit.txt": None}, {("missing", "bagit.txt")}),
    "a declaration of something else": ({"bagit.txt": b"Version: 1\n"}, {("changed", "bagit.txt")}),
    "a manifest that is not text": (
        {"manifest-sha256.txt": b"\xff\xfe\x00"},
        {("changed", "manifest-sha256.txt"), ("untracked", "data/hello.txt")},
    ),
    "an absolute path": (
        {"manifest-sha256.txt": manifest(LISTED, f"{digest()}  /etc/hostname")},
        {("changed", "manifest-sha256.txt")},
    ),
    "a path out of the bag": (
        {"manifest-sha256.txt": manifest(LISTED, f"{digest()}  data/../../secret.txt")},
        {("changed", "manifest-sha256.txt")},
    ),
    "a path of a home folder": (
        {"manifest-sha256.txt": manifest(LISTED, f"{digest()}  ~/secret.txt")},
        {("changed", "manifest-sha256.txt")},
    ),
    "a path of Windows": (
        {"manifest-sha256.txt": manifest(LISTED, f"{digest()}  C:\\secret.txt", f"{digest()}  data\\..\\..\\x")},
        {("changed", "manifest-sha256.txt")},
    ),
    "a file listed twice": ({"manifest-sha256.txt": manifest(LISTED, LISTED)}, {("changed", "manifest-sha256.txt")}),
    "a file listed twice, differently": (
        {"manifest-sha256.txt": manifest(LISTED, f"{digest(b'x')}  data/hello.txt")},
        {("changed", "manifest-sha256.txt")},
    ),
    "an algorithm that nobody knows": (
        {"manifest-whirl9.txt": manifest("00  data/hello.txt")},
        {("unreadable", "manifest-whirl9.txt")},
    ),
    "a count that is not so": ({"bag-info.txt": b"Payload-Oxum: 7.1\n"}, {("changed", "bag-info.txt")}),
    "a tag file that is not as its manifest says": (
        {"tagmanifest-sha256.txt": manifest(f"{digest(b'x')}  bagit.txt")},
        {("changed", "bagit.txt")},
    ),
    "a manifest that a tag manifest lists and is gone": (
        {"tagmanifest-sha256.txt": manifest(f"{digest(b'x')}  manifest-sha512.txt")},
        {("missing", "manifest-sha512.txt")},
    ),
}


@pytest.mark.parametrize("name", BAGS)
def test_bags_of_others(name: str, tmp_path: Path) -> None:
    changes, expected = BAGS[name]
    (tmp_path / "secret.txt").write_bytes(HELLO)
    assert named_in(a_bag(tmp_path / "bag", **changes)) == expected


def test_a_bag_that_says_it_is_ours_has_every_manifest(tmp_path: Path) -> None:
    bag = a_bag(tmp_path / "bag", **{"bag-info.txt": b"Bag-Software-Agent: Handover 9.9\n"})
    missing = {"manifest-sha512.txt", "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}
    assert {("missing", name) for name in missing} <= named_in(bag)


def test_what_is_no_bag_at_all(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(HELLO)
    with pytest.raises(CannotBeChecked, match=r"is no bag: it has no bagit\.txt and no manifest"):
        found_in(tmp_path)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as packed:
        packed.writestr("letter.txt", HELLO)
    with pytest.raises(CannotBeChecked, match="is no bag"):
        found_in(tmp_path / "other.zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    with pytest.raises(CannotBeChecked, match="is no bag"):
        found_in(tmp_path / "empty.zip")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_down(tmp_path_factory.mktemp("made"), a_dossier(reference="HO-0007", version=2))


ENTRIES: dict[str, tuple[tuple[tuple[str, bytes], ...], set[tuple[str, str]]]] = {
    "out of the folder": ((("HO-0007-v2/../../evil.txt", HELLO),), {("untracked", "HO-0007-v2/../../evil.txt")}),
    "an absolute name": ((("/etc/evil.txt", HELLO),), {("untracked", "/etc/evil.txt")}),
    "beside the bag": ((("evil.txt", HELLO),), {("untracked", "evil.txt")}),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_names_in_a_zip_file(name: str, made: Path, tmp_path: Path) -> None:
    more, expected = ENTRIES[name]
    assert named_in(repacked(made, tmp_path / "x.zip", *more)) == expected


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_file_with_one_name_twice(made: Path, tmp_path: Path) -> None:
    target = repacked(made, tmp_path / "x.zip", ("HO-0007-v2/data/about.txt", b"Another.\n"))
    assert named_in(target) == {("untracked", "data/about.txt")}
    (finding,) = found_in(target).findings
    assert finding.sentence == "data/about.txt is in the ZIP more than once."


def test_a_zip_file_with_a_link(made: Path, tmp_path: Path) -> None:
    target = repacked(made, tmp_path / "x.zip")
    with zipfile.ZipFile(target, "a") as packed:
        entry = zipfile.ZipInfo("HO-0007-v2/data/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(entry, "/etc/hostname")
    assert named_in(target) == {("untracked", "data/link")}


def test_a_zip_file_with_a_password(made: Path, tmp_path: Path) -> None:
    target = repacked(made, tmp_path / "x.zip")
    content = bytearray(target.read_bytes())
    for found in re.finditer(rb"PK\x01\x02", bytes(content)):
        content[found.start() + 8] |= 1
    target.write_bytes(content)
    assert ("unreadable", "data/about.txt") in named_in(target)
    assert all(state == "unreadable" for state, _ in named_in(target) if state != "missing")


def bomb(made: Path, target: Path) -> Path:
    return repacked(made, target, ("HO-0007-v2/data/zeros", bytes(40_000_000)))


def many(made: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as packed:
        for number in range(100_002):
            packed.writestr(zipfile.ZipInfo(f"b/{number}"), b"")
    return target


BOMBS: dict[str, tuple[Callable[[Path, Path], Path], str]] = {
    "unpacks without end": (bomb, "would unpack to 40,0.* more than 200 times its size"),
    "too many files": (many, "has 100,002 files in it"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_zip_files_that_are_bombs(name: str, made: Path, tmp_path: Path) -> None:
    make, sentence = BOMBS[name]
    with pytest.raises(CannotBeChecked, match=sentence):
        found_in(make(made, tmp_path / "x.zip"))


def test_a_zip_file_that_says_less_than_it_holds(made: Path, tmp_path: Path) -> None:
    """A size that is claimed is never exceeded while reading."""
    target = bomb(made, tmp_path / "x.zip")
    content = bytearray(target.read_bytes())
    at = content.rindex(b"HO-0007-v2/data/zeros") - 46 + 24
    content[at : at + 4] = (1000).to_bytes(4, "little")
    target.write_bytes(content)
    states = {state for state, path in named_in(target) if path == "data/zeros"}
    assert states <= {"untracked", "unreadable"}
    assert states
