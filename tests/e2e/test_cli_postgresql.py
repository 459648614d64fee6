"""An office whose store is PostgreSQL, from the command line: the same as with SQLite, and no password is shown."""

import json
from pathlib import Path

import pytest
from sqlalchemy import make_url

from handover.cli import run
from tests.e2e.conftest import CLOSURE, READ_BACK, Command, everything_in, fill
from tests.servers.postgres import Postgres

SECRET = "not-to-be-shown"


@pytest.fixture
def url(postgresql_server: Postgres) -> str:
    """A database without tables; its server trusts its user, whatever password is given."""
    with postgresql_server.database() as url:
        yield make_url(url).set(password=SECRET).render_as_string(hide_password=False)  # type: ignore[misc]


def test_from_an_empty_folder_to_an_accepted_dossier(
    handover: Command, empty: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOVER_DATABASE", url)
    assert handover("init", ".").status == 0
    monkeypatch.delenv("HANDOVER_DATABASE")
    settings = empty / "handover.toml"
    settings.write_text(f"database = {json.dumps(url)}\n" + settings.read_text())
    fill(empty)
    said = [
        handover("source", "apply"),
        handover("gather"),
        handover("gather"),
        handover(*CLOSURE),
        handover(*CLOSURE),
        handover("dossier", "accept", "1", "--as", "jo@example.org", "--read-back", READ_BACK),
        handover("transitions", "show", "1"),
        handover("initiative", "list"),
        handover("snapshot"),
    ]
    assert [one.status for one in said] == [0, 1, 1, 1, 0, 0, 0, 0, 0], [one.err for one in said]
    shown = handover("transitions", "show", "1", "--json").data
    assert shown["state"] == "accepted"
    assert [step["state"] for step in shown["steps"]] == ["done", "done", "done"]
    (dossier,) = handover("dossier", "list", "--json").data["dossiers"]
    assert (dossier["version"], dossier["recipients"], dossier["accepted"]) == (1, 1, 1)
    assert len(list((empty / "outbox").glob("*.eml"))) == 1
    assert not (empty / "handover.db").exists()
    settings.unlink()
    assert SECRET not in f"{said}{everything_in(empty)}"
    assert SECRET not in "".join(path.read_text() for path in empty.glob("handover.log*"))


def test_a_server_that_is_not_there_is_said_without_the_password(
    handover: Command, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["init", "."]) == 0
    monkeypatch.setenv("HANDOVER_DATABASE", f"postgresql://office:{SECRET}@127.0.0.1:1/records")
    for asked in (("gather",), ("gather", "--json"), ("serve",)):
        said = handover(*asked)
        assert said.status == 2
        assert "The database cannot be reached." in said.err
        assert SECRET not in said.out + said.err
    assert SECRET not in "".join(path.read_text() for path in empty.glob("handover.log*"))
