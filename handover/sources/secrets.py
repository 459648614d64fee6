"""Where secrets are found. A registration only ever says where; what is found stays in memory and is never shown."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from handover.errors import SecretMissing
from handover.sources.registering.sign_in import is_reference
from handover.sources.request import Secrets
from handover.sources.texts import storable

_LARGEST: Final = 100_000  # bytes; a private key has a few thousand

# Gives the secret of one kind of reference, or None where there is none of that name.
Finder = Callable[[str], str | None]


def secrets(
    base: Path, *, environment: Mapping[str, str] | None = None, others: Mapping[str, Finder] | None = None
) -> Secrets:
    """What references are resolved with: ``env:``, ``file:`` (from the folder ``base``) and ``keyring:``.

    ``others`` adds kinds of reference, or replaces one: ``{"prefect-block": …}``. What comes back raises
    SecretMissing, which names the reference and never its value.
    """
    finders: dict[str, Finder] = {
        "env": (os.environ if environment is None else environment).get,
        "file": lambda name: _in_file(base / name, f"file:{name}"),
        "keyring": _in_keyring,
        **(others or {}),
    }

    def find(reference: str) -> str:
        scheme, _, name = reference.partition(":")
        finder = finders.get(scheme)
        if finder is None:
            raise SecretMissing(
                f"The secret {reference} cannot be looked up here.",
                where=reference,
                what_to_do=f"References begin with {', '.join(f'{one}:' for one in finders)}.",
            )
        found = finder(name)
        if not found:
            raise SecretMissing(
                f"There is no secret {reference}.", where=reference, what_to_do=_WHAT_TO_DO.get(scheme, _ANYWHERE)
            )
        if not storable(found):
            raise SecretMissing(
                f"The secret {reference} has characters in it that no text has.",
                where=reference,
                what_to_do="Store it again, as text in UTF-8.",
            )
        return found

    return find


def resolved(name: str, secrets: Secrets) -> str:
    """A name as it stands, or what is found where it says that it is found. Raises SecretMissing.

    >>> resolved("reader", {"env:USER": "ann"}.__getitem__), resolved("env:USER", {"env:USER": "ann"}.__getitem__)
    ('reader', 'ann')
    """
    return secrets(name) if is_reference(name) else name


_WHAT_TO_DO: Final = {
    "env": "Set that environment variable where Handover runs.",
    "file": "Put the secret into that file, readable only for whoever runs Handover.",
    "keyring": "Store it first: keyring set SERVICE USER, which is written keyring:SERVICE/USER.",
    "prefect-block": "Make a Secret block of that name in Prefect.",
}
_ANYWHERE: Final = "Correct the reference in the source's registration."


def _in_file(path: Path, reference: str) -> str | None:
    try:
        with path.open("rb") as file:
            found = file.read(_LARGEST + 1)
        if len(found) > _LARGEST:
            raise SecretMissing(f"{reference} is too large to be a secret.", where=reference, what_to_do=_ANYWHERE)
        return found.decode().strip("\r\n")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise SecretMissing(f"{reference} is not a text file.", where=reference, what_to_do=_ANYWHERE) from None
    except OSError as error:
        said = (error.strerror or "input/output error").lower()
        raise SecretMissing(f"{reference} cannot be read: {said}.", where=reference, what_to_do=_ANYWHERE) from None


def _in_keyring(name: str) -> str | None:
    reference = f"keyring:{name}"
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise SecretMissing(
            f"{reference} needs the package “keyring”, which is not installed.",
            where=reference,
            what_to_do="Install it beside Handover: pip install handover[keyring]",
        ) from None
    service, _, user = name.partition("/")
    try:
        return keyring.get_password(service, user)
    except KeyringError:
        raise SecretMissing(
            f"The keyring of this machine cannot be opened for {reference}.",
            where=reference,
            what_to_do="Unlock it, or keep the secret in a file or an environment variable.",
        ) from None
