"""How a sentence puts numbers and lists, wherever in the program it is made."""

from collections.abc import Iterable


def counted(number: int, one: str, many: str | None = None) -> str:
    """``counted(1, "lesson")`` -> ``1 lesson``; ``counted(1200, "lesson")`` -> ``1,200 lessons``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Iterable[str], *, most: int | None = None) -> str:
    """``a, b and c``; beyond ``most`` words the rest are counted: ``a, b and 3 more``."""
    shown = list(words)
    if most is not None and len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most:,} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def per_cent(share: float) -> str:
    """A share: ``0.981`` -> ``98 per cent``."""
    return f"{share:.0%}".replace("%", " per cent")
