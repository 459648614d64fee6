"""A family drawn as SVG: a row for each initiative and each succession, the earliest at the top; lines join them.

Told by words, shape and place and never by colour alone, so that it can be read in grey, at any size (WCAG 2.2,
1.4.1 and 1.4.4); ``templates/family/family.svg.jinja`` draws what is placed here. The same family gives the same text.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from handover.assets import TEMPLATES
from handover.initiatives.identity import Initiative
from handover.initiatives.succession.family import Family
from handover.initiatives.succession.model import KINDS, Said
from handover.initiatives.succession.recorded import Succession
from handover.initiatives.succession.words import called_in, eve, on, tree
from handover.publish import legible
from handover.publish.pictures.words_in_pictures import width_of
from handover.wording import listed

# In units of the drawing, of which a letter is 13 high.
_MARGIN: Final = 12
_BOX: Final = 400
_LINE: Final = 18
_PADDING: Final = 8
_BETWEEN: Final = 14
_LETTERS: Final = 42  # of a line that fits into a box, also where another font has to stand in
_WIDE_LETTERS: Final = (34, 26)  # the same of capitals, and of Chinese
_SIZE: Final = 13.0
_LANE: Final = 16


@dataclass(frozen=True, slots=True)
class Box:
    """An initiative: its name over some lines, and when it existed."""

    y: int
    height: int
    lines: tuple[str, ...]
    years: str

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Joint:
    """A succession: its words at the left, its line at the right, from those before to those after (heights)."""

    y: int
    x: int
    lines: tuple[str, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def top(self) -> int:
        return min(self.y, *self.before, *self.after)

    @property
    def bottom(self) -> int:
        return max(self.y, *self.before, *self.after)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything of the drawing, placed."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    joints: tuple[Joint, ...]
    left: int = _MARGIN
    right: int = _MARGIN + _BOX
    box: int = _BOX


def svg(of: Family, *, scale: float = 1.0) -> str:
    """The drawing as an SVG document, with a title and the whole family in words as its description.

    ``scale`` is how large it is shown where nothing else is said; at 1, letters are 13 pixels high.
    """
    title = f"The family of “{of.of.name}”"
    template = _environment().get_template("family.svg.jinja")
    description = " ".join(line.strip() for line in tree(of))
    return template.render(drawing=placed(of), title=title, description=description, scale=scale)


def placed(of: Family) -> Drawing:
    """Where each initiative and succession of a family stands."""
    rows: list[tuple[tuple[str, int, int], Initiative | Succession]] = [
        *((_begins(one, of.successions), one) for one in of.initiatives),
        *(((one.said.completed_on, 1, one.id), one) for one in of.successions),
    ]
    y = _MARGIN
    boxes: dict[int, Box] = {}
    words: dict[int, tuple[int, tuple[str, ...]]] = {}
    for _, one in sorted(rows, key=lambda row: row[0]):
        if isinstance(one, Succession):
            lines = _wrapped(_happened(one, of))
            words[one.id] = (y + len(lines) * _LINE // 2, lines)
            y += len(lines) * _LINE + _BETWEEN
        else:
            lines = _wrapped(one.name)
            years = _years(one)
            height = (len(lines) + bool(years)) * _LINE + 2 * _PADDING
            boxes[one.id] = Box(y, height, lines, years)
            y += height + _BETWEEN
    joints = _joints(of.successions, boxes, words)
    furthest = max((joint.x for joint in joints), default=_MARGIN + _BOX)
    return Drawing(furthest + 2 * _LANE, y, tuple(boxes.values()), joints)


def _begins(one: Initiative, ties: Sequence[Succession]) -> tuple[str, int, int]:
    """Where an initiative stands in time: when it began; else just after what made it, or before what it became."""
    if one.began_on:
        return one.began_on, 2, one.id
    made, became = [], []
    for said in (tie.said for tie in ties):
        if said.kind != "transfer" and one.id in {party.initiative_id for party in said.successors}:
            made.append(said.completed_on)
        elif one.id in {party.initiative_id for party in said.parties}:
            became.append(said.completed_on)
    # Where it had become something before anything became it, it was there all along.
    if made and (not became or min(made) <= min(became)):
        return min(made), 2, one.id
    return min(became, default=""), 0, one.id


def _happened(one: Succession, of: Family) -> str:
    said = one.said
    functions = f": {listed(said.functions)}" if said.functions else ""
    in_doubt = any(one in pair for pair in of.contradictory)
    marks = " (contradicted)" if in_doubt else " (breaks a rule)" if one.broken_rules else ""
    what = KINDS[said.kind].article.partition(" ")[2]
    return f"{one.id}. {what[0].upper()}{what[1:]} {on(said.completed_on)}{functions}{_renamed(said, of)}{marks}"


def _renamed(said: Said, of: Family) -> str:
    """Names that parties had on that day, where they are not those that their boxes show."""
    called = called_in(of)
    days = [
        *((one, eve(said.began_on)) for one in said.predecessors),
        *((one, said.completed_on) for one in said.successors),
    ]
    other = [f"“{called(one, day)}”" for one, day in days if called(one, day) != one.name]
    return f" (then {listed(dict.fromkeys(other))})" if other else ""


def _joints(
    ties: Sequence[Succession], boxes: Mapping[int, Box], words: Mapping[int, tuple[int, tuple[str, ...]]]
) -> tuple[Joint, ...]:
    """Each succession's line in the first lane that is free from its top to its bottom."""
    lanes: list[int] = []
    placed_ones = []
    for one in sorted(ties, key=lambda tie: words[tie.id][0]):
        y, lines = words[one.id]
        before, after = (
            tuple(sorted(boxes[party.initiative_id].middle for party in side))
            for side in (one.said.predecessors, one.said.successors)
        )
        top, bottom = min(y, *before, *after), max(y, *before, *after)
        lane = next((at for at, busy_until in enumerate(lanes) if busy_until < top), len(lanes))
        lanes[lane : lane + 1] = [bottom]
        placed_ones.append(Joint(y, _MARGIN + _BOX + (lane + 2) * _LANE, lines, before, after))
    return tuple(placed_ones)


def _wrapped(text: str) -> tuple[str, ...]:
    words = legible.legible(text)
    tried = [tuple(textwrap.wrap(words, letters)) for letters in (_LETTERS, *_WIDE_LETTERS)]
    fits = (lines for lines in tried if all(width_of(line, _SIZE) <= _BOX - 2 * _PADDING for line in lines))
    return next(fits, tried[-1]) or ("–",)


def _years(one: Initiative) -> str:
    began, closed = (one.began_on or "")[:4], (one.closed_on or "")[:4]
    if began and closed:
        return f"{began}–{closed}"
    return f"since {began}" if began else f"until {closed}" if closed else ""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "family"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["attribute"] = legible.attribute
    return environment
