"""Running the migrations with alembic. Imported only where one is to be run."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "handover.store:migrations")
    return config


def known_revisions() -> set[str]:
    """The names of all migrations that this program has."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def upgrade(connection: Connection) -> None:
    """Bring the database of ``connection`` up to date, within its transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
