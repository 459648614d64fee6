"""Names that somebody may have meant, for the sentence that says there is no such name."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

from handover.sources.texts import shown

_CLOSE_ENOUGH = 65  # of 100; below it, offers are noise


def near(word: str, among: Iterable[str], *, most: int = 3) -> list[str]:
    """The names that are nearest to ``word``, best first; empty where none is near."""
    # The single letter P is a part of almost every word, and is meant by none.
    found = process.extract(
        word,
        [name for name in among if len(name) * 3 >= len(word)],
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=most,
        score_cutoff=_CLOSE_ENOUGH,
    )
    return [name for name, _, _ in found]


def did_you_mean(word: str, among: Iterable[str], *, most: int = 3) -> str:
    """`` Did you mean “a” or “b”?`` with its leading space, or nothing where no name is near."""
    names = [f"“{shown(name)}”" for name in near(word, among, most=most)]
    return f" Did you mean {' or '.join(names)}?" if names else ""
