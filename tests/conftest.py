"""What all tests may ask for: a store on either database, and surroundings that nobody's settings leak into."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from handover.store.database import Store
from tests.servers import postgres
from tests.servers.postgres import Postgres

MIGRATED = "migrated"

_prefect_home = Path(tempfile.mkdtemp(prefix="handover-prefect-"))

# Before anything imports Prefect, which reads these once.
for _name in [name for name in os.environ if name.startswith(("PREFECT_", "HANDOVER_"))]:
    del os.environ[_name]
os.environ["PREFECT_HOME"] = str(_prefect_home)
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW"] = "ignore"
os.environ["DO_NOT_TRACK"] = "1"


def pytest_unconfigure() -> None:
    shutil.rmtree(_prefect_home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Postgres]:
    """One server for each worker of the test run."""
    with postgres.running() as server:
        server.prepare(MIGRATED, lambda url: Store.open(url).close())
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    Store.open(f"sqlite:///{path}", create=True).close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """A SQLite store with its tables and nothing in them."""
    path = tmp_path / "handover.db"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: Postgres) -> Iterator[str]:
    """A PostgreSQL store with its tables and nothing in them."""
    with postgresql_server.database(MIGRATED) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A store with its tables and nothing in them, on each database in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, on each in turn; the SQLite file is not even there yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    server: Postgres = request.getfixturevalue("postgresql_server")
    with server.database() as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open, empty store, on each database in turn."""
    store = Store.open(database_url)
    yield store
    store.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """An open, empty store in SQLite, where the database makes no difference."""
    store = Store.open(sqlite_url)
    yield store
    store.close()
