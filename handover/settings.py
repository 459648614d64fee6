"""The settings of a workspace: ``handover.toml``, overridden by ``HANDOVER_*`` environment variables.

A nested setting's variable joins the names with two underscores: ``HANDOVER_MAIL__HOST``.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UnreadableVariable

from handover.errors import SettingsError, WorkspaceError
from handover.vocabulary import MARKINGS, folded
from handover.workspace import FILE_NAME


def _known_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise PydanticCustomError("said", "must be a time zone that is known, like Europe/London") from None
    return name


def _found_elsewhere(text: str) -> str:
    # A secret that stands in a settings file is soon in a back-up and a repository; what is wrong is not repeated.
    if not re.fullmatch(r"[a-z][a-z0-9-]*:.+", text):
        raise PydanticCustomError("said", "must say where the secret is found, like env:NAME or file:PATH")
    return text


def _address(text: str) -> str:
    if not all(text.partition("@")):
        raise PydanticCustomError("said", "must be an e-mail address")
    return text


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mail(Part):
    """How messages leave. Without a host they are written as .eml files into the workspace's ``outbox``."""

    host: str | None = Field(None, description="The SMTP server; none: write .eml files into outbox/.")
    port: int = Field(587, ge=1, le=65535, description="The port of the SMTP server.")
    security: Literal["starttls", "tls", "none"] = Field("starttls", description="How the connection is encrypted.")
    ca_file: Path | None = Field(None, description="Certificates to trust instead of the system's.")
    username: str | None = Field(None, description="Who signs in to the SMTP server; none: nobody does.")
    password: SecretStr | None = Field(None, description="Better given as HANDOVER_MAIL__PASSWORD.")
    sender: Annotated[str, AfterValidator(_address)] = Field(
        "handover@localhost", description="The address that messages come from."
    )
    reply_to: str | None = Field(None, description="The office's own address, where answers go.")
    timeout: float = Field(30, gt=0, description="Seconds to wait for the server.")


class Delivery(Part):
    """What a recipient is sent."""

    dossier_as: Literal["attachment", "link"] = Field("attachment", description="The PDF itself, or a link to it.")
    link_base: str | None = Field(None, description="Where links lead: https://handover.example.gov.uk")
    attempts: int = Field(5, ge=1, description="How often a message is tried before a person must look.")


Days = Annotated[int, Field(ge=0, le=3_660)]


def _whom(*words: str) -> AfterValidator:
    """Checks who is to receive dossiers: one of these words, or an address of the office."""

    def check(given: tuple[str, ...]) -> tuple[str, ...]:
        for one in given:
            if one not in words and not all(one.partition("@")):
                known = " or ".join(f"“{word}”" for word in words)
                raise PydanticCustomError("said", f"must name {known}, or e-mail addresses; “{one[:80]}” is neither")
        return given

    return AfterValidator(check)


_DOSSIER = "Whose dossier is due: its own (its), or none."
_DOSSIERS = "Whose dossiers are due: of those that end or give (giving), of those that receive, both, or none."
_TO = "Who receives it beside those who are named with --to: {}, or addresses of the office."
_WITHIN = "Days within which everybody should have accepted."


class DueOfOne(Part):
    """What is due where one initiative is renamed, or starts."""

    dossiers: Literal["its", "none"] = Field("its", description=_DOSSIER)
    to: Annotated[tuple[str, ...], _whom("contacts")] = Field((), description=_TO.format("contacts"))
    within_days: Days = Field(14, description=_WITHIN)


class DueOfClosure(Part):
    """What is due where an initiative closes, and something may take its place."""

    dossiers: Literal["its", "none"] = Field("its", description=_DOSSIER)
    to: Annotated[tuple[str, ...], _whom("contacts", "successors")] = Field(
        (), description=_TO.format("contacts, successors")
    )
    within_days: Days = Field(14, description=_WITHIN)


class DueOfMove(Part):
    """What is due where somebody leaves an initiative."""

    dossiers: Literal["its", "none"] = Field("its", description=_DOSSIER)
    to: Annotated[tuple[str, ...], _whom("contacts", "incoming")] = Field(
        (), description=_TO.format("contacts, incoming")
    )
    within_days: Days = Field(14, description=_WITHIN)


class DueOfSeveral(Part):
    """What is due where several initiatives are merged, split, or pass functions on."""

    dossiers: Literal["giving", "receiving", "both", "none"] = Field("giving", description=_DOSSIERS)
    to: Annotated[tuple[str, ...], _whom("contacts", "successors")] = Field(
        (), description=_TO.format("contacts, successors")
    )
    within_days: Days = Field(14, description=_WITHIN)


class DueByKind(Part):
    """What each kind of transition makes due: which dossiers, for whom, by when."""

    closure: DueOfClosure = DueOfClosure()
    rename: DueOfOne = DueOfOne()
    merger: DueOfSeveral = DueOfSeveral()
    split: DueOfSeveral = DueOfSeveral()
    transfer: DueOfSeveral = DueOfSeveral()
    staff_move: DueOfMove = DueOfMove()
    start: DueOfOne = DueOfOne()


class Expectation(Part):
    """What the office expects of its dossiers otherwise than docs/gaps.md says."""

    importance: Literal["essential", "important", "useful"] | None = None
    left_out_because: Annotated[str, Field(min_length=1)] | None = None


class Policy(Part):
    """What the office does not accept."""

    forbidden_gaps: tuple[str, ...] = Field((), description="Codes of gaps with which no dossier is sent.")
    waive_before_sealing: tuple[str, ...] = Field(
        (), description="Codes of gaps and expectations that must be waived by name before a dossier is sealed."
    )
    expectations: dict[str, Expectation] = Field(
        {},
        description="What is expected otherwise: by its code, an importance or why it is left out; see docs/gaps.md.",
    )
    stale_after_days: int = Field(92, ge=1, description="Records older than this at the transition are stale.")
    due: DueByKind = DueByKind()


def _markings(given: tuple[str, ...]) -> tuple[str, ...]:
    if len({folded(one) for one in given}) < len(given) or not all(map(folded, given)) or not given:
        raise PydanticCustomError("said", "must name each marking once, from the lowest to the highest")
    return given


class Phrase(Part):
    """Words that a public edition does not have."""

    words: str = Field(min_length=2, description="The words, wherever they stand, in whatever case.")
    ground: str = Field("marked", min_length=1, description="One of the grounds, or words of the office's own.")


class Editions(Part):
    """Who may see what of a dossier, and how it is marked."""

    markings: Annotated[tuple[str, ...], AfterValidator(_markings)] = Field(
        MARKINGS, description="The markings that are known, from the lowest to the highest."
    )
    handling: dict[str, str] = Field({}, description="How what has a marking is to be handled; stands beside it.")
    annex: bool = Field(True, description="Whether what is marked higher than the rest goes into an annex.")
    public_up_to: str | None = Field(
        None, description="The highest marking of what a public edition may have; none: the lowest there is."
    )
    public_marking: str | None = Field(
        None, description="The marking of a public edition itself; none: the lowest there is."
    )
    named: tuple[str, ...] = Field((), description="People whose names a public edition may have.")
    phrases: tuple[Phrase, ...] = Field((), description="What a public edition does not have, each with its ground.")
    grounds: dict[str, str] = Field(
        {}, description="Words for a ground: personal, commercial, security, marked, annex, or one of the office's own."
    )


class Detection(Part):
    """What becomes of transitions that were noticed."""

    confirm_from: int | None = Field(
        None, ge=50, le=100, description="Confidence, in hundredths, from which no person is asked; none: always asked."
    )


class Archive(Part):
    """Who is asked about a bag, and how the S3-compatible store is signed in to that bags are brought to."""

    address: str | None = Field(None, description="The office's postal address, in every bag's bag-info.txt.")
    contact_name: str | None = Field(None, description="Whom an archive asks about a bag.")
    contact_phone: str | None = Field(None, description="Their telephone number.")
    contact_email: str | None = Field(None, description="Their e-mail address.")
    endpoint: str | None = Field(None, description="The S3-compatible store, https://…; none: Amazon's own.")
    user: str | None = Field(None, description="Its access key, or where that is found: env:NAME, file:PATH …")
    password: Annotated[str, AfterValidator(_found_elsewhere)] | None = Field(
        None, description="Where its secret key is found: env:NAME, file:PATH, keyring:…"
    )


class Limits(Part):
    """Bounds on what is read, so that one broken source cannot stop the rest."""

    largest_source: int = Field(2_000_000_000, gt=0, description="Bytes of one source, also once unpacked.")
    timeout: float = Field(60, gt=0, description="Seconds to wait for a server's next answer.")
    longest_fetch: float = Field(900, gt=0, description="Seconds that fetching one source may take in all.")
    allow_hosts: tuple[str, ...] = Field((), description="Hosts allowed though their address is private.")


class Publishing(Part):
    """Bounds on making one dossier, so that one that is too much cannot stop the rest."""

    seconds: float = Field(300, ge=1, description="Processor seconds that rendering one dossier may take.")
    memory: int = Field(2_000_000_000, ge=200_000_000, description="Bytes of memory that it may take.")


class Settings(BaseSettings):
    """All settings of one workspace. ``folder`` is where its handover.toml lies."""

    model_config = SettingsConfigDict(
        env_prefix="HANDOVER_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    folder: Path = Path()
    office: str = Field("Programme office", min_length=1, description="Whose dossiers these are.")
    marking: str = Field("OFFICIAL", min_length=1, description="The marking of a dossier, in capitals on every page.")
    database: str | None = Field(None, description="SQLAlchemy URL; none: handover.db in the workspace (SQLite).")
    time_zone: Annotated[str, AfterValidator(_known_time_zone)] = Field(
        "Europe/London", description="IANA name; for schedules and the times that people read."
    )
    mail: Mail = Mail()
    delivery: Delivery = Delivery()
    policy: Policy = Policy()
    detection: Detection = Detection()
    editions: Editions = Editions()
    limits: Limits = Limits()
    archive: Archive = Archive()
    publish: Publishing = Publishing()

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL; a SQLite file without a folder of its own lies in the workspace, wherever one works."""
        given = self.database or "sqlite:///handover.db"
        start, _, path = given.partition("sqlite:///")
        if start or not path or path.startswith(("/", ":", "file:")):
            return given
        return f"sqlite:///{self.folder / path}"

    @property
    def dossiers(self) -> Path:
        """Sealed dossiers, content-addressed."""
        return self.folder / "dossiers"

    @property
    def templates(self) -> Path:
        """The office's own templates, style sheet, logo and fonts."""
        return self.folder / "templates" / "dossier"

    @property
    def held(self) -> Path:
        """Copies of what held gatherings fetched, by their SHA-256."""
        return self.folder / "held"

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # What the file says comes in as arguments; the environment goes before it.
        return env_settings, init_settings


def load(folder: Path) -> Settings:
    """Read the settings of the workspace ``folder``. Raises SettingsError, naming the setting."""
    path = folder / FILE_NAME
    try:
        given: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{FILE_NAME} cannot be read: {error}.",
            where=str(path),
            what_to_do="Correct that line. Texts stand in quotation marks.",
        ) from None
    except OSError as error:
        raise WorkspaceError(f"{FILE_NAME} cannot be opened: {error.strerror}.", where=str(path)) from None
    try:
        # The folder is where the file lies; no setting or variable moves it.
        return Settings(**{**given, "folder": folder}).model_copy(update={"folder": folder.resolve()})
    except UnreadableVariable as error:
        part = re.search(r'field "(\w+)"', str(error))
        raise SettingsError(
            f"A variable that begins with HANDOVER_{part[1].upper() if part else ''} cannot be understood.",
            where="the environment",
            what_to_do='A list is written as JSON: ["no-lessons", "no-contacts"].',
        ) from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in fault["loc"])
        raise SettingsError(
            _sentence(name, fault),
            where=str(path),
            what_to_do=f"Correct it in {FILE_NAME}, or in the variable HANDOVER_{name.upper().replace('.', '__')}.",
        ) from None


def _sentence(name: str, fault: ErrorDetails) -> str:
    limits = fault.get("ctx", {})
    if fault["type"] == "extra_forbidden":
        return f"There is no setting “{name}”.{_offer(name)}"
    wanted = {
        "bool": "must be true or false",
        "int": "must be a whole number",
        "float": "must be a number",
        "string": "must be a text in quotation marks",
        "tuple": 'must be a list, like ["one", "two"]',
        "less": f"must be {limits.get('le', limits.get('lt'))} or less",
        "greater": f"must be {limits['ge']} or more" if "ge" in limits else f"must be more than {limits.get('gt')}",
        "literal": f"must be {limits.get('expected')}",
        "model": f"has settings of its own, which stand below [{name}]",
    }.get(fault["type"].partition("_")[0], fault["msg"])
    if fault["type"] == "string_too_short":
        wanted = "must not be empty"
    return f"The setting “{name}” {wanted[:1].lower()}{wanted[1:]}."


def _offer(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(_names(Settings)), n=2, cutoff=0.6)
    return f" Did you mean {' or '.join(f'“{one}”' for one in near)}?" if near else ""


def _names(of: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in of.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _names(field.annotation, f"{prefix}{name}.")
        elif name != "folder":
            yield f"{prefix}{name}"
