"""The page in a bag that says in plain words what is in it, for whoever opens it in many years."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from textwrap import fill
from typing import Final

from handover.dossier.model import Dossier
from handover.publish.bag.provenance import MEDIA_TYPES
from handover.publish.bag.tags import bag_name, on_a_line

_FORMS: Final = {
    "pdf": "The dossier, to read and to keep: PDF/A-3a and PDF/UA-1, with dossier.json inside it.",
    "html": "The dossier, to read in a browser: one file that asks for nothing else.",
    "json": "The dossier, for programs: JSON by the schema handover-dossier/1, in UTF-8.",
}
# Of each kind of record: one, several.
_KINDS: Final = {
    "lesson": ("lesson", "lessons"),
    "programme-status": ("status report", "status reports"),
    "contact": ("contact, with those who left since", "contacts, with those who left since"),
    "follow-on-action": ("follow-on action", "follow-on actions"),
}


def about_page(dossier: Dossier, paths: Sequence[str], *, counts: Mapping[str, int], lost: int) -> bytes:
    """``about.txt``: UTF-8, lines of about 100 characters. ``counts`` are how many records of each kind there are, and
    rejected rows; ``lost`` is how many rows the dossier cites that are not there.
    """
    sealed = dossier.compiled_at.astimezone(UTC)
    lines = [
        *_paragraph(f"{on_a_line(dossier.title)} ({bag_name(dossier)})"),
        "",
        *_paragraph(
            f"This is a dossier of {on_a_line(dossier.office)}, sealed on {sealed:%Y-%m-%d} at {sealed:%H:%M} UTC. "
            f"It is marked {on_a_line(dossier.marking)}. This is its full edition, which names people."
        ),
        "",
        "What is in this bag:",
        "",
    ]
    for path in sorted([*paths, "data/provenance.json", "data/about.txt"]):
        lines += [path, *(f"    {line}" for line in _paragraph(_what(path.removeprefix("data/"), counts, lost)))]
    lines += [
        "",
        *_paragraph(
            "A line of a .jsonl file is one JSON object: what the source said (“record”, or “cells” of a row that was "
            "rejected), in which file and row it stood, the SHA-256 of that file, from when until when it was known."
        ),
        "",
        *_paragraph(
            "The files that the sources were read from are not in here, because Handover does not keep them: their "
            "names, sizes and SHA-256 are in sources.json, so that a copy kept elsewhere can be recognised."
        ),
        "",
        *_paragraph(
            "This folder is a bag as RFC 8493 (BagIt) has it. Any program for such bags tells whether a file in it was "
            "changed or lost; “handover verify” does, too, and needs no workspace for it."
        ),
    ]
    return ("\n".join(lines) + "\n").encode()


def _paragraph(text: str) -> list[str]:
    return fill(text, 96, break_long_words=False, break_on_hyphens=False).split("\n")


def _what(path: str, counts: Mapping[str, int], lost: int) -> str:
    folder, _, name = path.rpartition("/")
    kind, _, form = name.rpartition(".")
    if folder == "records":
        one, several = _KINDS.get(kind, ("record", "records"))
        return f"{_count(counts[kind], one, several)}: all that the dossier cites, as gathered."
    if folder == "rejected":
        said = _count(counts[kind], "row", "rows")
        return f"{said} that could not become records and concern the dossier: whole, with every reason and decision."
    if folder == "dossier":
        return _FORMS.get(form, f"The dossier, as {MEDIA_TYPES.get(form, form)}.")
    return {
        "about.txt": "This page.",
        "provenance.json": "Where everything comes from, and who did what when: W3C PROV-JSON.",
        "sources.json": "The sources, with the SHA-256 and size of each file that was read.",
        "not-found.json": f"{_count(lost, 'row', 'rows')} that the dossier cites and that the store has no longer.",
    }[name]


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
