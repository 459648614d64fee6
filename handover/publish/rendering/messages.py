"""What a renderer is asked, and what it answers."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from handover.errors import HandoverError, RenderError
from handover.publish.sections import SECTIONS

# Why there is no file: too much processor time, too much memory, or a fault in the program.
Excess = Literal["seconds", "memory", "broken"]

_REPORT: Final = "Nothing was published. Report this with the log, and with dossier.json if you may."


@dataclass(frozen=True, slots=True)
class Job:
    """A dossier as JSON, the processor ``seconds`` and bytes of ``memory`` that it may take, and the folder of the
    office's own ``templates``.
    """

    dossier: bytes
    seconds: float
    memory: int
    templates: Path | None = None


@dataclass(slots=True)
class Answer:
    """The ``files`` by form, or why there are none: a ``refusal``, or an ``excess`` with the section it stood at.

    ``resident`` is the memory of the process after it, in bytes; ``log`` what it said.
    """

    files: dict[Any, bytes] | None = None
    refusal: HandoverError | None = None
    excess: Excess | None = None
    section: str | None = None
    resident: int = 0
    log: list[logging.LogRecord] = field(default_factory=list)


def refused(excess: Excess, section: str | None, job: Job) -> RenderError:
    """The sentence for a dossier that could not be rendered; it names the section where that is known."""
    named = section or (None if excess == "broken" else _largest(job.dossier))
    at = f"the section “{named}”" if named else None
    stood = f" {'It stood at' if section else 'Most of it is in'} {at}." if at else ""
    if excess == "seconds":
        return RenderError(
            f"The dossier takes more than the {job.seconds:,g} seconds that rendering may take.{stood}",
            where=at,
            what_to_do="See whether all that belongs to one initiative. If so, raise publish.seconds in handover.toml.",
        )
    if excess == "memory":
        return RenderError(
            f"The dossier takes more than the {job.memory // 1_000_000:,} MB of memory that rendering may take.{stood}",
            where=at,
            what_to_do="See whether all that belongs to one initiative. If so, raise publish.memory in handover.toml.",
        )
    return RenderError(
        f"The dossier could not be rendered, by a fault in the program.{stood}", where=at, what_to_do=_REPORT
    )


def _largest(dossier: bytes) -> str | None:
    """The title of the section that has most of a dossier's data: for what went wrong before any was laid out."""
    data = orjson.loads(dossier)
    sizes = {section.called: len(orjson.dumps(data[section.name])) for section in SECTIONS if section.name in data}
    return max(sizes, key=sizes.__getitem__, default=None)
