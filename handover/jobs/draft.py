"""Draft a registration for an unknown file, and put it into a sources.yaml."""

import glob
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from handover.errors import BadRequest
from handover.records import RecordKind
from handover.settings import Limits
from handover.sources.drafting.adding import addition
from handover.sources.drafting.draft import Draft, draft_of
from handover.sources.drafting.looking import look_at
from handover.sources.drafting.written import as_yaml
from handover.sources.registering.locations import location_mistake, scheme_of
from handover.sources.registering.registry_file import LARGEST_FILE, parse_registrations

_NEW: Final = 0o644


def draft_source(
    path: Path,
    name: str | None = None,
    records: RecordKind | None = None,
    *,
    beside: Path | None = None,
    limits: Limits | None = None,
) -> Draft:
    """Look at the file ``path`` and propose a registration for it; nothing is written.

    ``name`` is what the source is to be called and ``records`` what its rows are, where these are known. The location
    is given from the folder ``beside``, in which the sources.yaml is to lie, else from the working folder.
    Raises BadRequest, RegistrationError (for ``name``) or SourceError.
    """
    if path.is_dir():
        raise BadRequest(f"{path} is a folder.", where=str(path), what_to_do="Name a file in it.")
    try:
        saved = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    except OSError as error:
        raise BadRequest(
            f"{path} cannot be read: {error.strerror}.",
            where=str(path.absolute()),
            what_to_do="Name a file that is there.",
        ) from None
    location = _location(path, (beside or Path.cwd()).resolve())
    samples = look_at(path, largest=(limits or Limits()).largest_source)
    draft = draft_of(samples, file=path.name, location=location, saved=saved, name=name, records=records)
    parse_registrations(as_yaml(draft), name="The draft")
    return draft


def add_draft(draft: Draft, into: Path) -> None:
    """Put a draft behind the sources in the file ``into``, which is made where it is not there.

    What stands in it is not changed. Raises BadRequest or RegistrationError, and then nothing is.
    """
    try:
        content = into.read_bytes() if into.exists() else b""
        if len(content) > LARGEST_FILE:
            raise BadRequest(f"{into} is too large for a list of sources.", where=str(into), what_to_do="Name another.")
        added = addition(content.decode("utf-8-sig"), draft, name=str(into))
        _replace(into.resolve(), content + added.encode())
    except UnicodeDecodeError:
        raise BadRequest(
            f"{into} is not UTF-8 text; nothing was changed.", where=str(into), what_to_do="Save it as UTF-8."
        ) from None
    except OSError as error:
        raise BadRequest(
            f"{into} cannot be written: {error.strerror}.", where=str(into), what_to_do="Name a file that can be."
        ) from None


def _location(path: Path, beside: Path) -> str:
    """The path as a registration beside it says it. What would be a pattern or an address is written so that it is
    none.
    """
    there = path.absolute()
    try:
        location = glob.escape(str(there.relative_to(beside)))
    except ValueError:
        location = glob.escape(str(there))
    if mistake := location_mistake(location):
        raise BadRequest(f"The file's name {mistake}.", where=str(path), what_to_do="Give the file another name.")
    return f"./{location}" if scheme_of(location) else location


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    mode = path.stat().st_mode & 0o777 if path.exists() else _NEW
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
