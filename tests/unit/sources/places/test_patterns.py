"""Which files a pattern means, on a place that is only a tree of names."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.errors import SourceUnreachable
from handover.sources.places import patterns
from handover.sources.places.patterns import Entry, Pattern, files_of, pattern_of
from handover.sources.rows import Fetched


class Tree:
    """A place that is written down: a dict is a folder, None a file, an error what cannot be used; a link ends in @,
    and what may be either in ?.
    """

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self.tree = tree
        self.looked_into: list[str] = []

    def said(self, path: str) -> str:
        return path

    def entry(self, path: str) -> Entry | None:
        raise NotImplementedError

    def entries(self, folder: str) -> Iterator[Entry]:
        self.looked_into.append(folder)
        here: Any = self.tree
        for name in filter(None, folder.split("/")):
            here = here[name]
        for name, what in here.items():
            path = f"{folder}/{name}" if folder else name
            refusal = what if isinstance(what, Exception) else None
            is_folder = None if name.endswith("?") else isinstance(what, dict)
            yield Entry(path, name, is_folder, name.endswith("@"), refusal=refusal)  # type: ignore[arg-type]

    def get(self, entry: Entry) -> Fetched:
        raise NotImplementedError


TREE: dict[str, Any] = {
    "b.csv": None,
    "a.csv": None,
    "notes.txt": None,
    ".hidden.csv": None,
    "~$a.csv": None,
    "~old.csv": None,
    "2024": {"jan.csv": None, "feb.csv": None, "deep": {"mar.csv": None}},
    "2025": {"jan.csv": None},
    ".git": {"config.csv": None},
    "linked@": {"elsewhere.csv": None},
}
MEANT = {
    "by ending": ("*.csv", ["a.csv", "b.csv", "~old.csv"]),
    "one character": ("?.csv", ["a.csv", "b.csv"]),
    "a set": ("[ac].csv", ["a.csv"]),
    "not in a set": ("[!a].csv", ["b.csv"]),
    "hidden ones, when asked for": (".*.csv", [".hidden.csv"]),
    "those of an open office file, when asked for": ("~*.csv", ["~$a.csv", "~old.csv"]),
    "in each folder": ("*/jan.csv", ["2024/jan.csv", "2025/jan.csv"]),
    "a folder by its name": ("2024/*.csv", ["2024/feb.csv", "2024/jan.csv"]),
    "however deep": (
        "**/*.csv",
        [
            "2024/deep/mar.csv",
            "2024/feb.csv",
            "2024/jan.csv",
            "2025/jan.csv",
            "a.csv",
            "b.csv",
            "~old.csv",
        ],
    ),
    "however deep below a folder": ("2024/**/*.csv", ["2024/deep/mar.csv", "2024/feb.csv", "2024/jan.csv"]),
    "all files below": ("2024/**", ["2024/deep/mar.csv", "2024/feb.csv", "2024/jan.csv"]),
    "folders twice": ("**/**/mar.csv", ["2024/deep/mar.csv"]),
    "a folder somewhere": ("**/deep/*.csv", ["2024/deep/mar.csv"]),
    "a link that is named": ("link*/*.csv", ["linked@/elsewhere.csv"]),
}


@pytest.mark.parametrize(("pattern", "meant"), MEANT.values(), ids=MEANT)
def test_which_files_a_pattern_means(pattern: str, meant: list[str]) -> None:
    assert [file.path for file in files_of(Tree(TREE), pattern_of(pattern))] == meant


def test_only_folders_on_the_way_are_looked_into_and_each_once() -> None:
    tree = Tree(TREE)
    files_of(tree, pattern_of("**/**/*.csv"))
    assert sorted(tree.looked_into) == ["", "2024", "2024/deep", "2025"]
    tree = Tree(TREE)
    files_of(tree, pattern_of("2025/*.csv"))
    assert tree.looked_into == ["2025"]


def test_with_endings_only_files_that_end_so_are_meant() -> None:
    tree = {"a.MD": None, "b.txt": None, "sub": {"c.markdown": None}}
    found = files_of(Tree(tree), Pattern("", ("**",)), endings=(".md", ".markdown"))
    assert [file.path for file in found] == ["a.MD", "sub/c.markdown"]


REFUSED = SourceUnreachable("It cannot be used.")
REFUSALS = {
    "a file that is meant": ({"a.csv": REFUSED}, "*.csv"),
    "a link on the way that goes by its name": ({"x@": REFUSED, "a.csv": None}, "x@*"),
    "a file somewhere below": ({"x": {"a.csv": REFUSED}}, "**/*.csv"),
    "what may be a folder on the way": ({"x?": REFUSED, "a.csv": None}, "**/*.csv"),
    "what may be a folder that goes by its name": ({"x?": REFUSED, "y": {"a.csv": None}}, "*/*.csv"),
    "what may be a file that is meant": ({"x?": REFUSED, "xy": None}, "x*"),
}


@pytest.mark.parametrize(("tree", "pattern"), REFUSALS.values(), ids=REFUSALS)
def test_what_is_meant_and_cannot_be_used_is_said(tree: dict[str, Any], pattern: str) -> None:
    with pytest.raises(SourceUnreachable, match=r"^It cannot be used\.$"):
        files_of(Tree(tree), pattern_of(pattern))


def test_what_cannot_be_used_and_is_not_meant_does_not_matter() -> None:
    tree = {"a.txt": REFUSED, "b.csv": None, "x?": REFUSED}
    assert [one.path for one in files_of(Tree(tree), pattern_of("*.csv"))] == ["b.csv"]
    tree = {"pipe": REFUSED, "sub": {"b.csv": None}}
    assert [one.path for one in files_of(Tree(tree), pattern_of("**/*.csv"))] == ["sub/b.csv"]


def test_no_file_at_all_is_said() -> None:
    with pytest.raises(SourceUnreachable, match=r"^There is no file like 2024/\*\.xlsx\."):
        files_of(Tree(TREE), pattern_of("2024/*.xlsx"))


def test_too_many_files_are_said() -> None:
    tree = {f"{number}.csv": None for number in range(patterns.MOST_FILES + 1)}
    with pytest.raises(SourceUnreachable, match=r"^More than 10,000 files in records are meant\."):
        files_of(Tree({"records": tree}), pattern_of("records/*.csv"))


ROOTS = {
    "no pattern": ("records/a.csv", "records/a.csv", ()),
    "a name": ("records/*.csv", "records", ("*.csv",)),
    "from the beginning": ("*.csv", "", ("*.csv",)),
    "from the root": ("/*.csv", "/", ("*.csv",)),
    "an absolute path": ("/srv/records/**/*.csv", "/srv/records", ("**", "*.csv")),
    "a stroke at the end": ("records/*/", "records", ("*",)),
    "a bracket that is none": ("records/a[.csv", "records/a[.csv", ()),
}


@pytest.mark.parametrize(("path", "root", "parts"), ROOTS.values(), ids=ROOTS)
def test_where_a_pattern_begins(path: str, root: str, parts: tuple[str, ...]) -> None:
    assert pattern_of(path) == Pattern(root, parts)


NAMES = st.text("ab.", min_size=1, max_size=3).filter(lambda name: not name.startswith("."))
TREES = st.recursive(st.none(), lambda below: st.dictionaries(NAMES, below, max_size=3), max_leaves=12)


@given(st.dictionaries(NAMES, TREES, max_size=3), st.lists(st.sampled_from(["**", "*", "a*", "?"]), min_size=1))
def test_it_means_what_pathlib_means(tree: dict[str, Any], parts: list[str]) -> None:
    """Compared with the names alone: a path fits where its parts do, with ** for any number of them."""
    every = list(_paths(tree))
    expected = sorted("/".join(path) for path in every if _fits(path, tuple(parts)))
    try:
        found = [file.path for file in files_of(Tree(tree), Pattern("", tuple(parts)))]
    except SourceUnreachable:
        found = []
    assert found == expected


def _paths(tree: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, what in tree.items():
        if isinstance(what, dict):
            yield from _paths(what, (*above, name))
        else:
            yield (*above, name)


def _fits(path: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    if not parts:
        return not path
    if parts == ("**",):
        return bool(path)
    if parts[0] == "**":
        return any(_fits(path[at:], parts[1:]) for at in range(len(path) + 1))
    return bool(path) and Path(path[0]).match(parts[0]) and _fits(path[1:], parts[1:])
