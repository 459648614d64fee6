"""What is fuzzed: one parser, with what its inputs are like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from handover.sources.registering.registration import Registration
from handover.sources.rows import Fetched
from tests.fuzz.through import as_file, gathered


@dataclass(frozen=True, slots=True)
class Target:
    """``run`` takes any bytes, and raises only where the program is at fault.

    ``seeds`` are inputs that are right, or nearly. ``words`` are pieces that inputs are made of. The first byte of an
    input chooses between ``ways`` in which the rest is read, such as different registrations.
    """

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...]
    ways: int = 1

    def corpus(self) -> list[bytes]:
        """Each seed, read in each way."""
        return [bytes([way]) + seed for way in range(self.ways) for seed in self.seeds]


def of_kind(
    kind: str,
    name: str,
    *registered: Mapping[str, Any],
    seeds: tuple[bytes, ...],
    words: tuple[bytes, ...],
    called: str | None = None,
    through: Callable[[Fetched, Registration], object] = gathered,
) -> Target:
    """A target that reads a file ``name``, as a source of a kind that is registered in one of these ways."""
    registrations: Final = [Registration.model_validate({"kind": kind, "location": name, **one}) for one in registered]

    def run(data: bytes) -> None:
        way, content = chosen(data, len(registrations))
        through(as_file(content, name), registrations[way])

    return Target(called or kind, run, seeds, words, len(registrations))


def chosen(data: bytes, ways: int) -> tuple[int, bytes]:
    """Which way an input is read, and what is read."""
    return (data[0] % ways if data else 0), data[1:]
