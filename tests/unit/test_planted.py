"""The search for planted secrets finds them: it would be worth nothing otherwise."""

import gzip
import io
import sqlite3
import zipfile
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from weasyprint import HTML

from tests.planted import Planted, found_below, found_in

HIDDEN, OTHER = Planted("what is hidden"), Planted("something else")
SECRET = HIDDEN.secret
FORMS = {
    "as it is": SECRET.encode(),
    "in UTF-16": SECRET.encode("utf-16"),
    "in an address": quote_plus(SECRET).encode(),
    "in hexadecimal digits": SECRET.encode().hex().encode(),
    **{f"in base64 behind {user}": b64encode(f"{user}:{SECRET}".encode()) for user in ("", "a", "an", "ann")},
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_a_secret_is_found_in_any_form(content: bytes) -> None:
    assert found_in(b"before " + content + b" behind", [OTHER, HIDDEN]) == [HIDDEN.name]


def _zip(content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside", content)
    return held.getvalue()


def _mail(content: bytes) -> bytes:
    message = EmailMessage()
    message.set_content("See below.")
    message.add_attachment(content, maintype="application", subtype="zip", filename="a.zip")
    return message.as_bytes()


def _database(content: bytes) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE a (b)")
        # Of a value on several pages, the secret lies across the end of one.
        database.execute("INSERT INTO a VALUES (?)", ["x" * 20_000 + content.decode()])
        database.commit()
        return database.serialize()


SORTS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "text": ("log", bytes),
    "gzip": ("log.gz", gzip.compress),
    "an archive": ("a.zip", _zip),
    "an archive that is attached to a message": ("a.eml", lambda content: _mail(_zip(content))),
    "a database": ("a.db", _database),
    "a PDF": ("a.pdf", lambda content: bytes(HTML(string=f"<p>{content.decode()}").write_pdf() or b"")),
    "what is in a PDF's properties": (
        "a.pdf",
        lambda content: bytes(HTML(string=f"<title>{content.decode()}</title>").write_pdf() or b""),
    ),
}


@pytest.mark.parametrize(("name", "made"), SORTS.values(), ids=SORTS)
def test_a_secret_is_found_in_any_sort_of_file(name: str, made: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / name).write_bytes(made(HIDDEN.mark.encode()))
    (tmp_path / f"other-{name}").write_bytes(made(b"nothing"))
    found = found_below(tmp_path, [OTHER, HIDDEN])
    assert {path.split(" ")[0] for path in found} == {f"folder/{name}"}
    assert set(map(tuple, found.values())) == {(HIDDEN.name,)}
