"""The settings of a workspace: ``handover.toml``, overridden by ``HANDOVER_*`` environment variables.

A nested setting's variable joins the names with two underscores: ``HANDOVER_MAIL__HOST``.
"""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from handover.errors import SettingsError, WorkspaceError
from handover.workspace import FILE_NAME


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
    sender: str = Field("handover@localhost", description="The address that messages come from.")
    reply_to: str | None = Field(None, description="The office's own address, where answers go.")
    timeout: float = Field(30, gt=0, description="Seconds to wait for the server.")


class Delivery(Part):
    """What a recipient is sent."""

    dossier_as: Literal["attachment", "link"] = Field("attachment", description="The PDF itself, or a link to it.")
    link_base: str | None = Field(None, description="Where links lead: https://handover.example.gov.uk")
    attempts: int = Field(5, ge=1, description="How often a message is tried before a person must look.")


class Policy(Part):
    """What the office does not accept."""

    forbidden_gaps: tuple[str, ...] = Field((), description="Codes of gaps with which no dossier is sent.")
    stale_after_days: int = Field(92, ge=1, description="Records older than this at the transition are stale.")


class Limits(Part):
    """Bounds on what is read, so that one broken source cannot stop the rest."""

    largest_source: int = Field(2_000_000_000, gt=0, description="Bytes of one source, also once unpacked.")
    timeout: float = Field(60, gt=0, description="Seconds to wait for a server's next answer.")
    longest_fetch: float = Field(900, gt=0, description="Seconds that fetching one source may take in all.")
    allow_hosts: tuple[str, ...] = Field((), description="Hosts allowed though their address is private.")


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
    office: str = Field("Programme office", description="Whose dossiers these are.")
    marking: str = Field("OFFICIAL", description="The marking of a dossier, in capitals on every page.")
    database: str | None = Field(None, description="SQLAlchemy URL; none: handover.db in the workspace (SQLite).")
    time_zone: str = Field("Europe/London", description="IANA name; for schedules and the times that people read.")
    mail: Mail = Mail()
    delivery: Delivery = Delivery()
    policy: Policy = Policy()
    limits: Limits = Limits()

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.folder / 'handover.db'}"

    @property
    def dossiers(self) -> Path:
        """Sealed dossiers, content-addressed."""
        return self.folder / "dossiers"

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
        raise SettingsError(f"{FILE_NAME} cannot be read: {error}.", where=str(path)) from None
    except OSError as error:
        raise WorkspaceError(f"{FILE_NAME} cannot be opened: {error.strerror}.", where=str(path)) from None
    given.pop("folder", None)
    try:
        return Settings(**given, folder=folder.resolve())
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting “{name}” cannot be used: {first['msg'].lower()}.",
            where=str(path),
            what_to_do=f"Correct it in {FILE_NAME}, or in the variable HANDOVER_{name.upper().replace('.', '__')}.",
        ) from None
