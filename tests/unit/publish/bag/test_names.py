"""What files in a bag may be called, and how manifests write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.publish.bag.names import decoded, encoded, mistake_in, unsafe_names

MISTAKES = {
    "data/a.txt": None,
    "data/märz 2025.txt": None,
    "data/..a": None,
    "": "is not a path inside the bag",
    "/etc/passwd": "is not a path inside the bag",
    "~/x": "is not a path inside the bag",
    "C:/x": "is not a path inside the bag",
    "\\\\server\\x": "is not a path inside the bag",
    "data/../x": "leads out of the bag",
    "..": "leads out of the bag",
    "data\\..\\..\\x": "leads out of the bag",
    "data//x": "is not a path as one is written",
    "data/./x": "is not a path as one is written",
    "data/x/": "is not a path as one is written",
    "data/\x00": "is not a path as one is written",
}
UNSAFE = {
    "a device": (["data/con.txt"], ["data/con.txt"]),
    "a device in a path": (["data/LPT1/x"], ["data/LPT1/x"]),
    "no device": (["data/content.txt", "data/com10.txt"], []),
    "signs that Windows has not": (["data/a:b", "data/a?", "data/a\nb"], ["data/a:b", "data/a?", "data/a\nb"]),
    "an end that Windows drops": (["data/a.", "data/b "], ["data/a.", "data/b "]),
    "names that differ in case alone": (["data/A.txt", "data/a.txt"], ["data/a.txt"]),
    "one name in two folders": (["data/a/x", "data/b/x"], []),
    "too long": (["data/" + "x" * 240], ["data/" + "x" * 240]),
}


@pytest.mark.parametrize("path", MISTAKES)
def test_mistakes_in_paths(path: str) -> None:
    assert mistake_in(path) == MISTAKES[path]


@pytest.mark.parametrize("name", UNSAFE)
def test_names_that_not_every_system_has(name: str) -> None:
    paths, expected = UNSAFE[name]
    assert unsafe_names(paths) == expected


@given(st.text())
def test_a_manifest_s_path_is_one_line_and_comes_back(path: str) -> None:
    written = encoded(path)
    assert not {"\r", "\n"} & set(written)
    assert decoded(written) == path
