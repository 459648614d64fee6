"""What the command line ends with, so that a script can tell what happened. The one table of it; the docs show it."""

from typing import Final, NamedTuple

DONE: Final = 0
FELL_SHORT: Final = 1
BAD_INPUT: Final = 2
HELD: Final = 3
DIFFERS: Final = 4
CANNOT_BE_CHECKED: Final = 5
OUR_OWN_FAULT: Final = 70  # EX_SOFTWARE of sysexits.h
STOPPED: Final = 130  # what shells give a program that Ctrl-C ended


class ExitStatus(NamedTuple):
    """One exit status: its number, and what it means in a sentence."""

    number: int
    meaning: str


EXIT_STATUSES: Final[tuple[ExitStatus, ...]] = (
    ExitStatus(DONE, "Done."),
    ExitStatus(
        FELL_SHORT,
        "Done, but something fell short: rows were rejected, a source could not be gathered, a message could not be "
        "sent, or a dossier has gaps that the office's policy forbids.",
    ),
    ExitStatus(BAD_INPUT, "Bad input or usage. Nothing was changed."),
    ExitStatus(HELD, "Held: it waits for a person."),
    ExitStatus(DIFFERS, "Verified, and something is not as it was sealed: changed, missing or untracked."),
    ExitStatus(CANNOT_BE_CHECKED, "It cannot be read, so that nobody can tell whether it is as it was sealed."),
    ExitStatus(OUR_OWN_FAULT, "A fault in Handover itself. The log has the details."),
    ExitStatus(STOPPED, "Stopped with Ctrl-C. What was under way was not kept; the same command goes on from there."),
)
