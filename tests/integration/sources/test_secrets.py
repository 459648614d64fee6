"""Where secrets are found, and what is said where they are not; never with the secret in it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from handover.errors import SecretMissing
from handover.sources.registering.sign_in import is_reference
from handover.sources.secrets import resolved, secrets

HUSH = "hush hush"
ENVIRONMENT = {"PASSWORD": HUSH, "BLANK": "", "BROKEN": f"{HUSH}\udcff"}


class Ring(KeyringBackend):
    """A keyring that knows one password, and is locked for another."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        if service == "locked":
            raise KeyringLocked("hush")
        return HUSH if (service, username) == ("office", "ann") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


@pytest.fixture
def ring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "password").write_text(f"{HUSH}\n")
    (tmp_path / "windows").write_bytes(f"{HUSH}\r\n".encode())
    (tmp_path / "key").write_text(f"BEGIN\n{HUSH}\nEND\n")
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"hush\xff")
    (tmp_path / "large").write_text("hush" * 25_001)
    (tmp_path / "folder").mkdir()
    return tmp_path


FOUND = {
    "env:PASSWORD": HUSH,
    "file:password": HUSH,
    "file:windows": HUSH,
    "file:key": f"BEGIN\n{HUSH}\nEND",
    "keyring:office/ann": HUSH,
    "prefect-block:office": HUSH,
}


@pytest.mark.parametrize(("reference", "secret"), FOUND.items(), ids=FOUND)
def test_a_secret_is_found(reference: str, secret: str, folder: Path, ring: None) -> None:
    find = secrets(folder, environment=ENVIRONMENT, others={"prefect-block": {"office": HUSH}.get})
    assert find(reference) == secret
    assert is_reference(reference)
    assert resolved(reference, find) == secret
    assert resolved("ann", find) == "ann"


MISSING = {
    "env:NOWHERE": "There is no secret env:NOWHERE.",
    "env:BLANK": "There is no secret env:BLANK.",
    "env:BROKEN": "The secret env:BROKEN has characters in it that no text has.",
    "file:nowhere": "There is no secret file:nowhere.",
    "file:empty": "There is no secret file:empty.",
    "file:binary": "file:binary is not a text file.",
    "file:large": "file:large is too large to be a secret.",
    "file:folder": "file:folder cannot be read: is a directory.",
    "keyring:office/jo": "There is no secret keyring:office/jo.",
    "keyring:locked/ann": "The keyring of this machine cannot be opened for keyring:locked/ann.",
    "prefect-block:nowhere": "There is no secret prefect-block:nowhere.",
    "vault:office": "The secret vault:office cannot be looked up here.",
}


@pytest.mark.parametrize(("reference", "sentence"), MISSING.items(), ids=MISSING)
def test_one_that_is_not_there_is_missed_in_a_sentence(reference: str, sentence: str, folder: Path, ring: None) -> None:
    find = secrets(folder, environment=ENVIRONMENT, others={"prefect-block": {"office": HUSH}.get})
    with pytest.raises(SecretMissing) as missing:
        find(reference)
    assert (missing.value.sentence, missing.value.where) == (sentence, reference)
    assert missing.value.what_to_do
    assert "hush" not in str(missing.value.as_json())


def test_a_keyring_needs_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)  # as where it is not installed
    with pytest.raises(SecretMissing, match="keyring:office/ann needs the package “keyring”, which is not installed"):
        secrets(tmp_path)("keyring:office/ann")
