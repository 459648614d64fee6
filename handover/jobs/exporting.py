"""Sealed dossiers as words on a screen, and as files in a folder of somebody's own."""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handover.dossier.editions.model import EditionName
from handover.dossier.model import Dossier
from handover.durable import NO_ROOM
from handover.errors import BadRequest, DiskFull, StoreError
from handover.jobs.dossiers import checked_file
from handover.jobs.editions import edition
from handover.jobs.office import Office
from handover.publish.forms import ALL_FORMS, FORMS, KINDS, Form, publish
from handover.publish.in_words import in_words, section_names
from handover.publish.json_form import dossier_from_json
from handover.publish.looks import looks_in
from handover.publish.names import file_stem
from handover.publish.rendering.workers import render
from handover.sources.near import did_you_mean

EVERY_SECTION: Final = "all"


@dataclass(frozen=True, slots=True)
class Shown:
    """A section of a sealed dossier in words, and which sections there are."""

    id: int
    reference: str
    version: int
    title: str
    marking: str
    section: str
    sections: tuple[str, ...]
    lines: list[str]


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One form of a dossier that was written; ``size`` in bytes."""

    form: Form
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written of a dossier, and why a form was left out, by the form."""

    id: int
    files: tuple[ExportedFile, ...]
    left_out: Mapping[Form, str]


def sealed_model(office: Office, number: int) -> Dossier:
    """What the sealed dossier says. Raises UnknownDossier; StoreError where it was changed since it was sealed."""
    return dossier_from_json(checked_file(office, number, "json").read_bytes())


@dataclass(frozen=True, slots=True)
class Of:
    """Of which edition, and whether with its annex."""

    edition: EditionName = "full"
    annex: bool = True

    @property
    def is_as_sealed(self) -> bool:
        return self.edition == "full" and self.annex


AS_SEALED: Final = Of()


def show(office: Office, number: int, section: str, of: Of = AS_SEALED) -> Shown:
    """A section of a sealed dossier in words, or every one. Raises UnknownDossier, BadRequest, StoreError."""
    dossier = edition(sealed_model(office, number), of.edition, office.settings, annex=of.annex)
    names = section_names(dossier)
    if section != EVERY_SECTION and section not in names:
        raise BadRequest(
            f"Dossier {number} has no section “{section}”.{did_you_mean(section, names)}",
            what_to_do=f"It has: {', '.join(names)}; or take {EVERY_SECTION}.",
        )
    lines = in_words(dossier, names if section == EVERY_SECTION else (section,))
    return Shown(number, dossier.reference, dossier.version, dossier.title, dossier.marking, section, names, lines)


def export(
    office: Office,
    number: int,
    forms: Iterable[Form] | None,
    folder: Path,
    *,
    of: Of = AS_SEALED,
    force: bool,
) -> Exported:
    """Write forms of a sealed dossier into ``folder``; without ``forms`` all for which it has anything.

    What was sealed is checked and copied; the other forms, and those of an edition, are made of the sealed
    dossier.json. Nothing is written where any of the files is there already, unless by ``force``. Raises
    UnknownDossier, BadRequest, RenderError, StoreError, DiskFull.
    """
    dossier = edition(sealed_model(office, number), of.edition, office.settings, annex=of.annex)
    wanted = list(dict.fromkeys(ALL_FORMS if forms is None else forms))
    left_out: dict[Form, str] = {}
    if forms is None:
        left_out = {form: KINDS[form].lacking for form in wanted if not KINDS[form].has_anything(dossier)}
        wanted = [form for form in wanted if form not in left_out]
    stem = file_stem(dossier, otherwise=f"dossier-{number}")
    targets = {form: folder / f"{stem}{KINDS[form].ending}" for form in wanted}
    prepare(folder, targets.values(), force=force)
    contents: dict[Form, bytes] = {}
    for form in wanted:
        if form in FORMS and of.is_as_sealed:
            contents[form] = checked_file(office, number, form).read_bytes()
    if any(form in FORMS and form not in contents for form in wanted):
        limits = office.settings.publish
        made = render(dossier, seconds=limits.seconds, memory=limits.memory, templates=office.settings.templates)
        contents |= {form: content for form, content in made.items() if form in wanted}
    looks = looks_in(office.settings.templates)
    contents |= publish(dossier, forms=[form for form in wanted if form not in contents], looks=looks)
    for form in wanted:
        write(targets[form], contents[form], force=force)
    files = tuple(ExportedFile(form, str(targets[form]), len(contents[form])) for form in wanted)
    return Exported(number, files, left_out)


def prepare(folder: Path, targets: Iterable[Path], *, force: bool) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequest(
            f"The folder cannot be made: {error.strerror}.",
            where=str(folder),
            what_to_do="Give --to another folder.",
        ) from error
    there = [target for target in targets if os.path.lexists(target)]
    if there and not force:
        others = f", and {len(there) - 1} more of the files" if len(there) > 1 else ""
        raise _already(there[0], others)
    for target in there:
        if target.is_dir() and not target.is_symlink():
            raise BadRequest(
                "There is a folder where the file should be.",
                where=str(target),
                what_to_do="Give --to another folder, or move it away.",
            )


def _already(target: Path, others: str = "") -> BadRequest:
    return BadRequest(
        f"{target.name} is there already{others}; nothing was written.",
        where=str(target.parent),
        what_to_do="Give --to another folder, or write over what is there with: --force",
    )


def write(target: Path, content: bytes, *, force: bool) -> None:
    """Put a file where it should be, whole or not at all; without ``force`` only where nothing is."""
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".handover-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)
        if force:
            # Where a link stands it is the link that is replaced, never what it leads to.
            os.replace(temporary, target)
        else:
            os.link(temporary, target)
    except FileExistsError:
        raise _already(target) from None
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(
                f"The disk is full; {target.name} was not written.",
                where=str(target.parent),
                what_to_do="Make room, or give --to another folder.",
            ) from error
        raise StoreError(
            f"{target.name} could not be written: {error.strerror}.",
            where=str(target.parent),
            what_to_do="Give --to a folder that may be written to.",
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
