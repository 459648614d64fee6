"""What the names in the rows of a list mean, all looked up at once; and the staff moves that the rows make of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from handover.errors import BadRequest, HandoverError, UnknownPerson
from handover.initiatives import look_up
from handover.initiatives.identity import Initiative, a_name
from handover.initiatives.names import compared, without_footnote_marks
from handover.initiatives.people import found
from handover.initiatives.people.found import Person
from handover.initiatives.people.touching import Touched, touched_by_all
from handover.jobs.batches.rows import BatchRow
from handover.jobs.moving.planning import Leaver, is_certain, places, posts_at
from handover.jobs.moving.staff_move import Incoming, StaffMove, read_incoming
from handover.wording import listed

# Which initiative a row names.
Meaning = Callable[[BatchRow], Initiative]


def meant(connection: Connection, rows: Iterable[BatchRow]) -> Meaning:
    """Tells which initiative a row names, on its day. Raises UnknownInitiative, AmbiguousName."""
    named = {row.line: (without_footnote_marks(row.initiative), row.on) for row in rows if row.initiative}
    known = look_up.find_all(connection, named.values())

    def of(row: BatchRow) -> Initiative:
        one = known[named[row.line]]
        if isinstance(one, HandoverError):
            raise one
        return one

    return of


class Moves:
    """The staff moves that rows ask for. ``unlisted`` takes whom no record names as they are written."""

    def __init__(self, connection: Connection, rows: Sequence[BatchRow], *, unlisted: bool) -> None:
        self._initiative = meant(connection, rows)
        leaving = [row for row in rows if row.kind != "arrives" and row.person]
        self._people = found.find_all(connection, [row.person for row in leaving if row.person])
        self._unlisted = unlisted
        known = {one.id: one for one in self._people.values() if isinstance(one, Person)}
        self._touched: Mapping[int, Touched] = touched_by_all(connection, known.values()) if known else {}
        self._posts = {number: posts_at(one) for number, one in self._touched.items()}
        self._elsewhere = self._named_by_rows(leaving)

    def of(self, row: BatchRow) -> list[StaffMove]:
        """The moves that a row makes. Raises HandoverError where it makes none."""
        if row.kind == "arrives":
            comes, post = read_incoming(row.person or ""), a_name(row.post) if row.post else None
            return [StaffMove(self._initiative(row), None, comes, post=post)]
        leaver = self._leaver(row)
        incoming = read_incoming(row.incoming) if row.incoming else None
        if row.initiative:
            return [self._at(leaver, self._initiative(row), row.post, incoming)]
        if leaver.number is None:
            raise BadRequest(
                f"No record names {leaver.name}, so that nobody can tell what they leave.",
                what_to_do="Fill in “initiative”.",
            )
        moves = list(self._everywhere(leaver, row, incoming))
        if not moves:
            raise self._nothing(leaver, row)
        return moves

    def perhaps(self) -> list[tuple[Person, Initiative]]:
        """The initiatives to which only their name ties somebody who leaves all that they touch."""
        return [
            (touched.person, one.initiative)
            for touched in self._touched.values()
            if touched.person.id in self._elsewhere and None in self._elsewhere[touched.person.id]
            for one in touched.initiatives
            if not is_certain(one) and one.initiative.id not in self._elsewhere[touched.person.id]
        ]

    def _named_by_rows(self, rows: Iterable[BatchRow]) -> dict[int, dict[int | None, set[str]]]:
        """By person: the initiatives that rows name for them, each with the posts that are named there (blank: all of
        it). None stands for a row that names no initiative.
        """
        named: dict[int, dict[int | None, set[str]]] = {}
        for row in rows:
            one = self._people[row.person or ""]
            if not isinstance(one, Person):
                continue
            try:
                at = self._initiative(row).id if row.initiative else None
            except HandoverError:
                continue
            named.setdefault(one.id, {}).setdefault(at, set()).add(compared(row.post or ""))
        return named

    def _leaver(self, row: BatchRow) -> Leaver:
        one, to_post = self._people[row.person or ""], a_name(row.to_post) if row.to_post else None
        if isinstance(one, Person):
            return Leaver(one.name, one.id, to_post)
        if isinstance(one, UnknownPerson) and self._unlisted:
            return Leaver(a_name(row.person or ""), None, to_post)
        if isinstance(one, UnknownPerson):
            way_out = f"{one.what_to_do} Whom no record names is taken as written with --unlisted."
            raise UnknownPerson(one.sentence, what_to_do=way_out)
        raise one

    def _at(self, leaver: Leaver, of: Initiative, post: str | None, incoming: Incoming | None) -> StaffMove:
        held = self._posts.get(leaver.number or 0, {}).get(of.id, ())
        if post and held and compared(post) not in map(compared, held):
            raise BadRequest(
                f"By the records, {leaver.name} is not “{post}” at “{of.name}”.",
                what_to_do=f"They are {listed([f'“{one}”' for one in held])}. Correct the post, or leave it blank.",
            )
        post = a_name(post) if post else None
        return StaffMove(of, leaver.name, incoming, leaver.number, post, held, leaver.to_post)

    def _everywhere(self, leaver: Leaver, row: BatchRow, incoming: Incoming | None) -> Iterator[StaffMove]:
        """All that somebody leaves and that no other row of theirs names; of that, the row's post where it has one."""
        number = leaver.number or 0
        named = self._elsewhere[number]
        for place in places(self._touched[number], (), ()):
            held = {compared(post): post for post in place.posts}
            taken = named.get(place.of.id, set())
            if row.post:
                if compared(row.post) in held.keys() - taken:
                    yield self._at(leaver, place.of, row.post, incoming)
                continue
            taken = taken | (named[None] & held.keys())
            if not taken:
                yield self._at(leaver, place.of, None, incoming)
            elif "" not in taken:
                for post in (post for key, post in held.items() if key not in taken):
                    yield self._at(leaver, place.of, post, incoming)

    def _nothing(self, leaver: Leaver, row: BatchRow) -> BadRequest:
        what = f"is “{row.post}” nowhere" if row.post else "touches no initiative that no other row of theirs names"
        return BadRequest(f"By the records, {leaver.name} {what}.", what_to_do="Fill in “initiative”.")
