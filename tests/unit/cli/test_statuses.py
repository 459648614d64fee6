"""The table of exit statuses, and the errors that end with them."""

from handover import errors
from handover.cli import statuses
from handover.cli.statuses import BAD_INPUT, CANNOT_BE_CHECKED, EXIT_STATUSES, HELD


def test_each_status_is_in_the_table_once() -> None:
    numbers = {value for name, value in vars(statuses).items() if name.isupper() and isinstance(value, int)}
    assert sorted(numbers) == [one.number for one in EXIT_STATUSES] == [0, 1, 2, 3, 4, 5, 70, 130]
    assert all(one.meaning.endswith(".") for one in EXIT_STATUSES)


def test_every_error_ends_with_a_status_of_the_table() -> None:
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.HandoverError)
    ]
    assert len(kinds) > 15
    assert {kind for kind in kinds if kind.exit_status != BAD_INPUT} == {errors.Held, errors.CannotBeChecked}
    assert errors.Held.exit_status == HELD
    assert errors.CannotBeChecked.exit_status == CANNOT_BE_CHECKED
