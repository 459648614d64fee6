"""Everything that goes into the bag of a sealed dossier, from the store and the folder of sealed files."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import orjson
from sqlalchemy import Connection, select

from handover.delivery.sealed import read_sealed
from handover.dossier.model import Dossier
from handover.jobs.bagging import cited
from handover.jobs.bagging.about import about_page
from handover.jobs.office import Office
from handover.publish.bag.gathered import DecisionFacts, FileFacts, Gathered, GatheringFacts, Group
from handover.publish.bag.payload import PIECE, PayloadFile, at_once
from handover.publish.bag.provenance import provenance
from handover.publish.bag.tags import bag_name
from handover.publish.forms import FORMS, publish
from handover.records import KINDS
from handover.store.history import chunks
from handover.store.tables import dossier_file, gathered_file, gathering, row_decision, source

_REJECTED: Final = "data/rejected/rejected-row.jsonl"


@dataclass(frozen=True, slots=True)
class Collected:
    """A sealed dossier, and the payload of its bag; how many records and rejected rows are in it, and how many rows the
    dossier cites that the store has no longer.
    """

    dossier: Dossier
    payload: tuple[PayloadFile, ...]
    records: int
    rejected: int
    not_found: int


def collect(office: Office, number: int) -> Collected:
    """The payload of the bag of dossier ``number``. Nothing large is held in memory.

    Raises UnknownDossier; StoreError where a sealed file is missing or is not what was sealed; RenderError.
    """
    folder = office.settings.dossiers
    with office.store.read() as connection:
        sealed = read_sealed(connection, number, folder=folder)
        dossier, at = sealed.dossier, sealed.sealed_at
        forms = [
            PayloadFile(
                f"data/dossier/{bag_name(dossier)}.{row.path.rpartition('.')[2]}",
                partial(_pieces_of, folder / row.path),
                str(folder / row.path),
                row.sha256,
            )
            for row in connection.execute(
                select(dossier_file).where(dossier_file.c.dossier_id == number).order_by(dossier_file.c.form)
            )
        ]
        have = {row.path.rpartition(".")[2] for row in forms}
        records = cited.cited_records(connection, dossier, at)
        rejected = cited.rejected_rows(connection, dossier, at)
        gathered = _facts(connection, [*records, *rejected], at)
    forms += _unsealed(dossier, have)
    by_kind: dict[str, list[cited.Row]] = {kind: [] for kind in KINDS}
    for one in records:
        by_kind[one.kind].append(one)
    read = partial(_lines, office)
    files = [
        *(
            PayloadFile(
                f"data/records/{kind}.jsonl", partial(read, cited.record_lines, rows, at), f"records of kind {kind}"
            )
            for kind, rows in by_kind.items()
            if rows
        ),
        *(
            [PayloadFile(_REJECTED, partial(read, cited.rejected_lines, rejected, at), "rejected rows")]
            if rejected
            else ()
        ),
        PayloadFile("data/sources.json", at_once(_sources(dossier)), "the sources"),
    ]
    lost = cited.not_found(dossier, [*records, *rejected])
    if lost:
        files.append(
            PayloadFile("data/not-found.json", at_once(_json([one.model_dump() for one in lost])), "not found")
        )
    graph = partial(_provenance, dossier, gathered, forms)
    about = about_page(
        dossier,
        [one.path for one in (*forms, *files)],
        counts={kind: len(rows) for kind, rows in by_kind.items()} | {"rejected-row": len(rejected)},
        lost=len(lost),
    )
    payload = (
        *forms,
        *files,
        PayloadFile("data/provenance.json", graph, "where it comes from"),
        PayloadFile("data/about.txt", at_once(about), "what is in here"),
    )
    return Collected(dossier, tuple(sorted(payload, key=lambda one: one.path)), len(records), len(rejected), len(lost))


def _unsealed(dossier: Dossier, have: Iterable[str]) -> list[PayloadFile]:
    """The forms that are not sealed with every dossier, made anew from its model; some are several files."""
    made = publish(dossier, forms=[form for form in FORMS if form not in have])
    files = []
    for form, content in made.items():
        name = f"data/dossier/{bag_name(dossier)}"
        several: Mapping[str, bytes] = content if isinstance(content, Mapping) else {"": content}
        files += [
            PayloadFile(f"{name}-{part}" if part else f"{name}.{form}", at_once(one), form)
            for part, one in sorted(several.items())
        ]
    return files


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


def _lines(
    office: Office,
    lines: Callable[[Connection, Iterable[cited.Row], datetime], Iterator[bytes]],
    rows: list[cited.Row],
    at: datetime,
) -> Iterator[bytes]:
    with office.store.read() as connection:
        yield from lines(connection, rows, at)


def _provenance(dossier: Dossier, gathered: Gathered, forms: list[PayloadFile]) -> Iterator[bytes]:
    from hashlib import sha256

    def fingerprint(one: PayloadFile) -> str:
        if one.sha256 is not None:
            return one.sha256
        digest = sha256()
        for piece in one.pieces():
            digest.update(piece)
        return digest.hexdigest()

    yield provenance(dossier, gathered, [(one.path, fingerprint(one)) for one in forms])


def _facts(connection: Connection, rows: list[cited.Row], at: datetime) -> Gathered:
    """What is known of the gatherings, files and decisions behind these rows."""
    counts = Counter((one.kind, one.source, one.gathering, one.file_sha256) for one in rows)
    numbers = sorted({one.gathering for one in rows})
    corrected: dict[int, set[int]] = {}
    for one in rows:
        if one.decision is not None and one.kind != "rejected-row":
            corrected.setdefault(one.gathering, set()).add(one.decision)
    gatherings = []
    files: dict[str, FileFacts] = {}
    for some in chunks(numbers):
        of_them = select(gathering, source.c.name).join(source, source.c.id == gathering.c.source_id)
        for row in connection.execute(of_them.where(gathering.c.id.in_(some))):
            gatherings.append(GatheringFacts(row.id, row.name, row.started_at, row.finished_at, row.origin))
    wanted = sorted({one.file_sha256 for one in rows})
    for some_files in chunks(wanted):
        for row in connection.execute(
            select(gathered_file, source.c.name.label("source"))
            .join(gathering, gathering.c.id == gathered_file.c.gathering_id)
            .join(source, source.c.id == gathering.c.source_id)
            .where(gathered_file.c.sha256.in_(some_files), gathering.c.started_at <= at)
            .order_by(gathered_file.c.id)
        ):
            files.setdefault(row.sha256, FileFacts(row.source, row.name, row.sha256, row.size, row.fetched_at))
    decided = sorted({one.decision for one in rows if one.decision is not None})
    decisions = [
        DecisionFacts(row.id, row.decision, row.by, row.at, row.because)
        for some in chunks(decided)
        for row in connection.execute(select(row_decision).where(row_decision.c.id.in_(some), row_decision.c.at <= at))
    ]
    return Gathered(
        tuple(sorted(gatherings, key=lambda one: one.number)),
        tuple(sorted(files.values(), key=lambda one: (one.source, one.name, one.sha256))),
        tuple(Group(*key, count) for key, count in sorted(counts.items())),
        tuple(sorted(decisions, key=lambda one: one.number)),
        {number: frozenset(some) for number, some in corrected.items()},
    )


def _sources(dossier: Dossier) -> bytes:
    """The sources as the dossier tells them, each file with its fingerprint, and that its content is not in here."""
    told = [
        {**one.model_dump(mode="json"), "content": "not kept: only what was made of it, and its fingerprint"}
        for one in dossier.sources
    ]
    return _json(told)


def _json(said: object) -> bytes:
    return orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"
