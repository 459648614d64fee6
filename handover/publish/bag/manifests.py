"""Manifests as they are found, and what several of them together say of a file (RFC 8493, 2.1.3, 2.2.1 and 3)."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from handover.publish.bag.names import decoded, encoded, mistake_in

MANIFEST: Final = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_LINE: Final = re.compile(r"([0-9a-fA-F]+)[ \t]+\*?(.+)")

# What the manifests say of one file: it is as they say; it is another; it is not there; nobody lists it; or some of
# them are wrong, because a file cannot fit one digest and not another.
Verdict = Literal["same", "changed", "missing", "untracked", "manifests"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as it was read: digests in lower case by path, and what is wrong with its lines.

    ``as_made`` says whether it is written byte by byte as Handover writes one of these lines.
    """

    name: str
    algorithm: str
    digests: Mapping[str, str]
    mistakes: tuple[str, ...]
    as_made: bool


def read_manifest(name: str, content: bytes) -> Manifest:
    """A manifest, of an algorithm that is ``known``, with its mistakes, each in the words that follow its name."""
    algorithm = name.removesuffix(".txt").rpartition("-")[2]
    length = hashlib.new(algorithm).digest_size * 2
    digests: dict[str, str] = {}
    mistakes = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text, mistakes = content.decode("utf-8", "replace"), ["is not in UTF-8"]
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            mistakes.append(f"has a line {number} that is no line of a manifest")
            continue
        digest, path = match[1].lower(), decoded(match[2]).removeprefix("./")
        if len(digest) != length:
            mistakes.append(f"has a line {number} whose digest is none by {algorithm}")
        elif mistake := mistake_in(path):
            mistakes.append(f"lists “{path[:200]}”, which {mistake}")
        elif path in digests:
            mistakes.append(f"lists {path} more than once")
        else:
            digests[path] = digest
    made = "".join(f"{digest}  {path}\n" for path, digest in sorted((encoded(p), d) for p, d in digests.items()))
    return Manifest(name, algorithm, digests, tuple(mistakes), made.encode() == content)


def known(algorithm: str) -> bool:
    """Whether digests of an algorithm can be computed here."""
    return algorithm in hashlib.algorithms_available and not algorithm.startswith("shake")


def verdict(path: str, found: Mapping[str, str] | None, manifests: Sequence[Manifest]) -> tuple[Verdict, list[str]]:
    """What ``manifests`` say of a file, whose digests by algorithm are ``found``, None where it is not there; and the
    names of those that are wrong themselves.
    """
    listing = [one for one in manifests if path in one.digests]
    silent = [one.name for one in manifests if path not in one.digests]
    if found is None:
        # Where only some list what is not there, their lines are wrong; all of them together are believed.
        return ("missing", []) if not silent else ("manifests", [one.name for one in listing])
    if not listing:
        return "untracked", []
    wrong = [one.name for one in listing if found[one.algorithm] != one.digests[path]]
    if len(wrong) == len(listing):
        return "changed", []
    return ("manifests", [*wrong, *silent]) if wrong or silent else ("same", [])


def listed(manifests: Iterable[Manifest]) -> set[str]:
    """Every path that some manifest lists."""
    return {path for one in manifests for path in one.digests}
