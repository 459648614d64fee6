"""What a bag says about itself: its declaration, its description for a catalogue, and its manifests. All pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Final

from handover import __version__
from handover.dossier.model import Dossier
from handover.publish.bag.names import encoded
from handover.publish.bag.payload import ALGORITHMS, Written
from handover.sources.contents import spoken_size

DECLARATION: Final = "bagit.txt"
INFO: Final = "bag-info.txt"
DECLARED: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
# By which a bag is known to be one of ours, which have every manifest; any other may have fewer.
SOFTWARE: Final = "Handover"
_LONGEST: Final = 500  # characters of one value; a catalogue needs no more


@dataclass(frozen=True, slots=True)
class ArchiveContact:
    """Whom an archive asks about a bag: what the office's settings say of it, each where it is known."""

    address: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None


def bag_name(dossier: Dossier) -> str:
    """What the bag of a dossier is called, as a folder: ``HO-0001-v1``."""
    return f"{dossier.reference}-v{dossier.version}"


def bag_info(dossier: Dossier, payload: Sequence[Written], contact: ArchiveContact, *, about: str) -> bytes:
    """``bag-info.txt``: the elements that RFC 8493 (2.2.2) reserves, then what an archive's catalogue asks for.

    ``about`` describes the payload in a sentence or two. Every date is the dossier's own.
    """
    size = sum(one.size for one in payload)
    compiled = dossier.compiled_at.astimezone(UTC)
    elements = (
        ("Source-Organization", dossier.office),
        ("Organization-Address", contact.address),
        ("Contact-Name", contact.name),
        ("Contact-Phone", contact.phone),
        ("Contact-Email", contact.email),
        ("External-Description", f"{dossier.title}. {about}"),
        ("Bagging-Date", compiled.date().isoformat()),
        ("External-Identifier", bag_name(dossier)),
        ("Bag-Size", spoken_size(size)),
        ("Payload-Oxum", f"{size}.{len(payload)}"),
        ("Bag-Group-Identifier", dossier.reference),
        ("Internal-Sender-Identifier", f"{dossier.reference} version {dossier.version}"),
        ("Internal-Sender-Description", f"{dossier.transition.kind} on {dossier.transition.effective_on}"),
        ("Bag-Software-Agent", f"{SOFTWARE} {__version__}"),
        ("Title", dossier.title),
        ("Initiative", dossier.initiative.name),
        ("Marking", dossier.marking),
        ("Language", dossier.language),
        ("Sealed-At", compiled.isoformat(timespec="seconds")),
    )
    return "".join(f"{label}: {said}\n" for label, value in elements if value and (said := on_a_line(value))).encode()


def on_a_line(value: str) -> str:
    """A value as one line, without what no line of a text file may have.

    >>> on_a_line("two\\nlines\\x00")
    'two lines'
    """
    spaced = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in value)
    line = " ".join("".join(one for one in spaced if unicodedata.category(one) not in ("Cs", "Cn", "Cf")).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()}…"


def manifest_name(algorithm: str, *, of_tags: bool = False) -> str:
    return f"{'tag' if of_tags else ''}manifest-{algorithm}.txt"


def manifest(files: Iterable[Written], algorithm: str) -> bytes:
    """A manifest: a line a file, in order of the paths, whatever order they come in."""
    lines = sorted((encoded(one.path), one.digests[algorithm]) for one in files)
    return "".join(f"{digest}  {path}\n" for path, digest in lines).encode()


def tag_file_names() -> tuple[str, ...]:
    """Every tag file of a bag that was made here, in the order in which they are written."""
    return (
        INFO,
        *(manifest_name(one) for one in ALGORITHMS),
        *(manifest_name(one, of_tags=True) for one in ALGORITHMS),
        DECLARATION,
    )
