"""What is said of files that are not there, or are not what they should be, wherever they lie."""

from handover.errors import SourceUnreachable

_CHECK = "Check “location” in the source's registration, or put the file there."


def no_file(said: str) -> SourceUnreachable:
    return SourceUnreachable(f"There is no file {said}.", where=said, what_to_do=_CHECK)


def no_file_like(said: str) -> SourceUnreachable:
    return SourceUnreachable(f"There is no file like {said}.", where=said, what_to_do=_CHECK)


def no_folder(said: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"There is no folder {said}.",
        where=said,
        what_to_do="Check “location” in the source's registration.",
    )


def a_folder(said: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} is a folder.",
        where=said,
        what_to_do=f"Name the file itself in the source's registration, or which of its files are meant:"
        f" {said.rstrip('/')}/*.csv",
    )


def not_ordinary(said: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} is not an ordinary file.",
        where=said,
        what_to_do="Name the file itself in the source's registration.",
    )


def leads_nowhere(said: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} is a link that leads to nothing.",
        where=said,
        what_to_do="Put the file itself there, or take the link away.",
    )


def gone(said: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} was there when its folder was looked at, and is gone.",
        where=said,
        what_to_do="Gather again when nobody is moving files.",
    )


def changed_meanwhile(said: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} was changed while it was being fetched.",
        where=said,
        what_to_do="Gather it again when nobody is saving it.",
    )


def printable(name: str) -> str:
    """A file's name as it may be shown and stored: what no text has in it is �.

    >>> printable("status\\x1b[2J.csv"), printable("M\\udce4rz.csv")
    ('status�[2J.csv', 'M�rz.csv')
    """
    return "".join(one if one.isprintable() else "�" for one in name)
