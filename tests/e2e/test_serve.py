"""``handover serve``, for real: a server, its schedules, a run, and an end that leaves nothing behind."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

HANDOVER = [sys.executable, "-c", "from handover.cli import main; main()"]
LONG = 90.0  # seconds after which something is broken, however slow the machine

SOURCES = """\
sources:
  lessons:
    title: Lessons log
    location: lessons.csv
    records: lesson
    key: Ref
    map: {initiative: Programme, title: Title}
"""
LESSONS = "Ref,Programme,Title\n1,Harbour Bridge,Ask the port first\n2,Harbour Bridge,Count the lorries\n"


def handover(*arguments: str, folder: Path) -> str:
    done = subprocess.run([*HANDOVER, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "an office"
    folder.mkdir()
    handover("init", ".", folder=folder)
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "lessons.csv").write_text(LESSONS)
    handover("source", "apply", "sources.yaml", folder=folder)
    return folder


class Served:
    """A running ``handover serve``, seen as its user and a program on the same machine see it."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "said.txt"
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                [*HANDOVER, "serve", "--json"], cwd=folder, stdout=subprocess.PIPE, stderr=said, text=True
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert self.process.poll() is None, self.log.read_text()
        self.announced: dict[str, Any] = json.loads(line)
        self.port = int(self.announced["pages"].rsplit(":", 1)[1])
        self.api = httpx.Client(base_url=f"{self.announced['pages']}/api", trust_env=False)
        self.family = psutil.Process(self.process.pid).children(recursive=True)

    def ask(self, path: str, **body: Any) -> Any:
        # 503 is how the server says that its database is busy just now.
        answer = eventually(lambda: None if (got := self.api.post(path, json=body)).status_code == 503 else got)
        answer.raise_for_status()
        return answer.json()

    def run(self, deployment: str) -> dict[str, Any]:
        """Have a deployment run now; the state in which it ended."""
        run = self.ask(f"/deployments/{deployment}/create_flow_run")["id"]
        eventually(lambda: self.run_state(run)["type"] not in {"SCHEDULED", "PENDING", "RUNNING"})
        return self.run_state(run)

    def run_state(self, run: str) -> dict[str, Any]:
        state: dict[str, Any] = self.api.get(f"/flow_runs/{run}").json()["state"]
        return state

    def gone(self) -> bool:
        with socket.socket() as probe:
            closed = probe.connect_ex(("127.0.0.1", self.port)) != 0
        return closed and not any(alive(child) for child in self.family)


def alive(process: psutil.Process) -> bool:
    """Whether a process still does something; what nobody has asked the end of is no longer alive."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    served = Served(folder)
    try:
        yield served
    finally:
        served.api.close()
        assert served.process.stdout is not None
        served.process.stdout.close()
        served.process.kill()
        served.process.wait()
        for child in served.family:
            if alive(child):
                child.kill()


def eventually(holds: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + LONG
    while (found := holds()) in (None, False):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.2)
    return found


def test_serves_its_schedules_runs_a_gathering_and_ends_without_a_trace(workspace: Path) -> None:
    with serving(workspace) as served:
        assert [one["name"] for one in served.announced["scheduled"]] == ["gather", "snapshot", "hand-over", "watch"]
        assert served.api.get("/admin/settings").json()["server"]["analytics_enabled"] is False

        deployments = {one["name"]: one for one in served.ask("/deployments/filter")}
        assert set(deployments) == {"gather", "snapshot", "hand-over", "watch"}
        for one in deployments.values():
            assert one["parameters"] == {"workspace": str(workspace)}
            assert [schedule["schedule"]["timezone"] for schedule in one["schedules"]] == ["Europe/London"]

        # The server's scheduler makes the runs to come.
        def scheduled() -> bool:
            runs = served.ask("/flow_runs/filter", flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}})
            return {run["deployment_id"] for run in runs} == {one["id"] for one in deployments.values()}

        eventually(scheduled)

        state = served.run(deployments["gather"]["id"])
        assert state["type"] == "COMPLETED"
        assert "2 new" in state["message"]

        # What was recorded, the hand-over carries out.
        what = ["Harbour Bridge", "--on", "2026-01-31", "--reason", "It is built."]
        handover("close", *what, "--to", "jo@example.org", "--later", folder=workspace)
        assert not list((workspace / "outbox").glob("*.eml"))
        state = served.run(deployments["hand-over"]["id"])
        assert state["type"] == "COMPLETED", state["message"]
        assert len(list((workspace / "outbox").glob("*.eml"))) == 1

        # A second one over the same workspace is refused, and disturbs nothing.
        second = subprocess.run([*HANDOVER, "serve"], cwd=workspace, capture_output=True, text=True, check=False)
        assert (second.returncode, second.stdout) == (2, "")
        assert "served already" in second.stderr

        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(LONG) == 0
        assert served.gone()
        assert "Traceback" not in (workspace / ".prefect" / "runner.log").read_text()


def test_killed_it_leaves_nothing_running_and_starts_again(workspace: Path) -> None:
    with serving(workspace) as served:
        deployment = served.ask("/deployments/filter")[0]["id"]
        run = served.ask(f"/deployments/{deployment}/create_flow_run", state={"type": "PENDING"})["id"]
        served.ask(f"/flow_runs/{run}/set_state", state={"type": "RUNNING"}, force=True)
        served.process.kill()
        eventually(served.gone)
    with serving(workspace) as served:
        assert served.run_state(run)["type"] == "CRASHED"
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(LONG) == 0
        assert served.gone()


def test_a_port_that_is_taken_is_refused(workspace: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [*HANDOVER, "serve", "--port", port], cwd=workspace, capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert f"Port {port} of this machine is taken" in done.stderr
