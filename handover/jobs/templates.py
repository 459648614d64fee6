"""An office's own templates: which there are, a copy of one of ours to begin with, and whether theirs work."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import TemplateSyntaxError

from handover.errors import BadRequest, HandoverError, RenderError, WorkspaceError
from handover.jobs.office import Office
from handover.publish.environment import environment
from handover.publish.looks import OURS, Looks, looks_in, strangers

# Processor seconds for a sample, which takes about one.
_SECONDS: Final = 10
# What an office begins its style sheet with: the variables that stand at the top of ours.
_VARIABLES: Final = re.compile(r":root \{.*?\n\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One template, and whether the office has its own in its place."""

    name: str
    of_the_office: bool


@dataclass(frozen=True, slots=True)
class TemplateFinding:
    """What is wrong with the office's own files: a sentence, where, what to do."""

    sentence: str
    where: str
    what_to_do: str | None


def templates(office: Office) -> list[TemplateLine]:
    """Every template, and the office's style sheet, logo and fonts where it has some."""
    folder = office.settings.templates
    ours = [TemplateLine(path.name, (folder / path.name).exists()) for path in sorted(OURS.glob("*.html"))]
    beside = [*sorted(folder.glob("office.css")), *sorted(folder.glob("logo.*")), *sorted(folder.glob("fonts/*.ttf"))]
    return [*ours, *(TemplateLine(path.relative_to(folder).as_posix(), True) for path in beside)]


def copy_template(office: Office, name: str) -> Path:
    """Put a copy of one of our templates into the workspace, for the office to change; returns where it lies.

    Of ``office.css`` the copy has the variables of our style sheet. Raises BadRequest, WorkspaceError.
    """
    from handover.sources.near import did_you_mean

    names = [path.name for path in sorted(OURS.glob("*.html"))] + ["office.css"]
    if name not in names:
        raise BadRequest(
            f"There is no template “{name[:80]}”.{did_you_mean(name, names)}",
            what_to_do="See which there are with: handover template list",
        )
    target = office.settings.templates / name
    if target.exists():
        raise BadRequest(
            "The office has one of its own already; it was left as it is.",
            where=str(target),
            what_to_do="Take it away first, to begin again with ours.",
        )
    if name == "office.css":
        found = _VARIABLES.search((OURS / "dossier.css").read_text("utf-8"))
        content = f"/* Comes after the style sheet of all dossiers. */\n{found[0] if found else ''}\n".encode()
    else:
        content = (OURS / name).read_bytes()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise WorkspaceError(f"The copy could not be written: {error.strerror}.", where=str(target)) from None
    return target


def check_templates(office: Office) -> list[TemplateFinding]:
    """Whether the office's own files can be used, tried with sample dossiers; everything that was found wrong."""
    folder = office.settings.templates
    findings = [
        TemplateFinding(
            "Nothing of ours has this name, so it is never used.",
            str(path),
            "See the names with: handover template list",
        )
        for path in (strangers(folder) if folder.is_dir() else ())
    ]
    try:
        looks = looks_in(folder)
    except HandoverError as error:
        return [*findings, _finding(error, folder)]
    wrong = list(_not_understood(looks))
    return [*findings, *(wrong or _not_working(folder, memory=office.settings.publish.memory))]


def _not_understood(looks: Looks) -> Iterator[TemplateFinding]:
    for name in sorted(looks.templates):
        path = (looks.folder or Path()) / name
        try:
            environment(looks).parse(path.read_text("utf-8"), name, str(path))
        except TemplateSyntaxError as error:
            yield TemplateFinding(
                f"The template cannot be understood: {error.message}.", f"{path}, line {error.lineno}", "Correct it."
            )
        except UnicodeDecodeError:
            yield TemplateFinding("The template is not UTF-8.", str(path), "Save it as UTF-8.")


def _not_working(folder: Path, *, memory: int) -> Iterator[TemplateFinding]:
    """Each mistake once, with the first of the samples that shows it; a template that never ends is ended."""
    from handover.demonstration.samples import samples
    from handover.publish.rendering.workers import render

    told: set[tuple[str, str]] = set()
    for name, sample in samples().items():
        try:
            render(sample, seconds=_SECONDS, memory=memory, templates=folder)
        except RenderError as error:
            finding = _finding(error, folder, of=name)
            if (finding.sentence, finding.where) not in told:
                told.add((finding.sentence, finding.where))
                yield finding
            if error.code == "render":
                # What one dossier lacks, all others lack as well.
                return


def _finding(error: HandoverError, folder: Path, *, of: str | None = None) -> TemplateFinding:
    where = error.where or ""
    if of is not None and str(folder) not in where:
        where = f"the sample dossier “{of}”{f': {where}' if where else ''}"
    what_to_do = error.what_to_do
    if of is not None and error.code == "render":
        what_to_do = "Look for what a template or office.css hides or leaves out."
    elif what_to_do and what_to_do.startswith("Correct it"):
        what_to_do = "Correct it or take it away."
    return TemplateFinding(error.sentence, where or str(folder), what_to_do)
