"""Bags for tests: of any dossier, laid down without a store; and dossiers that a store takes for sealed ones."""

import json
import shutil
import zipfile
from pathlib import Path

from sqlalchemy import func, insert, select

from handover.dossier.model import Dossier
from handover.jobs.office import Office
from handover.publish.bag.checking import CheckedBag, check
from handover.publish.bag.payload import PayloadFile, at_once
from handover.publish.bag.reading import bag_in_folder, bag_in_zip
from handover.publish.bag.staged import move_into_place, staged
from handover.publish.bag.tags import ArchiveContact, bag_info, bag_name
from handover.publish.json_form import dossier_as_json
from handover.publish.sealed import seal
from handover.store.tables import dossier as dossier_table
from handover.store.tables import dossier_file, initiative, transition

LINES = b"".join(json.dumps({"row": number, "said": "Count the lorries."}).encode() + b"\n" for number in range(40))


def a_payload(dossier: Dossier) -> list[PayloadFile]:
    """A payload like that of a real bag, of small files."""
    name = bag_name(dossier)
    contents = {
        f"dossier/{name}.pdf": b"%PDF-1.7\n" + bytes(range(256)),
        f"dossier/{name}.json": dossier_as_json(dossier),
        "records/lesson.jsonl": LINES,
        "rejected/rejected-row.jsonl": b"",
        "provenance.json": b"{}\n",
        "about.txt": b"What is in here.\n",
    }
    return [PayloadFile(f"data/{path}", at_once(content), path) for path, content in sorted(contents.items())]


def lay_down(folder: Path, dossier: Dossier, payload: list[PayloadFile] | None = None) -> Path:
    """The bag of a dossier in a folder of its own in ``folder``."""
    target = folder / bag_name(dossier)
    files = a_payload(dossier) if payload is None else payload
    with staged(
        folder, files, lambda written: bag_info(dossier, written, ArchiveContact(), about="A bag for tests.")
    ) as bag:
        move_into_place(bag, target)
    return target


def found_in(place: Path) -> CheckedBag:
    """What the check of a bag finds, be it a folder or a ZIP file."""
    if place.is_dir():
        return check(bag_in_folder(place))
    with bag_in_zip(place) as bag:
        return check(bag)


def named_in(place: Path) -> set[tuple[str, str]]:
    """What is not as it was, each as its state and path."""
    return {(one.state, one.path) for one in found_in(place).findings}


def copied(bag: Path, to: Path) -> Path:
    shutil.copytree(bag, to / bag.name)
    return to / bag.name


def files_of(bag: Path) -> list[str]:
    return sorted(path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file())


def flip(file: Path, at: int, by: int = 1) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= by
    file.chmod(0o644)
    file.write_bytes(content)


def repacked(bag: Path, target: Path, *more: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """The bag as another program packs it, with further entries."""
    with zipfile.ZipFile(target, "w", compression) as packed:
        for path in files_of(bag):
            packed.write(bag / path, f"{bag.name}/{path}")
        for name, content in more:
            packed.writestr(name, content)
    return target


def sealed_in(office: Office, model: Dossier, files: dict[str, bytes]) -> int:
    """Record a dossier as sealed in the office's store, of a transition of its own; returns its number."""
    at = model.compiled_at
    with office.store.write() as connection:
        of = connection.execute(
            insert(initiative)
            .values(name=model.initiative.name, origin="person", added_at=at)
            .returning(initiative.c.id)
        ).scalar_one()
        count = connection.execute(select(func.count()).select_from(transition)).scalar_one()
        moved = connection.execute(
            insert(transition)
            .values(
                initiative_id=of,
                kind=model.transition.kind,
                effective_on=model.transition.effective_on,
                reason="It is over.",
                state="compiled",
                details={},
                identity=f"{count:064d}",
                requested_at=at,
                changed_at=at,
            )
            .returning(transition.c.id)
        ).scalar_one()
        number = connection.execute(
            insert(dossier_table)
            .values(
                transition_id=moved,
                version=model.version,
                title=model.title,
                content_sha256="0" * 64,
                sealed_at=at,
                pages=1,
                gaps=len(model.gaps),
                forbidden_gaps=0,
            )
            .returning(dossier_table.c.id)
        ).scalar_one()
        connection.execute(
            insert(dossier_file),
            [
                {"dossier_id": number, "form": one.form, "path": one.path, "sha256": one.sha256, "size": one.size}
                for one in (seal(office.settings.dossiers, form, content) for form, content in files.items())
            ],
        )
    return number
