"""Every way in which Handover refuses, in one place, so that wording can be read, changed and tested.

::

    HandoverError                   code, one sentence, where it is, what to do; exit status 2
    ├── WorkspaceError              no workspace here, or one that cannot be used
    ├── SettingsError               handover.toml or a HANDOVER_* variable is wrong
    ├── RegistrationError           sources.yaml is wrong, by line and key
    ├── UnknownSource               no source of that name (near ones are offered)
    │   └── SourceRetired           it was retired, and is gathered no more
    ├── SourceError                 a source cannot be reached or read; nothing of it was taken
    │   ├── SourceUnreachable       missing file, HTTP status, time-out, forbidden address
    │   │   └── SourceRefused       a sign-in or a server's key is not accepted; asking again cannot help
    │   ├── SourceUnreadable        it is there, but it is not what it was declared to be
    │   └── SecretMissing           what it is signed in to with is not where it should be
    ├── UnknownInitiative           no initiative of that name (near ones are offered)
    ├── AmbiguousName               several initiatives were called so (each is named, with when)
    ├── UnknownPerson               nobody of that name, address or number (near ones are offered)
    ├── AmbiguousPerson             several people have that name (each is named, with what they are)
    ├── RulesBroken                 a succession that cannot be as it is said; it can be recorded all the same
    ├── BadDate                     a date in no calendar, or not written as YYYY, YYYY-MM or YYYY-MM-DD
    ├── BadRequest                  anything else that was asked for and cannot be done as asked
    ├── BatchRefused                rows of a list that cannot be recorded, each with why; nothing was recorded
    ├── UnknownTransition, UnknownDossier, UnknownRejectedRow, UnknownBatch
    ├── StoreError                  the database cannot be opened, written or understood
    │   ├── StoreNewerThanProgram   written by a later version of Handover
    │   ├── StoreBusy               another run was at it for too long; trying again helps
    │   └── DiskFull                nothing was changed
    ├── ArchiveError                a bag could not be laid down, or brought to where it was to go
    ├── CannotBeChecked             it should be checked, but it cannot be read, or it is nothing that is checked
    ├── RenderError                 a dossier could not be made; the last sealed version stands
    │   └── TemplateBroken          a template, style sheet, logo or font of the office is wrong
    ├── DeliveryError               a message could not be handed to the mail server (temporary: tried again)
    │   ├── RecipientRefused        the mail server refuses that address for good
    │   └── MessageRefused          the mail server refuses this message for good: too large, or not wanted
    └── Held                        waiting for a person; exit status 3
"""

from collections.abc import Sequence
from typing import ClassVar


class HandoverError(Exception):
    """A refusal that a person can read.

    ``sentence`` says what is wrong, ``where`` the file, line, row or field, ``what_to_do`` the way out.
    ``code`` is stable and is what programs look at; ``exit_status`` is what the command line ends with.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 2

    def __init__(self, sentence: str, *, where: str | None = None, what_to_do: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.where = where
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        return " ".join(part for part in (self.sentence, self.what_to_do) if part)

    def as_json(self) -> dict[str, str | None]:
        """The one shape in which every program-facing surface reports an error."""
        return {
            "code": self.code,
            "sentence": self.sentence,
            "where": self.where,
            "what_to_do": self.what_to_do,
        }


class WorkspaceError(HandoverError):
    code = "workspace"


class SettingsError(HandoverError):
    code = "settings"


class RegistrationError(HandoverError):
    """One or more mistakes in a registration file; ``mistakes`` has them all, each with its line."""

    code = "registration"

    def __init__(self, mistakes: Sequence["RegistrationMistake"], *, path: str) -> None:
        first = mistakes[0]
        count = "" if len(mistakes) == 1 else f" ({len(mistakes)} mistakes in all)"
        super().__init__(f"{first}{count}", where=path, what_to_do="Correct the file and apply it again.")
        self.mistakes = list(mistakes)


class RegistrationMistake:
    """Where in a registration file something is wrong: 1-based ``line``, dotted ``key``, one sentence."""

    __slots__ = ("key", "line", "sentence")

    def __init__(self, line: int | None, key: str, sentence: str) -> None:
        self.line = line
        self.key = key
        self.sentence = sentence

    def __str__(self) -> str:
        at = f"line {self.line}" if self.line else "the file"
        return f"{at}, {self.key}: {self.sentence}" if self.key else f"{at}: {self.sentence}"


class UnknownSource(HandoverError):
    code = "unknown-source"


class SourceRetired(UnknownSource):
    code = "source-retired"


class SourceError(HandoverError):
    code = "source"


class SourceUnreachable(SourceError):
    code = "source-unreachable"


class SourceRefused(SourceUnreachable):
    """Whoever asks is not let in, or may not have it; or the server is not known to be the one that is meant.

    Asking again cannot help, and may lock an account.
    """

    code = "source-refused"


class SourceUnreadable(SourceError):
    code = "source-unreadable"


class SecretMissing(SourceError):
    code = "secret-missing"


class UnknownInitiative(HandoverError):
    code = "unknown-initiative"


class AmbiguousName(HandoverError):
    code = "ambiguous-name"


class UnknownPerson(HandoverError):
    code = "unknown-person"


class AmbiguousPerson(HandoverError):
    code = "ambiguous-person"


class RulesBroken(HandoverError):
    """A succession breaks rules; ``sentences`` has each of them."""

    code = "rules-broken"

    def __init__(self, sentences: Sequence[str], *, what_to_do: str) -> None:
        super().__init__(" ".join(sentences), what_to_do=what_to_do)
        self.sentences = tuple(sentences)


class BadDate(HandoverError):
    code = "bad-date"


class BadRequest(HandoverError):
    code = "bad-request"


class BatchRefused(HandoverError):
    """A list of transitions with rows that cannot be recorded; ``mistakes`` has every one of them."""

    code = "batch"

    def __init__(self, mistakes: Sequence["RowMistake"], *, path: str) -> None:
        rows = "1 row" if len(mistakes) == 1 else f"{len(mistakes):,} rows"
        super().__init__(
            f"{rows} cannot be recorded, so that nothing was. {mistakes[0]}",
            where=path,
            what_to_do="Correct the list, and give the same command again.",
        )
        self.mistakes = list(mistakes)


class RowMistake:
    """What is wrong with a row of a list: the number of its line, from 1, one sentence, and what to do."""

    __slots__ = ("row", "sentence", "what_to_do")

    def __init__(self, row: int, sentence: str, what_to_do: str | None) -> None:
        self.row = row
        self.sentence = sentence
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        return " ".join(part for part in (f"Row {self.row}: {self.sentence}", self.what_to_do) if part)


class UnknownBatch(HandoverError):
    code = "unknown-batch"


class UnknownTransition(HandoverError):
    code = "unknown-transition"


class UnknownDossier(HandoverError):
    code = "unknown-dossier"


class UnknownRejectedRow(HandoverError):
    code = "unknown-rejected-row"


class StoreError(HandoverError):
    code = "store"


class StoreNewerThanProgram(StoreError):
    code = "store-newer-than-program"


class StoreBusy(StoreError):
    code = "store-busy"


class DiskFull(StoreError):
    code = "disk-full"


class ArchiveError(HandoverError):
    code = "archive"


class CannotBeChecked(HandoverError):
    """What should be checked cannot be read at all, or is nothing that can be checked."""

    code = "cannot-be-checked"
    exit_status = 5


class RenderError(HandoverError):
    code = "render"


class TemplateBroken(RenderError):
    code = "template"


class DeliveryError(HandoverError):
    code = "delivery"


class RecipientRefused(DeliveryError):
    code = "recipient-refused"


class MessageRefused(DeliveryError):
    code = "message-refused"


class Held(HandoverError):
    code = "held"
    exit_status = 3
