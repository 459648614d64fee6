"""The file in which an office declares its sources: ``sources.yaml``."""

from pathlib import Path
from typing import Any, Final

from handover.assets import TEMPLATES
from handover.errors import BadRequest, RegistrationError
from handover.sources.near import did_you_mean
from handover.sources.registering.mistakes import mistakes_in
from handover.sources.registering.registration import Registration
from handover.sources.registering.yaml_lines import Lined, mistake, read_yaml
from handover.sources.texts import shown

LARGEST_FILE: Final = 1_000_000  # bytes; a thousand sources need less
_TOP: Final = "sources"


def example() -> str:
    """The commented file that a new workspace begins with; no source is registered in it yet."""
    return (TEMPLATES / "workspace" / "sources.yaml").read_text(encoding="utf-8")


def read_registrations(path: Path) -> list[Registration]:
    """The registrations in a file, in its order.

    Raises RegistrationError with every mistake in it, each with its line and dotted key; also where no source is
    registered in it. Raises BadRequest where there is no such file.
    """
    return parse_registrations(_text(path), name=str(path))


def parse_registrations(text: str, *, name: str) -> list[Registration]:
    """As ``read_registrations``, from the file's text; ``name`` is what the file is called."""
    lined = read_yaml(text)
    given = _sources(lined)
    mistakes = list(lined.mistakes)
    for source, declared in given.items():
        mistakes.extend(mistakes_in(source, declared, lined, (_TOP, source)))
    if mistakes:
        raise RegistrationError(sorted(mistakes, key=lambda one: one.line or 0), path=name)
    return [Registration.model_validate({**declared, "name": source}) for source, declared in given.items()]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise BadRequest(
            f"There is no file {path}.",
            where=str(path.absolute()),
            what_to_do="Name the file that has the sources; without a name, it is the workspace's sources.yaml.",
        ) from None
    except IsADirectoryError:
        raise _refused(path, "this is a folder, not a file") from None
    except OSError as error:
        raise _refused(path, f"it cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_FILE:
        raise _refused(path, f"it has more than {LARGEST_FILE:,} bytes, which is too large for a list of sources")
    if b"\0" in data:
        raise _refused(path, "this is not a text file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(path, "this is not UTF-8 text; save the file as UTF-8", line) from None


def _refused(path: Path, sentence: str, line: int | None = None) -> RegistrationError:
    return RegistrationError([mistake(line, (), sentence)], path=str(path))


def _sources(lined: Lined) -> dict[str, Any]:
    """The declarations by source; what is wrong around them is added to the mistakes."""
    top, wrong = lined.value, lined.mistakes
    if isinstance(top, dict):
        for key in top:
            if key != _TOP:
                offer = did_you_mean(key, [_TOP]) or f" The sources stand below “{_TOP}:”."
                wrong.append(
                    mistake(lined.line((key,)), (key,), f"there is nothing called “{shown(key)}” here.{offer}")
                )
        declared = top.get(_TOP)
        if isinstance(declared, dict) and declared:
            return declared
        if not wrong:
            yet = declared in (None, {}, [])
            sentence = "no sources are registered in it yet" if yet else "must have the sources below it, by name"
            wrong.append(mistake(lined.line((_TOP,)), (_TOP,), sentence))
    elif not wrong:
        sentence = f"it must begin with “{_TOP}:”, with the sources below it"
        wrong.append(mistake(lined.line(()), (), "there is nothing in it" if top is None else sentence))
    return {}
