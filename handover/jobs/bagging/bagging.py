"""Make the bag of a sealed dossier, and bring it to where it is asked for."""

import filecmp
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from handover.errors import ArchiveError, BadRequest, HandoverError
from handover.jobs.bagging.collecting import Collected, collect
from handover.jobs.office import Office
from handover.publish.bag.checking import check
from handover.publish.bag.payload import ALGORITHMS, Written
from handover.publish.bag.reading import bag_in_folder
from handover.publish.bag.staged import in_the_way, move_into_place, refusals, staged
from handover.publish.bag.tags import ArchiveContact, bag_info, bag_name, manifest_name
from handover.publish.bag.zip_file import zip_bag

_SCHEME: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://")
_BUCKET: Final = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?")


@dataclass(frozen=True, slots=True)
class MadeBag:
    """A bag that was made: of which dossier, where it is, how many files and bytes its payload has, and of what.

    ``fingerprint`` is that of the whole bag: the SHA-256 of ``tagmanifest-sha512.txt``, which says of every other file
    what it is. ``not_found`` counts rows that the dossier cites and the store has no longer. ``already`` says that the
    same bag was there before.
    """

    dossier: int
    name: str
    place: str
    files: int
    size: int
    records: int
    rejected: int
    not_found: int
    fingerprint: str
    already: bool


def make_bag(office: Office, number: int, to: str, *, progress: Callable[[str], None] = lambda _: None) -> MadeBag:
    """Make the bag of dossier ``number`` in the folder ``to``, as the file ``to`` where that ends with .zip, or below
    ``s3://bucket/path``. There it is whole, or it is not there; what is there already is never written over.

    Raises UnknownDossier, BadRequest, StoreError, DiskFull, ArchiveError, RenderError.
    """
    destination = _destination(to)
    progress("Collecting what belongs into it")
    collected = collect(office, number)
    written: list[Written] = []

    def describe(payload: Sequence[Written]) -> bytes:
        written.extend(payload)
        return bag_info(collected.dossier, payload, _contact(office), about=_about(collected))

    name = bag_name(collected.dossier)
    progress("Writing it")
    if isinstance(destination, Path):
        packed = destination.suffix.lower() == ".zip"
        target = destination if packed else destination / name
        with staged(target.parent, collected.payload, describe) as bag:
            fingerprint = fingerprint_of(bag)
            already = _zipped(bag, name, target) if packed else _moved(bag, target)
            place = str(target)
    else:
        place = f"s3://{destination}/{name}"
        with (
            tempfile.TemporaryDirectory(prefix="handover-bag-") as spool,
            staged(Path(spool), collected.payload, describe) as bag,
        ):
            progress("Bringing it there, and reading it back")
            already = not _uploaded(office, bag, f"{destination}/{name}")
            fingerprint = fingerprint_of(bag)
    return MadeBag(
        number,
        name,
        place,
        len(written),
        sum(one.size for one in written),
        collected.records,
        collected.rejected,
        collected.not_found,
        fingerprint,
        already,
    )


def fingerprint_of(bag: Path) -> str:
    """The fingerprint of a bag in a folder; see ``MadeBag``."""
    return sha256((bag / manifest_name(ALGORITHMS[-1], of_tags=True)).read_bytes()).hexdigest()


def _destination(to: str) -> Path | str:
    """Where a bag goes: a path on this machine, or a bucket and a path in it, without a slash at its end."""
    found = _SCHEME.match(to)
    if found is None:
        return Path(to).absolute()
    bucket = _BUCKET.fullmatch(to)
    if bucket is None:
        raise BadRequest(
            f"A bag cannot be brought to {to}.",
            what_to_do="Name a folder, a file that ends with .zip, or a bucket and a path: s3://bucket/path",
        )
    parts = [part for part in (bucket[2] or "").split("/") if part]
    if ".." in parts or "." in parts:
        raise BadRequest(f"{to} is no path in a bucket.", what_to_do="Write it like s3://bucket/path")
    return "/".join([bucket[1], *parts])


def _about(collected: Collected) -> str:
    return (
        f"The full dossier in every form; {collected.records:,} gathered records that it cites; "
        f"{collected.rejected:,} rejected rows that concern it; its sources and their provenance (W3C PROV). "
        "The sources' own files are not included; their SHA-256 are."
    )


def _contact(office: Office) -> ArchiveContact:
    said = office.settings.archive
    return ArchiveContact(said.address, said.contact_name, said.contact_phone, said.contact_email)


def _moved(bag: Path, target: Path) -> bool:
    """Give the bag its place; True where the same is there already."""
    if target.exists() or target.is_symlink():
        if not _is_the_same(bag, target):
            raise in_the_way(target)
        return True
    move_into_place(bag, target)
    return False


def _is_the_same(bag: Path, target: Path) -> bool:
    name = manifest_name(ALGORITHMS[-1], of_tags=True)
    try:
        found = check(bag_in_folder(target))
        return not found.findings and (target / name).read_bytes() == (bag / name).read_bytes()
    except (HandoverError, OSError):
        return False


def _zipped(bag: Path, name: str, target: Path) -> bool:
    if not (target.exists() or target.is_symlink()):
        zip_bag(bag, name, target)
        return False
    again = bag.parent / "again.zip"
    zip_bag(bag, name, again)
    with refusals(target.parent):
        if not target.is_file() or not filecmp.cmp(again, target, shallow=False):
            raise in_the_way(target)
    return True


def _uploaded(office: Office, bag: Path, prefix: str) -> bool:
    # Its libraries take half a second to load.
    from handover.publish.bag.s3_bucket import upload
    from handover.sources.registering.registration import Registration
    from handover.sources.registering.sign_in import SignIn
    from handover.sources.request import Request

    said = office.settings.archive
    if (said.user is None) != (said.password is None):
        raise ArchiveError(
            "Of “user” and “password” under [archive] only one is set.",
            where="handover.toml",
            what_to_do="Set both, or neither for a store that lets anybody write.",
        )
    # Of a registration only these say where a store is and who signs in to it.
    registration = Registration.model_construct(
        name="archive",
        title="Archive",
        kind="csv",
        records="lesson",
        map={},
        location=f"s3://{prefix}",
        endpoint=said.endpoint,
        sign_in=SignIn.model_construct(user=said.user, password=said.password) if said.user else None,
    )
    return upload(
        bag,
        prefix,
        Request(
            registration=registration,
            base=office.settings.folder,
            spool=bag.parent,
            limits=office.settings.limits,
            now=office.now,
            secrets=office.secrets,
        ),
    )
