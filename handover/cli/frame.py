"""What every command has: ``--json``, ``--workspace``, an example, one result, one exit status."""

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handover.cli.screen import Screen
from handover.cli.statuses import DONE
from handover.errors import HandoverError, WorkspaceError
from handover.workspace import find_workspace

if TYPE_CHECKING:
    from handover.jobs.office import Office


@dataclass(frozen=True, slots=True)
class Result:
    """What a command found out: ``data`` for programs, ``show`` for people, and how it ended."""

    data: Any
    show: Callable[[Screen], None]
    status: int = DONE


@dataclass(frozen=True, slots=True)
class Frame:
    """How a command was called: for a program or a person, and in which workspace."""

    as_json: bool
    asked: Path | None

    @property
    def folder(self) -> Path:
        """The workspace. Raises WorkspaceError."""
        return find_workspace(self.asked, start=Path.cwd())

    @contextmanager
    def office(self) -> Iterator["Office"]:
        """The workspace, opened; what is logged meanwhile goes to its log."""
        from flows.office import open_office
        from handover.cli.log import logged_in

        folder = self.folder
        with logged_in(folder), open_office(folder) as opened:
            yield opened


class Command(click.Command):
    """A command with an example at the end of its help."""

    def __init__(self, name: str | None, *, example: str, **settings: Any) -> None:
        super().__init__(name, **settings)
        self.epilog = f"\b\nFor example:\n  {example}"
        self.example = example
        self.allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            from handover.cli.usage import TooManyWords

            raise TooManyWords(rest, ctx)
        return rest


class Group(click.Group):
    """Commands under one word, listed with the whole first sentence of each."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(limit=200)) for name, one in self.commands.items()])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were made, which is that of use."""
        return list(self.commands)


def command(
    group: click.Group | None = None, *, example: str, name: str | None = None
) -> Callable[[Callable[..., Result]], click.Command]:
    """Make a command of a function that takes a Frame first and returns a Result; ``example`` is how it is typed."""

    def made(function: Callable[..., Result]) -> click.Command:
        @functools.wraps(function)
        def framed(as_json: bool, workspace: Path | None, **given: Any) -> int:
            frame = Frame(as_json, workspace)
            with _faults_logged(frame):
                result = function(frame, **given)
                _say(result, as_json=as_json)
            return result.status

        wrapped = click.command(name=name, cls=Command, example=example)(_options(framed))
        if group is not None:
            group.add_command(wrapped)
        return wrapped

    return made


@contextmanager
def _faults_logged(frame: Frame) -> Iterator[None]:
    """What goes wrong in the program itself is in the log before anybody is told."""
    from handover.cli.log import note, quiet

    try:
        with quiet():
            yield
    except (HandoverError, click.ClickException, click.exceptions.Exit, click.Abort) as error:
        if error.__cause__ is not None and (folder := _log_folder(frame)) is not None:
            note(error, folder)
        raise
    except Exception as error:
        from handover.cli.failing import OwnFault

        raise OwnFault(error, note(error, _log_folder(frame))) from error


def _log_folder(frame: Frame) -> Path | None:
    try:
        return frame.folder
    except (WorkspaceError, OSError):
        return None


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead, for programs.")
    workspace = click.option(
        "--workspace",
        metavar="FOLDER",
        type=click.Path(path_type=Path),
        help="The workspace; else the nearest folder above with handover.toml, else HANDOVER_WORKSPACE.",
    )
    return as_json(workspace(function))


def _say(result: Result, *, as_json: bool) -> None:
    try:
        if as_json:
            from handover.cli.json_form import as_document

            click.echo(as_document(result.data), nl=False)
        else:
            result.show(Screen())
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read it has gone (| head). What was done is done; the rest is said to nobody.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
