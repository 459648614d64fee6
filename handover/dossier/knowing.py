"""What each person had part in, by their names in the records: actions they owned or inherit, lessons they recorded.

Within one initiative a name in a record is that of the one person in its lists whose name it can be. Where it can be
the name of several who cannot be one person, it is taken for nobody's. A post is meant where its title alone is given.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from handover.dossier.model import Action, LessonItem, Person
from handover.initiatives.names import compared
from handover.initiatives.people.names import blocks, can_be_one


def with_their_part(
    people: Sequence[Person], actions: Iterable[Action], lessons: Iterable[LessonItem]
) -> tuple[Person, ...]:
    """The people, each with the numbers of their actions and lessons."""
    register = _Register(people)
    owned: dict[int, list[int]] = defaultdict(list)
    inherits: dict[int, list[int]] = defaultdict(list)
    recorded: dict[int, list[int]] = defaultdict(list)
    for action in actions:
        for number in register.of(action.owner):
            owned[number].append(action.number)
        for number in register.of(action.inherits):
            inherits[number].append(action.number)
    for lesson in lessons:
        for number in register.of(lesson.recorded_by):
            recorded[number].append(lesson.number)
    return tuple(_with(one, owned, inherits, recorded) for one in people)


def _with(one: Person, *parts: Mapping[int, Sequence[int]]) -> Person:
    owned, inherits, recorded = (tuple(part.get(one.number, ())) for part in parts)
    if not (owned or inherits or recorded):
        return one
    return one.model_copy(update={"owned": owned, "inherits": inherits, "recorded": recorded})


class _Register:
    """People by name and by the title of their post."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_block: dict[str, list[Person]] = defaultdict(list)
        self._by_role: dict[str, list[Person]] = defaultdict(list)
        self._found: dict[str, tuple[int, ...]] = {}
        for one in people:
            if one.name and one.standing in {"in-post", "left"}:
                for block in blocks(one.name):
                    self._by_block[block].append(one)
            if one.role and one.standing in {"in-post", "vacant"}:
                self._by_role[compared(one.role)].append(one)

    def of(self, name: str | None) -> tuple[int, ...]:
        """The numbers of the posts of whoever is meant by ``name``; none where nobody is, or it may be several."""
        if not name:
            return ()
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: str) -> tuple[int, ...]:
        near = {one.number: one for block in sorted(blocks(name)) for one in self._by_block.get(block, ())}
        found = [one for _, one in sorted(near.items()) if can_be_one(one.name or "", name)]
        if not found:
            found = self._by_role.get(compared(name), [])
            return (found[0].number,) if len(found) == 1 else ()
        is_one = all(can_be_one(found[0].name or "", other.name or "") for other in found[1:])
        return tuple(one.number for one in found) if is_one else ()
