"""``handover dossier show`` and ``handover dossier export``."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.parameters import WholeNumber, Word
from handover.cli.screen import Screen
from handover.cli.tables import print_table

if TYPE_CHECKING:
    from handover.dossier.editions.model import EditionName
    from handover.jobs.exporting import Of
    from handover.publish.forms import Form

# As in handover.publish.forms, which is not imported to print the help; a test compares the two.
FORM_WORDS: Final = ("pdf", "html", "json", "odt", "xlsx", "csv", "vcf", "ics")
EDITION_WORDS: Final = ("full", "internal", "public")
_EDITION: Final = click.option(
    "--edition", type=Word(EDITION_WORDS), default="full", show_default=True, help="For whom: docs/editions.md."
)
_ANNEX: Final = click.option("--without-annex", is_flag=True, help="Without what is marked higher than the rest.")


def _of(edition: str, without_annex: bool) -> "Of":
    from handover.jobs.exporting import Of

    return Of(cast("EditionName", edition), annex=not without_annex)


@command(name="show", example="handover dossier show 1")
@click.argument("number", type=WholeNumber())
@click.option(
    "--section",
    metavar="NAME",
    default="front",
    show_default=True,
    help="Which section: front is page one, all is every one.",
)
@_EDITION
@_ANNEX
def show_dossier(frame: Frame, number: int, section: str, edition: str, without_annex: bool) -> Result:
    """Read dossier NUMBER here, in words: its first page, or another section."""
    from handover.jobs.exporting import show

    with frame.office() as office:
        shown = show(office, number, section, _of(edition, without_annex))

    def print_it(screen: Screen) -> None:
        screen.print(shown.marking)
        screen.print()
        for line in shown.lines:
            screen.print(line)
        screen.print()
        screen.print(shown.marking)
        others = [name for name in shown.sections if name != section]
        if section == "front":
            screen.print(f"More of it: handover dossier show {number} --section {others[0] if others else 'all'}")
            screen.print(f"Its sections: {', '.join(others)}.")

    return Result(asdict(shown), print_it)


@command(name="export", example="handover dossier export 1 --form odt --form xlsx --to exported")
@click.argument("number", type=WholeNumber())
@click.option("--form", "forms", type=Word(FORM_WORDS), multiple=True, help="Which form; may be given again.")
@click.option("--all", "every", is_flag=True, help="Every form for which the dossier has anything.")
@click.option(
    "--to",
    "folder",
    required=True,
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Where the files go; made if it is not there.",
)
@_EDITION
@_ANNEX
@click.option("--force", is_flag=True, help="Write over files that are there already.")
def export_dossier(
    frame: Frame,
    number: int,
    forms: tuple[str, ...],
    every: bool,
    folder: Path,
    edition: str,
    without_annex: bool,
    force: bool,
) -> Result:
    """Write dossier NUMBER into a folder: to edit, for a spreadsheet, an address book or a calendar.

    PDF, HTML and JSON are those that were sealed. The others are made of the sealed JSON: ODT to edit, XLSX and CSV
    with every table, VCF with the contacts, ICS with the dated follow-on actions. Of an edition, every form is made so.
    """
    from handover.dossier.wording import counted
    from handover.errors import BadRequest
    from handover.jobs.exporting import export

    if every == bool(forms):
        raise BadRequest(
            "Say which forms: --form once or more, or --all, and not both.",
            what_to_do=f"The forms are {', '.join(FORM_WORDS)}.",
        )
    with frame.office() as office:
        chosen = None if every else cast("tuple[Form, ...]", forms)
        done = export(office, number, chosen, folder, of=_of(edition, without_annex), force=force)

    def show(screen: Screen) -> None:
        screen.print(f"Wrote {counted(len(done.files), 'file')} of dossier {number} into {folder}:")
        print_table(
            screen,
            ("form", "file", "bytes"),
            [(file.form, Path(file.path).name, file.size) for file in done.files],
            numbers=frozenset({2}),
            text=frozenset({1}),
        )
        if edition == "public":
            screen.print("Read it before you publish it: a rule cannot know everything.")
        for form, why in done.left_out.items():
            screen.print(f"There is no {form.upper()} of it: {why}.")

    return Result({"id": done.id, "files": done.files, "left_out": done.left_out}, show)
