"""What an office decides about who is who."""

from collections.abc import Sequence

from handover.initiatives.people import decided
from handover.initiatives.people.found import Person, find
from handover.jobs.office import Office
from handover.jobs.who_and_why import who_and_why


def merge(office: Office, name: str, into: str, *, by: str, because: str) -> tuple[Person, Person]:
    """Say that two people are one; gives who goes and who stays. Raises UnknownPerson, AmbiguousPerson, BadRequest."""
    who, why = who_and_why(by, because)
    with office.store.write() as connection:
        one, other = find(connection, name), find(connection, into)
        return one, decided.merge(connection, one, other, by=who, because=why, now=office.now())


def split(office: Office, number: int, rows: Sequence[int], *, by: str, because: str) -> tuple[Person, Person]:
    """Say that what was taken for one person is two; gives who stays and who is another. Raises as ``merge`` does."""
    who, why = who_and_why(by, because)
    with office.store.write() as connection:
        return decided.split(connection, number, rows, by=who, because=why, now=office.now())


def keep_apart(office: Office, name: str, other: str, *, by: str, because: str) -> tuple[Person, Person]:
    """Say that two people are two, and are not to be asked about again. Raises as ``merge`` does."""
    who, why = who_and_why(by, because)
    with office.store.write() as connection:
        one, another = find(connection, name), find(connection, other)
        decided.keep_apart(connection, one, another, by=who, because=why, now=office.now())
        return one, another
