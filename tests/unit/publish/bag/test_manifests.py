"""What manifests say of a file, alone and together."""

import pytest

from handover.publish.bag.manifests import Manifest, read_manifest, verdict

A, B = "a" * 64, "b" * 64


def sha(name: str, **digests: str) -> Manifest:
    return Manifest(f"manifest-{name}.txt", name, digests, (), True)


# The digests found of the file x (None: it is not there), the manifests, and what they say.
VERDICTS = {
    "all say so": ({"m": A, "n": B}, [sha("m", x=A), sha("n", x=B)], ("same", [])),
    "all say something else": ({"m": A, "n": B}, [sha("m", x=B), sha("n", x=A)], ("changed", [])),
    "one says something else": ({"m": A, "n": B}, [sha("m", x=A), sha("n", x=A)], ("manifests", ["manifest-n.txt"])),
    "one does not list it": ({"m": A, "n": B}, [sha("m", x=A), sha("n")], ("manifests", ["manifest-n.txt"])),
    "nobody lists it": ({"m": A, "n": B}, [sha("m"), sha("n")], ("untracked", [])),
    "not there": (None, [sha("m", x=A), sha("n", x=B)], ("missing", [])),
    "not there, and one does not list it": (None, [sha("m", x=A), sha("n")], ("manifests", ["manifest-m.txt"])),
    "only one manifest, and it says so": ({"m": A}, [sha("m", x=A)], ("same", [])),
    "only one manifest, and it says something else": ({"m": A}, [sha("m", x=B)], ("changed", [])),
    "no manifest": ({"m": A}, [], ("untracked", [])),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_what_manifests_say_together(name: str) -> None:
    found, manifests, expected = VERDICTS[name]
    assert verdict("x", found, manifests) == expected


# What stands in a manifest by SHA-256; what it lists; what is wrong; whether it is as one is written here.
MANIFESTS: dict[str, tuple[bytes, dict[str, str], tuple[str, ...], bool]] = {
    "as written here": (f"{A}  data/x\n{B}  data/y\n".encode(), {"data/x": A, "data/y": B}, (), True),
    "empty": (b"", {}, (), True),
    "in another order": (f"{A}  data/y\n{B}  data/x\n".encode(), {"data/y": A, "data/x": B}, (), False),
    "in capitals": (f"{A.upper()}  data/x\n".encode(), {"data/x": A}, (), False),
    "without the last line end": (f"{A}  data/x".encode(), {"data/x": A}, (), False),
    "with ./": (f"{A}  ./data/x\n".encode(), {"data/x": A}, (), False),
    "a line of words": (b"hello\n", {}, ("has a line 1 that is no line of a manifest",), False),
    "a short digest": (b"abcd  data/x\n", {}, ("has a line 1 whose digest is none by sha256",), False),
    "twice": (f"{A}  data/x\n{A}  data/x\n".encode(), {"data/x": A}, ("lists data/x more than once",), False),
    "out of the bag": (f"{A}  ../x\n".encode(), {}, ("lists “../x”, which leads out of the bag",), False),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_reading_a_manifest(name: str) -> None:
    content, digests, mistakes, as_made = MANIFESTS[name]
    found = read_manifest("manifest-sha256.txt", content)
    assert (found.digests, found.mistakes, found.as_made) == (digests, mistakes, as_made)
    assert (found.name, found.algorithm) == ("manifest-sha256.txt", "sha256")
