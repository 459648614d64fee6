"""``handover serve``: a Prefect server and what runs its flows, on this machine, with one command.

Both are children of this process, which watches over them: where one ends, all end.
"""

import fcntl
import http.client
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Final

import click

from flows.environment import FOLDER, with_server
from flows.schedules import deployments, in_words
from handover import settings as settings_file
from handover.cli.children import GLANCE, Child
from handover.cli.frame import Command
from handover.cli.screen import Screen
from handover.errors import BadRequest, HandoverError
from handover.settings import Settings
from handover.store.database import Store
from handover.workspace import find_workspace

USUAL_PORT: Final = 4200
START_WITHIN: Final = 180.0  # seconds, on a slow machine whose disk is cold
PATIENCE: Final = {"runner": 40.0, "server": 15.0}  # seconds for an orderly end


class Stopped(Exception):
    """Somebody asked for the end."""


class _Asked:
    """Remembers that SIGINT or SIGTERM came, so that it is acted on where it does no harm."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.times += 1

    def heed(self) -> None:
        if self.times:
            raise Stopped


@click.command(cls=Command, example="handover serve --port 4300")
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    help="The workspace folder; else the nearest one above, else HANDOVER_WORKSPACE.",
)
@click.option("--port", type=click.IntRange(1, 65535), help=f"The port of the pages: {USUAL_PORT}, or a free one.")
@click.option("--json", "as_json", is_flag=True, help="Say where the pages are as one JSON document.")
def serve(workspace: Path | None, port: int | None, as_json: bool) -> None:
    """Run the schedules on this machine until stopped with Ctrl-C."""
    settings = settings_file.load(find_workspace(workspace, start=Path.cwd()))
    # What is wrong with the database is said now, to whoever sits here, and not in a log at two in the morning.
    Store.open(settings.database_url).close()
    asked = _Asked()
    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        _serve(settings, port, asked, as_json=as_json)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _serve(settings: Settings, port: int | None, asked: _Asked, *, as_json: bool) -> None:
    home = settings.folder / FOLDER
    home.mkdir(mode=0o700, exist_ok=True)
    with _alone(home), ExitStack() as children:
        port = _port(port)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
            **with_server(settings.folder, port),
        }
        try:
            click.echo("Starting. This takes some seconds, the first time up to a minute.", err=True)
            server = _start("server", [str(port)], environment, home, children, asked)
            _await_health(server, port, asked)
            runner = _start_runner(settings, environment, home, children, asked)
            _announce(settings, port, as_json=as_json)
            while server.running and runner.running:
                asked.heed()
                time.sleep(GLANCE)
            raise _ended(server if runner.running else runner)
        except Stopped:
            click.echo("Stopping …", err=True)
    click.echo("Stopped.", err=True)


def _start(
    what: str,
    arguments: list[str],
    environment: dict[str, str],
    home: Path,
    children: ExitStack,
    asked: _Asked,
    pass_fds: tuple[int, ...] = (),
) -> Child:
    child = Child(
        [sys.executable, "-P", "-m", "flows.serve", what, *arguments],
        environment=environment,
        folder=home,
        log=home / f"{what}.log",
        pass_fds=pass_fds,
    )
    # Who asks twice does not want to wait.
    children.callback(lambda: child.stop(PATIENCE[what], hurried=lambda: asked.times > 1))
    return child


def _start_runner(
    settings: Settings, environment: dict[str, str], home: Path, children: ExitStack, asked: _Asked
) -> Child:
    """Start what runs the flows, and wait until it has registered them: then it writes into a pipe."""
    reading, writing = os.pipe()
    try:
        arguments = [str(settings.folder), settings.time_zone, str(writing)]
        try:
            runner = _start("runner", arguments, environment, home, children, asked, pass_fds=(writing,))
        finally:
            os.close(writing)
        deadline = time.monotonic() + START_WITHIN
        while not select.select([reading], [], [], GLANCE)[0]:
            asked.heed()
            if time.monotonic() > deadline:
                raise _ended(runner)
        if not os.read(reading, 1):
            raise _ended(runner)
    finally:
        os.close(reading)
    return runner


def _await_health(server: Child, port: int, asked: _Asked) -> None:
    deadline = time.monotonic() + START_WITHIN
    while not _healthy(port):
        asked.heed()
        if not server.running or time.monotonic() > deadline:
            raise _ended(server)
        time.sleep(GLANCE)


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _ended(child: Child) -> HandoverError:
    what = "did not become ready" if child.running else "ended by itself"
    return HandoverError(
        f"The part that writes {child.log.name} {what}, so everything was stopped.",
        where=str(child.log),
        what_to_do=f"Its log says why: {child.log}",
    )


def _port(wanted: int | None) -> int:
    """The port to use: the one asked for, else the usual one, else any that is free."""
    for candidate in [wanted] if wanted else [USUAL_PORT, 0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            port: int = probe.getsockname()[1]
            return port
    raise BadRequest(
        f"Port {wanted} of this machine is taken by another program.",
        what_to_do="Choose another one with --port, or leave it out.",
    )


@contextmanager
def _alone(home: Path) -> Iterator[IO[str]]:
    """Two servers over one folder would run everything twice."""
    with (home / "serving.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadRequest(
                "This workspace is being served already, by another “handover serve”.",
                where=str(home.parent),
                what_to_do="Use that one, or stop it first.",
            ) from None
        yield lock


def _announce(settings: Settings, port: int, *, as_json: bool) -> None:
    pages = f"http://127.0.0.1:{port}"
    planned = [
        {"name": one.name, "what": one.description, "when": [in_words(cron) for cron in one.crons]}
        for one in deployments()
    ]
    if as_json:
        click.echo(json.dumps({"pages": pages, "time_zone": settings.time_zone, "scheduled": planned}))
        return
    screen = Screen()
    screen.print(f"Handover is running for {settings.office}. What it does can be seen at {pages}")
    screen.print(f"Scheduled (times of {settings.time_zone}):")
    for one in planned:
        screen.print(f"  {one['name']}: {', '.join(one['when'])}. {one['what']}")
    screen.print("It runs for as long as this window is open. Stop it with Ctrl-C.")
