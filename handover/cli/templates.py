"""``handover template``: list, copy, check."""

import click

from handover.cli.frame import Frame, Group, Result, command
from handover.cli.screen import Screen
from handover.cli.statuses import DONE, FELL_SHORT
from handover.cli.tables import print_table


@click.group(cls=Group)
def template() -> None:
    """See, begin and check the office's own templates."""


@command(template, name="list", example="handover template list")
def list_templates(frame: Frame) -> Result:
    """List the templates of a dossier, and which the office has its own in the place of."""
    from handover.jobs.templates import templates

    with frame.office() as office:
        found = templates(office)

    def show(screen: Screen) -> None:
        rows = [(one.name, "the office’s own" if one.of_the_office else None) for one in found]
        print_table(screen, ("template", "used"), rows)

    return Result({"templates": found}, show)


@command(template, name="copy", example="handover template copy office.css")
@click.argument("name")
def copy(frame: Frame, name: str) -> Result:
    """Put a copy of template NAME into the workspace, for the office to change."""
    from handover.jobs.templates import copy_template

    with frame.office() as office:
        path = copy_template(office, name)

    def show(screen: Screen) -> None:
        screen.print("Change it, then look with: handover template check")
        screen.print_line(str(path))

    return Result({"name": name, "path": str(path)}, show)


@command(template, name="check", example="handover template check")
def check(frame: Frame) -> Result:
    """Try the office's own templates, style sheet, logo and fonts with sample dossiers, and say what is wrong where."""
    from handover.dossier.wording import counted
    from handover.jobs.templates import check_templates, templates

    with frame.office() as office:
        own = [one for one in templates(office) if one.of_the_office]
        findings = check_templates(office)

    def show(screen: Screen) -> None:
        for one in findings:
            screen.print(one.sentence)
            screen.print(f"  Where: {one.where}")
            if one.what_to_do:
                screen.print(f"  {one.what_to_do}")
        if not findings and own:
            screen.print(
                f"{counted(len(own), 'file')} of the office’s own: every sample dossier can be made with them."
            )
        elif not findings:
            screen.print("The office has no templates of its own. Begin with: handover template copy office.css")

    return Result({"own": own, "findings": findings}, show, status=FELL_SHORT if findings else DONE)
