"""Whatever happens to a bag, in a folder or in a ZIP file, is found and said by name."""

import os
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handover.errors import CannotBeChecked
from handover.publish.bag.zip_file import zip_bag
from tests.bags import copied, files_of, flip, found_in, lay_down, named_in, repacked
from tests.dossiers.rich import a_dossier

FILES = [
    "bag-info.txt",
    "bagit.txt",
    "data/about.txt",
    "data/dossier/HO-0007-v2.json",
    "data/dossier/HO-0007-v2.pdf",
    "data/provenance.json",
    "data/records/lesson.jsonl",
    "manifest-sha256.txt",
    "manifest-sha512.txt",
    "tagmanifest-sha256.txt",
    "tagmanifest-sha512.txt",
]
EMPTY = "data/rejected/rejected-row.jsonl"
_many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_down(tmp_path_factory.mktemp("made"), a_dossier(reference="HO-0007", version=2))


@pytest.fixture
def bag(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


@pytest.fixture(scope="module")
def packed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("packed") / "one.zip"
    with_room = copied(made, target.parent / "staging")
    zip_bag(with_room, made.name, target)
    return target


def test_a_bag_that_nothing_happened_to(made: Path, packed: Path) -> None:
    assert files_of(made) == sorted([*FILES, EMPTY])
    for place in (made, packed):
        found = found_in(place)
        assert (found.findings, found.files, found.identifier, found.made_here) == ((), 12, "HO-0007-v2", True)
    assert found_in(made).fingerprint == found_in(packed).fingerprint


def is_found(zipped: Path) -> bool:
    """Whether a ZIP file is told to be other than it was, or is so broken that it cannot be looked into at all."""
    try:
        return bool(named_in(zipped))
    except CannotBeChecked as error:
        return "damaged or cut off" in str(error) or "would unpack" in str(error)


@pytest.mark.parametrize("path", FILES)
def test_every_file_with_a_flipped_byte(bag: Path, path: str) -> None:
    size = (bag / path).stat().st_size
    for at in {0, size // 3, size // 2, size - 1}:
        before = (bag / path).read_bytes()
        flip(bag / path, at)
        assert named_in(bag) == {("changed", path)}
        (bag / path).write_bytes(before)
    assert named_in(bag) == set()


@_many
@given(path=st.sampled_from(FILES), part=st.floats(0, 1, exclude_max=True), by=st.integers(1, 255))
@example(path="tagmanifest-sha512.txt", part=0.0, by=0x20)  # a digest in capitals is the same digest
@example(path="tagmanifest-sha256.txt", part=0.25, by=0x2A)
def test_any_flipped_byte_of_a_folder(bag: Path, path: str, part: float, by: int) -> None:
    before = (bag / path).read_bytes()
    flip(bag / path, int(len(before) * part), by)
    try:
        assert named_in(bag) == {("changed", path)}
    finally:
        (bag / path).write_bytes(before)


@pytest.mark.parametrize("path", ["tagmanifest-sha256.txt", "bag-info.txt"])
def test_each_single_byte_of_what_nothing_else_vouches_for(bag: Path, path: str) -> None:
    before = (bag / path).read_bytes()
    for at in range(len(before)):
        flip(bag / path, at, 0x20)
        assert named_in(bag) == {("changed", path)}
        (bag / path).write_bytes(before)


@_many
@given(part=st.floats(0, 1, exclude_max=True), by=st.integers(1, 255))
def test_any_flipped_byte_of_a_zip_file(packed: Path, tmp_path: Path, part: float, by: int) -> None:
    copy = tmp_path / "copy.zip"
    shutil.copyfile(packed, copy)
    flip(copy, int(copy.stat().st_size * part), by)
    assert is_found(copy)


def test_every_byte_of_the_directory_of_a_zip_file(packed: Path, tmp_path: Path) -> None:
    """Where nothing but the structure of the ZIP is: its end, which says where everything is."""
    whole = packed.read_bytes()
    copy = tmp_path / "copy.zip"
    for at in range(whole.index(b"PK\x01\x02"), len(whole)):
        copy.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert is_found(copy), at


@pytest.mark.parametrize("path", [*FILES, EMPTY])
def test_every_file_dropped(bag: Path, tmp_path: Path, path: str) -> None:
    (bag / path).unlink()
    assert named_in(bag) == {("missing", path)}
    assert named_in(repacked(bag, tmp_path / "again.zip")) == {("missing", path)}


@pytest.mark.parametrize(
    "path", ["data/new.txt", "data/dossier/new/deep.txt", "new.txt", "metadata/new.xml", "manifest-md5.txt", ".hidden"]
)
def test_a_file_added(bag: Path, tmp_path: Path, path: str) -> None:
    (bag / path).parent.mkdir(parents=True, exist_ok=True)
    (bag / path).write_bytes(b"")
    expected = {("untracked", path)}
    assert expected <= named_in(bag)
    assert expected <= named_in(repacked(bag, tmp_path / "again.zip"))


@pytest.mark.parametrize(("old", "new"), [(FILES[2], "data/About.txt"), (EMPTY, "data/rejected/row.jsonl")])
def test_a_file_renamed(bag: Path, old: str, new: str) -> None:
    (bag / old).rename(bag / new)
    assert named_in(bag) == {("missing", old), ("untracked", new)}


@pytest.mark.parametrize(
    ("one", "other"), [(FILES[2], FILES[5]), (FILES[7], FILES[8]), (FILES[9], FILES[10]), (FILES[0], FILES[1])]
)
def test_two_files_swapped(bag: Path, one: str, other: str) -> None:
    aside = bag.parent / "aside"
    (bag / one).rename(aside)
    (bag / other).rename(bag / one)
    aside.rename(bag / other)
    assert {("changed", one), ("changed", other)} <= named_in(bag)


@pytest.mark.parametrize("path", FILES)
def test_every_file_cut_off_and_emptied(bag: Path, path: str) -> None:
    content = (bag / path).read_bytes()
    for kept in (len(content) - 1, len(content) // 2, 0):
        (bag / path).write_bytes(content[:kept])
        assert ("changed", path) in named_in(bag)
        assert all(one in (("changed", path),) for one in named_in(bag)), kept


@pytest.mark.parametrize("kept", [-1, -22, -100, 400, 4])
def test_a_zip_file_cut_off_or_with_something_after_it(packed: Path, tmp_path: Path, kept: int) -> None:
    copy = tmp_path / "copy.zip"
    copy.write_bytes(packed.read_bytes()[:kept])
    with pytest.raises(CannotBeChecked, match="damaged or cut off"):
        found_in(copy)


def test_a_zip_file_with_something_before_or_after_it(packed: Path, tmp_path: Path) -> None:
    for name, content in {"after": packed.read_bytes() + b"\0", "before": b"#!" + packed.read_bytes()}.items():
        copy = tmp_path / f"{name}.zip"
        copy.write_bytes(content)
        assert is_found(copy)


def test_a_link_out_of_the_bag_is_not_followed(bag: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    shutil.copyfile(bag / "data/about.txt", outside)
    (bag / "data/about.txt").unlink()
    (bag / "data/about.txt").symlink_to(outside)
    (bag / "data/all").symlink_to(tmp_path)
    assert named_in(bag) == {("missing", "data/about.txt"), ("untracked", "data/about.txt"), ("untracked", "data/all")}


def test_a_file_added_whose_name_is_not_text(bag: Path) -> None:
    (bag / os.fsdecode(b"bad\xff.txt")).write_bytes(b"")
    (bag / "data" / os.fsdecode(b"bad\xff.txt")).write_bytes(b"")
    assert named_in(bag) == {("untracked", "bad\\xff.txt"), ("untracked", "data/bad\\xff.txt")}


def test_what_is_no_ordinary_file(bag: Path) -> None:
    os.mkfifo(bag / "data/pipe")
    assert named_in(bag) == {("untracked", "data/pipe")}


def test_a_bag_that_another_program_packed_is_still_whole(made: Path, tmp_path: Path) -> None:
    assert named_in(repacked(made, tmp_path / "again.zip")) == set()
    with zipfile.ZipFile(tmp_path / "flat.zip", "w") as packed:
        for path in files_of(made):
            packed.write(made / path, path)
    assert named_in(tmp_path / "flat.zip") == set()
