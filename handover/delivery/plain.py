"""Texts of others on one plain line, as headers and remarks need them."""

from handover.publish.legible import shortened


def one_line(text: str, longest: int) -> str:
    """``text`` as one line of at most ``longest`` characters that can be shown and encoded.

    Line ends of every kind become spaces, so that no text can begin a header of its own.

    >>> one_line("Jo\\r\\nBcc: all@example.org", 40)
    'Jo Bcc: all@example.org'
    """
    return shortened(text.encode("utf-8", "replace").decode("utf-8"), longest)
