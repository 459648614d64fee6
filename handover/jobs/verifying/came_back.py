"""A file, or a bag, that comes from somewhere: which sealed dossier it is, and whether it is unchanged."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import Connection, func, select

from handover.errors import BadRequest, CannotBeChecked, HandoverError
from handover.jobs.office import Office
from handover.jobs.verifying.attached import attached_json
from handover.jobs.verifying.sealed import named
from handover.publish.bag.checking import CheckedBag, check
from handover.publish.bag.reading import bag_in_folder, bag_in_zip
from handover.publish.findings import Finding
from handover.publish.json_form import dossier_from_json
from handover.store.database import AnyRow
from handover.store.tables import dossier, dossier_file
from handover.transitions.rules import reference

# It is as it was sealed or made; it is not; it is of no dossier of this workspace.
Standing = Literal["unchanged", "changed", "unknown"]
_REFERENCE: Final = re.compile(rb"\bHO-0*([1-9][0-9]{0,15})\b")
_LARGEST: Final = 512 * 1024 * 1024  # bytes of a file in which it is looked for what it may be


@dataclass(frozen=True, slots=True)
class CameBack:
    """What a file or a bag is. ``dossier`` is the number of the sealed dossier, where it is one of this workspace;
    ``what`` says which form of it, or that it is a bag. ``sentence`` says all of it.
    """

    path: str
    what: str
    standing: Standing
    dossier: int | None
    sentence: str
    findings: tuple[Finding, ...] = ()
    files: int = 1
    size: int = 0
    fingerprint: str | None = None


def verify_path(
    path: Path, office: Office | None, *, looked_at: Callable[[int], None] = lambda _done: None
) -> CameBack | None:
    """What ``path`` is. Without an ``office`` only bags can be told; None says that one is needed.

    Raises BadRequest where nothing is there, CannotBeChecked.
    """
    if path.is_dir():
        return _bag(path, check(bag_in_folder(path), progress=looked_at), office)
    if not path.exists():
        raise BadRequest(f"There is no file {path}.", where=str(path), what_to_do="Check its name.")
    size, sha256, head = _looked_at(path)
    if office is not None and (row := _sealed_as(office, sha256)) is not None:
        return _form(path, row, size, office)
    if path.suffix.lower() == ".zip" or head.startswith(b"PK\x03\x04"):
        try:
            with bag_in_zip(path) as found:
                checked = check(found, progress=looked_at)
        except CannotBeChecked:
            if path.suffix.lower() == ".zip":
                raise
        else:
            return _bag(path, checked, office)
    return None if office is None else _not_as_sealed(path, office, size)


def _looked_at(path: Path) -> tuple[int, str, bytes]:
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
            stream.seek(0)
            return path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest(), head
    except OSError as error:
        raise CannotBeChecked(
            f"{path.name} cannot be read: {(error.strerror or str(error)).lower()}.",
            where=str(path),
            what_to_do="Let it be read, or name another copy of it.",
        ) from None


def _sealed_as(office: Office, sha256: str) -> AnyRow | None:
    with office.store.read() as connection:
        return connection.execute(
            select(dossier, dossier_file.c.form)
            .join(dossier_file, dossier_file.c.dossier_id == dossier.c.id)
            .where(dossier_file.c.sha256 == sha256)
            .order_by(dossier.c.id.desc())
            .limit(1)
        ).one_or_none()


def _form(path: Path, row: AnyRow, size: int, office: Office) -> CameBack:
    sentence = f"{path.name} is the {row.form.upper()} of {named(row)}, “{row.title}”, as it was sealed."
    return CameBack(str(path), row.form, "unchanged", row.id, sentence + _later(office, row), size=size)


def _later(office: Office, row: AnyRow) -> str:
    """Whether there is a newer version of a dossier."""
    with office.store.read() as connection:
        newest = connection.execute(
            select(func.max(dossier.c.version)).where(dossier.c.transition_id == row.transition_id)
        ).scalar_one()
    return f" There is a newer version of it, v{newest}." if newest > row.version else ""


def _not_as_sealed(path: Path, office: Office, size: int) -> CameBack:
    """A file that is none of the sealed ones byte by byte: whether it says itself which it should be."""
    with path.open("rb") as stream:
        content = stream.read(_LARGEST)
    inside = content
    what = "file"
    if content.startswith(b"%PDF-"):
        what, attached = "pdf", attached_json(content)
        if attached is not None:
            if (row := _sealed_as(office, hashlib.sha256(attached).hexdigest())) is not None:
                sentence = (
                    f"{path.name} is not the PDF of {named(row)} as it was sealed. The dossier.json in it is "
                    "unchanged, but what its pages show may not be: another program may have saved it again."
                )
                return CameBack(str(path), what, "changed", row.id, sentence, _changed(path, row), size=size)
            inside = attached
    elif content.lstrip()[:1] == b"{":
        what = "json"
    elif content.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        what = "html"
    with office.store.read() as connection:
        row = _said_to_be(connection, inside)
    if row is not None:
        sentence = f"{path.name} says that it is {named(row)}, and is not what was sealed: it was changed."
        return CameBack(str(path), what, "changed", row.id, sentence, _changed(path, row), size=size)
    return CameBack(str(path), what, "unknown", None, f"{path.name} is of no dossier of this workspace.", size=size)


def _changed(path: Path, row: AnyRow) -> tuple[Finding, ...]:
    return (Finding("changed", path.name, f"is not what was sealed as {named(row)}", row.id),)


def _said_to_be(connection: Connection, content: bytes) -> AnyRow | None:
    """The dossier that a file says it is: by the reference and version in its JSON, else by the first reference that it
    names, in the newest version.
    """
    query = select(dossier).order_by(dossier.c.version.desc()).limit(1)
    try:
        model = dossier_from_json(content)
    except HandoverError:
        found = _REFERENCE.search(content)
        if found is None:
            return None
        return connection.execute(query.where(dossier.c.transition_id == int(found[1]))).one_or_none()
    number = _REFERENCE.fullmatch(model.reference.encode())
    if number is None:
        return None
    theirs = (dossier.c.transition_id == int(number[1]), dossier.c.version == model.version)
    return connection.execute(query.where(*theirs)).one_or_none()


def _bag(path: Path, checked: CheckedBag, office: Office | None) -> CameBack:
    """A bag that was checked by itself; where it is of a dossier of this workspace, compared with what was sealed."""
    findings = checked.findings
    row, others = (None, ()) if office is None else _compared(checked, office)
    findings = (*findings, *(one for one in others if one.path not in {found.path for found in findings}))
    sentence = f"{checked.name} is a bag, and all {checked.files:,} files in it are as they were when it was made."
    if findings:
        sentence = f"{checked.name} is a bag, and is not as it was made."
    if row is not None:
        sentence += f" It is that of {named(row)}, “{row.title}”."
    elif office is not None:
        sentence += " It is of no dossier of this workspace."
    else:
        sentence += " There is no workspace here, so that it was not compared with what was sealed."
    return CameBack(
        str(path),
        "bag",
        "changed" if findings else "unchanged",
        None if row is None else row.id,
        sentence,
        findings,
        checked.files,
        checked.size,
        checked.fingerprint,
    )


def _compared(checked: CheckedBag, office: Office) -> tuple[AnyRow | None, tuple[Finding, ...]]:
    """The dossier that a bag says it is, and those of its forms that are not what was sealed: whoever changes a file
    and all manifests with it makes a whole bag again.
    """
    found = re.fullmatch(r"HO-0*([1-9][0-9]{0,15})-v([1-9][0-9]{0,8})", checked.identifier or "")
    if found is None:
        return None, ()
    with office.store.read() as connection:
        row = connection.execute(
            select(dossier).where(dossier.c.transition_id == int(found[1]), dossier.c.version == int(found[2]))
        ).one_or_none()
        if row is None:
            return None, ()
        sealed = connection.execute(select(dossier_file).where(dossier_file.c.dossier_id == row.id)).all()
    findings = []
    for file in sealed:
        path = f"data/dossier/{reference(row.transition_id)}-v{row.version}.{file.path.rpartition('.')[2]}"
        if path in checked.sealed and checked.sealed[path] != file.sha256:
            findings.append(Finding("changed", path, f"is not what was sealed as {named(row)}", row.id))
        elif path not in checked.sealed:
            findings.append(Finding("missing", path, f"is not in the bag, and was sealed with {named(row)}", row.id))
    return row, tuple(findings)
