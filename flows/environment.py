"""What Prefect is told through its environment, so that it keeps to the workspace and tells nobody of it.

Imports nothing of Prefect, which reads its environment once, when it is first imported.
"""

import os
from pathlib import Path
from typing import Final

FOLDER: Final = ".prefect"

_ALWAYS: Final = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # What the jobs log is seen in Prefect's pages too.
    "PREFECT_LOGGING_EXTRA_LOGGERS": "handover",
    # Finished runs go after 90 days, and their logs with them; the store keeps what they did.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
}


def of_one_workspace(workspace: Path) -> dict[str, str]:
    """Prefect's home inside the workspace; without a server of its own, it starts one for as long as it runs."""
    home = workspace / FOLDER
    return {
        **_ALWAYS,
        **_past_any_proxy(),
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_UI_STATIC_DIRECTORY": str(home / "pages"),
    }


def with_server(workspace: Path, port: int) -> dict[str, str]:
    """The same, with the server of ``handover serve`` on ``port`` of this machine."""
    here = f"http://127.0.0.1:{port}"
    return {
        **of_one_workspace(workspace),
        "PREFECT_API_URL": f"{here}/api",
        # Without this, any page that is open in a browser on this machine could command the server.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"{here},http://localhost:{port}",
    }


def _past_any_proxy() -> dict[str, str]:
    """This machine itself is not to be reached through an office's proxy."""
    given = os.environ.get("no_proxy", os.environ.get("NO_PROXY", ""))
    excepted = ",".join(part for part in (given, "127.0.0.1", "localhost") if part)
    return {"no_proxy": excepted, "NO_PROXY": excepted}
