"""Where a workspace's database is, whatever folder somebody works in."""

from pathlib import Path

import pytest

from handover.settings import Settings

DATABASES = [
    (None, "sqlite:////srv/office/handover.db"),
    ("sqlite:///records/all.db", "sqlite:////srv/office/records/all.db"),
    ("sqlite:////var/all.db", "sqlite:////var/all.db"),
    ("sqlite://", "sqlite://"),
    ("sqlite:///", "sqlite:///"),
    ("sqlite:///:memory:", "sqlite:///:memory:"),
    ("postgresql://db.example.org/office", "postgresql://db.example.org/office"),
]


@pytest.mark.parametrize(("given", "meant"), DATABASES, ids=[str(given) for given, _ in DATABASES])
def test_a_database_without_a_folder_lies_in_the_workspace(given: str | None, meant: str) -> None:
    assert Settings(folder=Path("/srv/office"), database=given).database_url == meant
