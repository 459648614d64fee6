"""Where a workspace's database is, whatever folder somebody works in; and what an office may set as due."""

from pathlib import Path

import pytest

from handover.errors import SettingsError
from handover.settings import Settings, load

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


DUE = {
    "nobody that there is": (
        '[policy.due.closure]\nto = ["contact"]',
        "The setting “policy.due.closure.to” must name “contacts” or “successors”, or e-mail addresses; “contact” is "
        "neither.",
    ),
    "who takes over where nobody can": (
        '[policy.due.rename]\nto = ["incoming"]',
        "The setting “policy.due.rename.to” must name “contacts”, or e-mail addresses; “incoming” is neither.",
    ),
    "dossiers that there are not": (
        '[policy.due.merger]\ndossiers = "all"',
        "The setting “policy.due.merger.dossiers” must be 'giving', 'receiving', 'both' or 'none'.",
    ),
    "receivers of a closure": (
        '[policy.due.closure]\ndossiers = "receiving"',
        "The setting “policy.due.closure.dossiers” must be 'its' or 'none'.",
    ),
    "a kind that there is not": (
        "[policy.due.closures]\nwithin_days = 7",
        "There is no setting “policy.due.closures”.",
    ),
    "days before it": (
        "[policy.due.closure]\nwithin_days = -1",
        "The setting “policy.due.closure.within_days” must be 0 or more.",
    ),
    "one where a list should be": (
        '[policy.due.closure]\nto = "contacts"',
        'The setting “policy.due.closure.to” must be a list, like ["one", "two"].',
    ),
}


@pytest.mark.parametrize(("written", "said"), DUE.values(), ids=DUE)
def test_a_slip_in_what_is_due_is_named(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "handover.toml").write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load(tmp_path)
    assert refused.value.sentence.startswith(said)


def test_what_is_due_is_read_with_what_is_left_out_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "handover.toml").write_text('[policy.due.closure]\nto = ["successors", "a@example.org"]\n')
    due = load(tmp_path).policy.due
    assert (due.closure.to, due.closure.within_days) == (("successors", "a@example.org"), 14)
    assert due.merger.dossiers == "giving"
