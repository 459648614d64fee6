"""Patterns, folders and series on the disk: which files are fetched, and the sentence for each that cannot be."""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SourceError, SourceUnreachable, SourceUnreadable
from handover.sources.fetch import fetch
from handover.sources.request import Content
from tests.asking import a_request
from tests.rights import as_somebody_else

Get = Callable[..., list[Content]]


@pytest.fixture
def get(tmp_path: Path) -> Get:
    def fetched(location: str, *, limits: dict[str, Any] | None = None, **registered: Any) -> list[Content]:
        outside = {name: registered.pop(name) for name in ("since", "validators") if name in registered}
        return fetch(a_request(tmp_path, location, registered=registered, limits=limits, **outside))

    return fetched


def write(folder: Path, *paths: str, text: str = "x\n", dated: datetime | None = None) -> None:
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        if dated is not None:
            os.utime(file, (dated.timestamp(), dated.timestamp()))


def names(contents: list[Content]) -> list[list[str]]:
    return [[file.name for file in content.files] for content in contents]


def refused(get: Get, location: str, **more: Any) -> SourceError:
    with pytest.raises(SourceError) as failed:
        get(location, **more)
    assert failed.value.what_to_do
    return failed.value


class TestPatterns:
    def test_all_files_are_one_content_in_the_order_of_their_names(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "records/status-2.csv", "records/status-10.csv", "records/notes.csv", "status-3.csv")
        assert names(get("records/status-*.csv")) == [["records/status-10.csv", "records/status-2.csv"]]

    def test_a_path_from_the_root_is_named_so(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a.csv")
        assert names(get(f"{tmp_path}/*.csv")) == [[f"{tmp_path}/a.csv"]]

    def test_its_date_is_that_of_the_newest_file(self, get: Get, tmp_path: Path) -> None:
        older, newer = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)
        write(tmp_path, "a.csv", dated=newer)
        write(tmp_path, "b.csv", dated=older)
        (content,) = get("*.csv")
        assert content.dated == newer
        assert [file.dated for file in content.files] == [newer, older]

    def test_its_fingerprint_is_that_of_all_files(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a.csv", "b.csv")
        (before,) = get("*.csv")
        write(tmp_path, "b.csv", text="y\n")
        (after,) = get("*.csv")
        assert before.sha256 != after.sha256
        assert before.files[0].sha256 == after.files[0].sha256

    def test_nothing_is_copied(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a.csv")
        ((file,),) = (content.files for content in get("*.csv"))
        assert file.path == tmp_path / "a.csv"
        assert not (tmp_path / "spool").exists()

    def test_a_name_that_is_no_text_can_be_shown_and_stored(self, get: Get, tmp_path: Path) -> None:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/M\xe4rz\x1b.csv")).write_text("x\n")
        assert names(get("*.csv")) == [["M�rz�.csv"]]

    def test_what_is_changed_while_it_is_read_is_noticed(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a.csv", "b.csv")
        (content,) = get("*.csv")
        assert content.changed is None
        (tmp_path / "b.csv").unlink()
        assert content.changed is not None
        assert content.changed.name == "b.csv"


class TestFolders:
    def test_a_folder_of_markdown_is_all_of_it_below(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "lessons/b.md", "lessons/a/c.MARKDOWN", "lessons/a/picture.png", "lessons/.git/x.md")
        assert names(get("lessons", kind="markdown")) == [["lessons/a/c.MARKDOWN", "lessons/b.md"]]

    def test_another_folder_is_said(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "records/a.csv")
        error = refused(get, "records/")
        assert error.sentence == "records/ is a folder."
        assert error.what_to_do is not None
        assert error.what_to_do.endswith("which of its files are meant: records/*.csv")


class TestLinks:
    """Links that stay within the folder of a pattern are followed, and those that lead out of it are not."""

    def link(self, tmp_path: Path, link: str, to: str) -> None:
        (tmp_path / link).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / link).symlink_to(tmp_path / to)

    def test_within(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "records/old/a.csv")
        self.link(tmp_path, "records/now.csv", "records/old/a.csv")
        self.link(tmp_path, "records/year", "records/old")
        assert names(get("records/*.csv")) == [["records/now.csv"]]
        assert names(get("records/year*/*.csv")) == [["records/year/a.csv"]]

    def test_what_a_folder_within_leads_to_is_taken_once(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "records/old/a.csv")
        self.link(tmp_path, "records/round", "records")
        assert names(get("records/**/*.csv")) == [["records/old/a.csv"]]

    def test_the_folder_itself_may_be_one(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "elsewhere/a.csv")
        self.link(tmp_path, "records", "elsewhere")
        assert names(get("records/*.csv")) == [["records/a.csv"]]

    def test_one_that_is_registered_by_its_own_name_is_followed(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "elsewhere/a.csv")
        self.link(tmp_path, "records/a.csv", "elsewhere/a.csv")
        assert names(get("records/a.csv")) == [["records/a.csv"]]

    OUT = (
        pytest.param("records/*.csv", "records/b.csv", "elsewhere/secret.csv", id="a file"),
        pytest.param("records/*/*.csv", "records/b", "elsewhere", id="a folder on the way"),
        pytest.param("records/**/*.csv", "records/b", "elsewhere", id="a folder somewhere below"),
        pytest.param("records/**/*.csv", "records/b", "records-of-others", id="a folder whose name begins alike"),
        pytest.param("records/*.csv", "records/b.csv", "elsewhere/not-there.csv", id="to nothing"),
    )

    @pytest.mark.parametrize(("location", "link", "to"), OUT)
    def test_one_that_leads_out_is_said(self, get: Get, tmp_path: Path, location: str, link: str, to: str) -> None:
        write(tmp_path, "records/a.csv", "records/sub/a.csv", "elsewhere/secret.csv", "records-of-others/a.csv")
        self.link(tmp_path, link, to)
        sentence = refused(get, location).sentence
        leads = "to nothing" if "not-there" in to else "out of the folder records"
        assert sentence == f"{link} is a link that leads {leads}."

    def test_one_that_is_not_meant_does_not_matter(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "records/a.csv", "elsewhere/secret.txt")
        self.link(tmp_path, "records/b.txt", "elsewhere/secret.txt")
        self.link(tmp_path, "records/c", "elsewhere")
        assert names(get("records/*.csv")) == [["records/a.csv"]]


class TestRefused:
    FAILURES = (
        pytest.param("no/*.csv", "There is no folder no.", id="no folder"),
        pytest.param("a.csv/*.csv", "There is no folder a.csv.", id="a file instead of a folder"),
        pytest.param("*.xlsx", "There is no file like *.xlsx.", id="nothing fits"),
        pytest.param("empty/**/*.csv", "There is no file like empty/**/*.csv.", id="an empty folder"),
        pytest.param("odd/*.csv", "odd/pipe.csv is not an ordinary file.", id="a pipe"),
        pytest.param("odd/pipe.csv", "odd/pipe.csv is not an ordinary file.", id="a pipe by its name"),
        pytest.param("x" * 300 + "/*.csv", "cannot be looked into: file name too long.", id="a name too long"),
    )

    @pytest.mark.parametrize(("location", "sentence"), FAILURES)
    def test_what_cannot_be_fetched(self, get: Get, tmp_path: Path, location: str, sentence: str) -> None:
        write(tmp_path, "a.csv")
        (tmp_path / "empty").mkdir()
        (tmp_path / "odd").mkdir()
        os.mkfifo(tmp_path / "odd/pipe.csv")
        assert refused(get, location).sentence.endswith(sentence)

    def test_a_folder_that_may_not_be_looked_into(self, get: Get) -> None:
        # Not in the test's own folder, which only its owner may enter.
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            Path(folder, "closed").mkdir(mode=0)
            with as_somebody_else():
                error = refused(get, f"{folder}/closed/*.csv")
        assert error.sentence == f"The folder {folder}/closed cannot be looked into: permission denied."

    def test_a_folder_whose_files_may_not_be_looked_at(self, get: Get) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            write(Path(folder), "half/sub/a.csv", "half/b.txt")
            Path(folder, "half").chmod(0o744)
            with as_somebody_else():
                error = refused(get, f"{folder}/half/**/*.csv")
        assert error.sentence.endswith(" cannot be looked at: permission denied.")

    def test_files_that_are_too_large_together(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a.csv", "b.csv", text="x" * 600)
        error = refused(get, "*.csv", limits={"largest_source": 1_000})
        assert isinstance(error, SourceUnreadable)
        assert error.sentence == "*.csv is larger than the 1 kB that may be read of one source."


class TestSeries:
    def test_each_file_is_the_source_on_its_day(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "s/b-2024-01-01.csv", "s/a-2024-02-01.csv", "s/c-2023-12-01.csv")
        contents = get("s/*.csv", series="%Y-%m-%d")
        assert names(contents) == [["s/c-2023-12-01.csv"], ["s/b-2024-01-01.csv"], ["s/a-2024-02-01.csv"]]
        assert [content.dated for content in contents] == [
            datetime(2023, 12, 1, tzinfo=UTC),
            datetime(2024, 1, 1, tzinfo=UTC),
            datetime(2024, 2, 1, tzinfo=UTC),
        ]

    def test_only_what_is_newer_is_fetched(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a-2024-01-01.csv", "a-2024-02-01.csv", "a-2024-03-01.csv")
        contents = get("*.csv", series="%Y-%m-%d", since=datetime(2024, 2, 1, tzinfo=UTC))
        assert names(contents) == [["a-2024-03-01.csv"]]

    def test_nothing_new_is_nothing(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a-2024-01-01.csv")
        assert get("*.csv", series="%Y-%m-%d", since=datetime(2024, 1, 1, tzinfo=UTC)) == []

    def test_nothing_new_since_what_counts_is_said_to_be_the_same(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a-2024-01-01.csv")
        day = datetime(2024, 1, 1, tzinfo=UTC)
        (first,) = get("*.csv", series="%Y-%m-%d")
        (again,) = get("*.csv", series="%Y-%m-%d", since=day, validators=first.validators)
        assert (again.files, again.dated, again.not_modified) == ((), day, True)

    def test_the_first_is_doubted_where_the_next_is_much_larger(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a-2024-01-01.csv")
        write(tmp_path, "a-2024-02-01.csv", text="x\n" * 100)
        write(tmp_path, "a-2024-03-01.csv")
        contents = get("*.csv", series="%Y-%m-%d")
        assert [[doubt.code for doubt in content.doubts] for content in contents] == [["truncated"], [], []]

    def test_one_that_has_a_predecessor_is_not_doubted_here(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a-2024-01-01.csv", "a-2024-02-01.csv")
        write(tmp_path, "a-2024-03-01.csv", text="x\n" * 100)
        contents = get("*.csv", series="%Y-%m-%d", since=datetime(2024, 1, 1, tzinfo=UTC))
        assert [content.doubts for content in contents] == [(), ()]

    def test_as_many_come_as_one_source_may_be_large(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a-2024-01-01.csv", "a-2024-02-01.csv", "a-2024-03-01.csv", text="x" * 400)
        contents = get("*.csv", series="%Y-%m-%d", limits={"largest_source": 1_000})
        assert names(contents) == [["a-2024-01-01.csv"], ["a-2024-02-01.csv"]]
        rest = get("*.csv", series="%Y-%m-%d", limits={"largest_source": 1_000}, since=contents[-1].dated)
        assert names(rest) == [["a-2024-03-01.csv"]]

    def test_a_file_without_a_date_is_said(self, get: Get, tmp_path: Path) -> None:
        write(tmp_path, "a-2024-01-01.csv", "a-latest.csv")
        error = refused(get, "*.csv", series="%Y-%m-%d")
        assert isinstance(error, SourceUnreachable)
        assert (error.sentence, error.where) == (
            "a-latest.csv has no date in its name that is written like 2015-12-31 (%Y-%m-%d).",
            "a-latest.csv",
        )
