"""Looking at a file of whatever kind."""

from pathlib import Path
from typing import Final

from handover.errors import SourceUnreadable
from handover.sources.contents import HEAD, refusals, seems_to_be
from handover.sources.drafting.item_samples import json_sample, vcard_sample
from handover.sources.drafting.sample import Sample
from handover.sources.drafting.table_samples import sheet_samples, text_table_sample
from handover.sources.kinds import kind_by_ending, kinds

# As contents.seems_to_be calls them.
_WORKBOOKS: Final = ("an Excel workbook", "an OpenDocument file", "an old Office document")


def look_at(path: Path, *, largest: int) -> list[Sample]:
    """The first rows of the file at ``path``; of a workbook those of each sheet, the one that would be read first.

    ``largest`` bounds its bytes, also unpacked. Raises SourceUnreadable or SourceUnreachable.
    """
    name = path.name
    samples = _samples(path, name, largest)
    if not any(sample.columns for sample in samples):
        raise SourceUnreadable(f"{name} has no rows in it.", where=name, what_to_do="Draft from a file that has some.")
    return samples


def _samples(path: Path, name: str, largest: int) -> list[Sample]:
    match kind := _kind(path, name):
        case "csv":
            return [text_table_sample(path, name, largest)]
        case "excel":
            return list(sheet_samples(path, name, largest))
        case "json":
            return [json_sample(path, name, largest)]
        case "vcard":
            return [vcard_sample(path, name, largest)]
    raise SourceUnreadable(
        f"{name} is {kinds()[kind].what}, and drafts are made of tables, of JSON and of vCards.",
        where=name,
        what_to_do="Write its registration by hand; the sources.yaml of a new workspace has examples.",
    )


def _kind(path: Path, name: str) -> str:
    """The kind of file, by its ending, else by how it begins."""
    by_ending = kind_by_ending(name)
    if by_ending is not None:
        return by_ending
    with refusals(name), path.open("rb") as file:
        head = file.read(HEAD)
    if seems_to_be(head, path) in _WORKBOOKS:
        return "excel"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:11].upper() == b"BEGIN:VCARD":
        return "vcard"
    return "json" if start[:1] in (b"{", b"[") else "csv"
