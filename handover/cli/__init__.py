"""The command line. Only what a command needs is imported, so that ``handover --help`` answers at once."""

import importlib
import sys
from typing import Final

import click

from handover import __version__

# Each command, where it lives, and its line in the list; nothing is imported to print the list.
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "init": ("handover.cli.workspace:init", "Make a workspace: settings, a store, an example of sources.yaml."),
    "source": ("handover.cli.sources:source", "Register sources; see what they would become; retire them."),
    "gather": ("handover.cli.gathering:gather", "Gather the registered sources now."),
    "rejected": ("handover.cli.rejected:rejected", "See rows that could not become records; correct or ignore them."),
    "held": ("handover.cli.held:held", "See what looks wrong and is held; release or discard it."),
    "initiative": ("handover.cli.initiatives:initiative", "See initiatives; add, alias and merge them by hand."),
    "matches": ("handover.cli.matches:matches", "See which names may mean one initiative; accept or reject that."),
    "person": ("handover.cli.people:person", "See people and posts; say who is one, and who is not."),
    "family": ("handover.cli.family:family", "See what an initiative became, where it came from, who carried what."),
    "succession": ("handover.cli.successions:succession", "Record what became of what; exchange it with others."),
    "search": ("handover.cli.bank:search", "Search everything that was ever gathered, and whole families as one."),
    "precedents": (
        "handover.cli.bank:precedents",
        "See what an initiative inherits, and what is like it.",
    ),
    "close": ("handover.cli.closing:close", "Close an initiative and hand over what it knows."),
    "rename": ("handover.cli.closing:rename", "Record a new name and hand over what was known under the old one."),
    "move": (
        "handover.cli.moving:move",
        "Record that somebody leaves, moves or arrives; hand over what they held.",
    ),
    "merge": ("handover.cli.restructuring:merge", "Record that initiatives become one, and hand over each."),
    "split": ("handover.cli.restructuring:split", "Record that an initiative becomes several, and hand it over."),
    "transfer": ("handover.cli.restructuring:transfer", "Record that functions go to another initiative."),
    "start": ("handover.cli.restructuring:start", "Record that something new begins."),
    "watch": ("handover.cli.watch:watch", "Look at what was gathered for what looks like a transition."),
    "proposals": ("handover.cli.proposals:proposals", "See what looks like a transition; confirm or dismiss it."),
    "batch": ("handover.cli.batches:batch", "Record a list of moves, closures and starts as one; follow it."),
    "transitions": ("handover.cli.transitions:transitions", "See transitions; carry out what is due."),
    "dossier": ("handover.cli.dossiers:dossier", "See, open, export and accept dossiers."),
    "template": ("handover.cli.templates:template", "See, begin and check the office's own templates."),
    "verify": ("handover.cli.verify:verify", "Say whether sealed dossiers, bags and files are as they were."),
    "snapshot": ("handover.cli.snapshots:snapshot", "Freeze what is known now."),
    "serve": ("handover.cli.serve:serve", "Run the schedules on this machine until stopped."),
    "demo": ("handover.cli.demo:demo", "Run the demonstration in a new folder."),
    "doctor": ("handover.cli.workspace:doctor", "Check that this machine has what Handover needs."),
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="“handover COMMAND --help” explains a command, with an example.",
)
@click.version_option(__version__, message="Handover %(version)s")
def handover() -> None:
    """Gather what an initiative knows while it runs, and hand it over when it closes or its people change."""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    # A terminal without typographic quotes gets question marks, not an error.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit status (``handover.cli.statuses``)."""
    try:
        result = handover.main(args=_as_text(arguments), prog_name="handover", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place where everything becomes a sentence
        return _told(error, as_json=_asks_for_json(arguments))


def _told(error: BaseException, *, as_json: bool) -> int:
    from handover.cli.failing import OwnFault, tell
    from handover.cli.log import note
    from handover.errors import HandoverError

    known = HandoverError | click.ClickException | click.Abort | OwnFault | KeyboardInterrupt
    if isinstance(error, Exception) and not isinstance(error, known):
        error = OwnFault(error, note(error, None))
    return tell(error, as_json=as_json)


def _asks_for_json(arguments: list[str]) -> bool:
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in options


def _as_text(arguments: list[str]) -> list[str]:
    """The arguments, if all of them are text: bytes that are none could be kept nowhere."""
    for number, argument in enumerate(arguments, 1):
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise click.UsageError(f"Word {number} of the command is not text in UTF-8.") from None
    return arguments
