"""A file of text that somebody names on the command line."""

from pathlib import Path

from handover.errors import SourceUnreachable, SourceUnreadable


def text_of(file: Path) -> str:
    """What stands in a file, in UTF-8 with or without its mark. Raises SourceUnreachable, SourceUnreadable."""
    return as_text(bytes_of(file), name=file.name)


def bytes_of(file: Path) -> bytes:
    """The file as it is. Raises SourceUnreachable."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise SourceUnreachable(f"There is no file {file}.") from None
    except OSError as error:
        raise SourceUnreachable(f"{file} cannot be read: {error.strerror}.") from None


def as_text(content: bytes, *, name: str) -> str:
    """The text of a file called ``name``, with line ends of one kind. Raises SourceUnreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceUnreadable(
            f"{name} is not text in UTF-8: byte {error.start + 1} is none.", what_to_do="Save it as UTF-8."
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
