"""What a check finds: each file that is not as it was, by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

# A file has another content than it had; it is not there; nobody has recorded it; it cannot be read.
State = Literal["changed", "missing", "untracked", "unreadable"]
STATES: Final[tuple[State, ...]] = ("changed", "missing", "untracked", "unreadable")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was: the file's ``path``, and ``why``, the rest of a sentence that begins with it.

    ``dossier`` is the number of the dossier that it is about, where it is about one.
    """

    state: State
    path: str
    why: str
    dossier: int | None = None

    @property
    def sentence(self) -> str:
        return f"{self.path} {self.why}."


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in order of their state and path, each file once a state."""
    first: dict[tuple[State, str], Finding] = {}
    for one in sorted(findings, key=lambda one: (STATES.index(one.state), one.path)):
        first.setdefault((one.state, one.path), one)
    return tuple(first.values())
