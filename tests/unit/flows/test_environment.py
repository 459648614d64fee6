"""Prefect keeps to the workspace, and tells nobody of it."""

from pathlib import Path

import pytest

from flows.environment import of_one_workspace, with_server

OFFICE = Path("/srv/office")


def test_all_that_prefect_keeps_is_in_the_workspace() -> None:
    told = of_one_workspace(OFFICE)
    assert told["PREFECT_HOME"] == "/srv/office/.prefect"
    assert told["PREFECT_UI_STATIC_DIRECTORY"].startswith("/srv/office/.prefect/")
    assert told["PREFECT_PROFILES_PATH"].startswith("/srv/office/.prefect/")
    assert "PREFECT_API_URL" not in told


def test_nothing_is_reported_to_anybody() -> None:
    told = with_server(OFFICE, 4200)
    assert (told["PREFECT_SERVER_ANALYTICS_ENABLED"], told["DO_NOT_TRACK"]) == ("false", "1")


def test_only_its_own_pages_may_command_the_server() -> None:
    told = with_server(OFFICE, 4321)
    assert told["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
    assert told["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4321,http://localhost:4321"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "127.0.0.1,localhost"),
        ({"NO_PROXY": "intranet"}, "intranet,127.0.0.1,localhost"),
        ({"no_proxy": "a", "NO_PROXY": "b"}, "a,127.0.0.1,localhost"),
    ],
    ids=["none", "upper case", "both"],
)
def test_this_machine_is_not_reached_through_a_proxy(
    given: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    environment = of_one_workspace(OFFICE)
    assert environment["NO_PROXY"] == environment["no_proxy"] == told
