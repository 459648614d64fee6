"""``handover init`` and ``handover doctor``."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.screen import Screen
from handover.cli.statuses import DONE, FELL_SHORT, HELD
from handover.cli.tables import print_table
from handover.errors import BadRequest, HandoverError, WorkspaceError

if TYPE_CHECKING:
    from handover.settings import Settings
    from handover.store.database import Store


@command(example="handover init office")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def init(frame: Frame, folder: Path | None) -> Result:
    """Make a workspace in FOLDER: handover.toml, sources.yaml with a commented example, and the store.

    Where there is a workspace already, its files are left as they are and its store is brought up to date.
    """
    from handover.dossier.wording import listed
    from handover.jobs.workspace import make_workspace

    place = folder or frame.asked
    if place is None or (folder and frame.asked and folder.resolve() != frame.asked.resolve()):
        raise BadRequest(
            "Say in which folder the workspace is to be, once.", what_to_do="For example: handover init office"
        )
    made = make_workspace(place)

    def show(screen: Screen) -> None:
        called = place if place.name else made.folder
        if not made.written:
            screen.print(f"There is a workspace in {called} already; its files were left as they are.")
            return
        screen.print(f"The workspace is in {called}. Written: {listed(made.written)}.")
        screen.print("Next, say in sources.yaml where the records are. Then:")
        if made.folder != Path.cwd():
            screen.print(f"  cd {place}")
        screen.print("  handover source apply sources.yaml")

    return Result({"folder": str(made.folder), "written": made.written}, show)


class _Check(NamedTuple):
    """One thing that was looked at: what, whether it is as it should be, and a remark.

    ``held`` says that nothing is wrong with the machine, but that something waits for a person.
    """

    what: str
    good: bool
    remark: str
    held: bool = False

    @property
    def how(self) -> str:
        return "good" if self.good else "HELD" if self.held else "BAD"


@command(example="handover doctor")
def doctor(frame: Frame) -> Result:
    """Check that this machine, and the workspace where there is one, have what Handover needs.

    What sources brought that looks wrong, and waits for somebody to look at it, is named, too.
    """
    checks = [*_libraries(), *_workspace(frame)]
    bad = [one for one in checks if not one.good]

    def show(screen: Screen) -> None:
        rows = [(one.what, one.how, one.remark or None) for one in checks]
        print_table(screen, ("what", "how it is", "remark"), rows, text=frozenset({2}), longest=500)
        screen.print()
        screen.print("Something needs attention." if bad else "Everything that was looked at is good.")

    status = DONE if not bad else HELD if all(one.held for one in bad) else FELL_SHORT
    return Result({"checks": checks}, show, status)


def _libraries() -> list[_Check]:
    from handover.publish.libraries import INSTALL, rendering_libraries

    return [
        _Check(f"{name}, for PDFs", there, "" if there else f"not found. {INSTALL}")
        for name, there in rendering_libraries()
    ]


def _workspace(frame: Frame) -> list[_Check]:
    from handover import settings as settings_file
    from handover.jobs import policy
    from handover.store.database import Store

    try:
        folder = frame.folder
    except WorkspaceError as error:
        if frame.asked is not None:
            raise
        return [_Check("workspace", True, f"not looked at. {error.sentence}")]
    try:
        settings = settings_file.load(folder)
        policy.check(settings)
    except HandoverError as error:
        return [_Check("settings", False, str(error))]
    found = [_Check("settings", True, str(folder))]
    try:
        store = Store.open(settings.database_url)
        with closing(store):
            found += [_Check("database", True, store.where), _held(store)]
    except HandoverError as error:
        found.append(_Check("database", False, str(error)))
    return [*found, _mail(settings)]


def _held(store: "Store") -> _Check:
    from handover.dossier.wording import listed
    from handover.jobs.held_gatherings.held import held_gatherings

    with store.read() as connection:
        waiting = held_gatherings(connection, ("held",))
    if not waiting:
        return _Check("held gatherings", True, "none")
    named = listed(f"{one.number} ({one.source})" for one in waiting)
    return _Check("held gatherings", False, f"{named}. See: handover held list", held=True)


def _mail(settings: "Settings") -> _Check:
    from handover.delivery.smtp import SmtpSender

    mail = settings.mail
    if not mail.host:
        return _Check("mail", True, f"no server is set; messages are written into {settings.outbox}")
    try:
        SmtpSender(mail).try_connection()
    except HandoverError as error:
        return _Check("mail", False, str(error))
    signed_in = f", and lets {mail.username} sign in" if mail.username else ""
    return _Check("mail", True, f"{mail.host}:{mail.port} answers{signed_in}")
