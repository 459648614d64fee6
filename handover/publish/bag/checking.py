"""Whether a bag is still as it was made: every file compared with every manifest, and the manifests with each other.

RFC 8493 lets a bag be without most of its manifests, so that one that was lost is not missed. A bag that was made here
has them all, written in one way only: any byte of it that is another, and any file that was lost or added, is found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from handover.errors import CannotBeChecked
from handover.publish.bag.manifests import MANIFEST, Manifest, known, listed, read_manifest, verdict
from handover.publish.bag.payload import ALGORITHMS, Digests
from handover.publish.bag.reading import FoundBag, Unreadable
from handover.publish.bag.tags import DECLARATION, DECLARED, INFO, SOFTWARE, manifest_name, tag_file_names
from handover.publish.bag.zip_file import first_difference, packed_here
from handover.publish.findings import Finding, in_order

_LARGEST_TAG_FILE: Final = 64 * 1024 * 1024  # bytes, with the lines of half a million files
_PAYLOAD: Final = "data/"
_AGENT: Final = f"Bag-Software-Agent: {SOFTWARE} ".encode()

# Told of each file, once it was looked at: how many of them are done.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class CheckedBag:
    """What was found in a bag. ``made_here`` says that Handover made it; ``identifier`` is what it says it is.

    ``sealed`` are the SHA-256 of the forms of the dossier in it, by path; ``fingerprint`` is that of the whole bag, the
    SHA-256 of its ``tagmanifest-sha512.txt``, where it has one.
    """

    name: str
    files: int
    size: int
    made_here: bool
    identifier: str | None
    findings: tuple[Finding, ...]
    sealed: dict[str, str]
    fingerprint: str | None


def check(bag: FoundBag, *, progress: Progress = lambda _done: None) -> CheckedBag:
    """Look at every file of a bag. Raises CannotBeChecked where it is none."""
    return _Check(bag, progress).result()


class _Check:
    def __init__(self, bag: FoundBag, progress: Progress) -> None:
        self._bag = bag
        self._findings = list(bag.odd)
        self._content: dict[str, bytes] = {}
        self._manifests: dict[str, Manifest] = {}
        self._digests: dict[str, dict[str, str]] = {}
        self._progress = progress

    def result(self) -> CheckedBag:
        bag = self._bag
        if DECLARATION not in bag.files and not any(MANIFEST.fullmatch(path) for path in bag.files):
            raise CannotBeChecked(
                f"{bag.name} is no bag: it has no {DECLARATION} and no manifest.",
                where=bag.name,
                what_to_do="Name a bag, as a folder or a ZIP file, or a file of a dossier.",
            )
        self._read()
        info = self._content.get(INFO, b"")
        made_here = _AGENT in info or (INFO not in bag.files and f"{_PAYLOAD}provenance.json" in bag.files)
        self._required(made_here)
        wrong = self._tag_files(made_here)
        payload = [one for one in self._of("manifest-") if one.name not in wrong] or self._of("manifest-")
        self._compare([path for path in bag.files if path.startswith(_PAYLOAD)], payload, wrong)
        if not self._findings:
            self._whole(info, made_here)
        return CheckedBag(
            bag.name,
            len(bag.files),
            sum(bag.files.values()),
            made_here,
            _value(info, "External-Identifier"),
            in_order(self._findings),
            {
                path: found["sha256"]
                for path, found in self._digests.items()
                if path.startswith(f"{_PAYLOAD}dossier/") and "sha256" in found
            },
            self._digests.get(manifest_name(ALGORITHMS[-1], of_tags=True), {}).get("sha256"),
        )

    def _read(self) -> None:
        """Take the digests of every file, by each algorithm that some manifest has; keep what the tag files say."""
        used = {found[2] for path in self._bag.files if (found := MANIFEST.fullmatch(path)) and known(found[2])}
        for number, path in enumerate(sorted(self._bag.files), 1):
            digests = Digests(*sorted(used | set(ALGORITHMS)))
            tag = not path.startswith(_PAYLOAD) and self._bag.files[path] <= _LARGEST_TAG_FILE
            kept = bytearray()
            try:
                for piece in self._bag.read(path):
                    digests.update(piece)
                    if tag:
                        kept += piece
            except Unreadable as error:
                self._findings.append(Finding("unreadable", path, str(error)))
                continue
            finally:
                self._progress(number)
            self._digests[path] = digests.found()
            if tag:
                self._content[path] = bytes(kept)
        for path, content in self._content.items():
            found = MANIFEST.fullmatch(path)
            if found and known(found[2]):
                self._manifests[path] = read_manifest(path, content)
            elif found:
                why = f"has digests by {found[2]}, which cannot be computed here"
                self._findings.append(Finding("unreadable", path, why))

    def _of(self, start: str) -> list[Manifest]:
        return [one for name, one in sorted(self._manifests.items()) if name.startswith(start)]

    def _required(self, made_here: bool) -> None:
        """The files that must be there, whether or not any manifest says so."""
        if made_here:
            needed: tuple[str, ...] = tag_file_names()
        elif any(name.startswith("manifest-") for name in self._bag.files):
            needed = (DECLARATION,)
        else:
            needed = (DECLARATION, manifest_name(ALGORITHMS[-1]))
        for name in needed:
            if name not in self._bag.files:
                self._findings.append(Finding("missing", name, "is missing, without which this is not a whole bag"))

    def _tag_files(self, made_here: bool) -> set[str]:
        """Compare the tag files with their manifests; returns the names of the manifests that are wrong themselves."""
        of_tags = self._of("tagmanifest-")
        wrong: set[str] = set()
        for one in self._manifests.values():
            for mistake in one.mistakes:
                self._findings.append(Finding("changed", one.name, mistake))
            if one.mistakes or (made_here and one.name.startswith("tag") and not one.as_made):
                wrong.add(one.name)
                self._findings.append(Finding("changed", one.name, "is not as it was written"))
        tags = [
            path
            for path in self._bag.files
            if not path.startswith(_PAYLOAD) and not path.startswith("tagmanifest-") and (made_here or of_tags)
        ]
        # Where all of them are wrong, what can still be read of them is better than nothing.
        believed = [one for one in of_tags if one.name not in wrong] or [one for one in of_tags if one.digests]
        if believed:
            self._compare(tags, believed, wrong, strays=made_here)
        return wrong | {one.path for one in self._findings if one.state in ("changed", "unreadable")}

    def _compare(
        self, paths: Sequence[str], manifests: Sequence[Manifest], wrong: set[str], *, strays: bool = True
    ) -> None:
        for path in sorted({*paths, *listed(manifests)}):
            found = self._digests.get(path)
            if found is None and path in self._bag.files:
                continue  # that it cannot be read is said already
            said, names = verdict(path, found, manifests)
            if said == "changed":
                self._findings.append(Finding("changed", path, "has another content than its manifest says"))
            elif said == "missing":
                self._findings.append(Finding("missing", path, "is listed in the manifest and is not there"))
            elif said == "untracked" and strays:
                self._findings.append(Finding("untracked", path, "is listed in no manifest"))
            elif said == "manifests":
                for name in names:
                    wrong.add(name)
                    why = f"does not say of {path} what the other manifest says"
                    self._findings.append(Finding("changed", name, why))

    def _whole(self, info: bytes, made_here: bool) -> None:
        """What no manifest can say: the declaration, the count of the payload, and the bytes of the ZIP itself."""
        payload = {path: size for path, size in self._bag.files.items() if path.startswith(_PAYLOAD)}
        counted = _value(info, "Payload-Oxum")
        if counted and counted != f"{sum(payload.values())}.{len(payload)}":
            why = f"says that the payload has {counted} bytes and files, which it has not"
            self._findings.append(Finding("changed", INFO, why))
        declared = self._content.get(DECLARATION, b"")
        if (made_here and declared != DECLARED) or not declared.startswith(b"BagIt-Version:"):
            self._findings.append(Finding("changed", DECLARATION, "does not declare a bag"))
        if self._bag.packed is not None:
            stream, entries = self._bag.packed
            if made_here and packed_here(entries):
                at = first_difference(stream, self._bag.name, dict(self._bag.files), self._bag.read)
                if at is not None:
                    why = f"is not as it was packed, from byte {at:,}; the files in it are unchanged"
                    self._findings.append(Finding("changed", f"{self._bag.name}.zip", why))


def _value(info: bytes, label: str) -> str | None:
    for line in info.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() == label.lower():
            return value.strip()
    return None
