"""Secrets planted for tests, and the search for them in files of every sort."""

import email
import email.policy
import gzip
import hashlib
import io
import sqlite3
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdf
from pypdf.generic import StreamObject


@dataclass(frozen=True, slots=True)
class Planted:
    """One secret. ``mark`` is a part of it that addresses, HTML and JSON write as it is, and that nothing else has."""

    name: str

    @property
    def mark(self) -> str:
        return f"planted{hashlib.sha256(self.name.encode()).hexdigest()[:16]}"

    @property
    def secret(self) -> str:
        return f"{self.mark}/+ &="

    def forms(self) -> list[bytes]:
        """The mark as it may be written: in other encodings, in base64 wherever it begins, as hexadecimal digits."""
        mark = self.mark.encode()
        in_base64 = (b64encode(bytes(before) + mark)[-(-before * 4 // 3) : -4] for before in range(3))
        return [mark, self.mark.encode("utf-16-le"), mark.hex().encode(), *in_base64]


def found_in(content: bytes, secrets: Iterable[Planted]) -> list[str]:
    """The names of the secrets that are in it, in whatever form."""
    return [one.name for one in secrets if any(form in content for form in one.forms())]


def found_below(folder: Path, secrets: Iterable[Planted]) -> dict[str, list[str]]:
    """Every file below a folder, or part of one, that has a secret in it."""
    known = list(secrets)
    found: dict[str, list[str]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            for name, content in _contents(str(path.relative_to(folder)), path):
                if names := found_in(content, known):
                    found[name] = names
    return found


def _contents(name: str, path: Path) -> Iterator[tuple[str, bytes]]:
    content = path.read_bytes()
    if content.startswith(b"SQLite format 3"):
        # A long value lies on several pages of the file, with other things between them.
        with closing(sqlite3.connect(path)) as database:
            yield f"{name} as text", "\n".join(database.iterdump()).encode("utf-8", "replace")
    yield from _unpacked(name, content)


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """What is in it, as it stands and unpacked."""
    yield name, content
    parts: list[tuple[str, bytes]] = []
    if content.startswith(b"\x1f\x8b"):
        parts = [("unpacked", gzip.decompress(content))]
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(one, archive.read(one)) for one in archive.namelist()]
    elif content.startswith(b"%PDF-"):
        parts = list(_in_pdf(content))
    elif name.endswith(".eml"):
        message = email.message_from_bytes(content, policy=email.policy.default)
        parts = [(one.get_filename() or one.get_content_type(), one.get_payload(decode=True)) for one in message.walk()]
    for part, inner in parts:
        yield from _unpacked(f"{name} › {part}", inner or b"")


def _in_pdf(content: bytes) -> Iterator[tuple[str, bytes]]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    for page in reader.pages:
        yield "text", page.extract_text().encode()
    for number in range(1, int(reader.trailer["/Size"])):
        one = reader.get_object(number)
        yield f"object {number}", one.get_data() if isinstance(one, StreamObject) else str(one).encode()
