"""What is not a transition, whatever the records are: another order, another way to write the same names."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handover.transitions.detection.detecting import detected
from handover.transitions.detection.model import Change, Changes
from tests.unit.transitions.detection.seen import DAY, contact, status

WORDS = ("Warm", "Homes", "Harbour", "Skills", "Cymru", "Gwynedd", "Tŷ", "Café", "Board", "Office", "2", "Programme")
names = st.lists(st.sampled_from(WORDS), min_size=2, max_size=4).map(" ".join)
statuses = st.fixed_dictionaries(
    {"initiative": names, "period": st.sampled_from(("2024", "2025"))},
    optional={
        "stage": st.sampled_from(("preparation", "implementation", "completed", "cancelled")),
        "owner": st.sampled_from(("Housing", "Energy", "Ada Hill", "Sam Rees")),
        "part_of": st.lists(st.sampled_from("PQR"), max_size=2),
        "functions": st.lists(st.sampled_from(("Grants", "Advice")), max_size=2),
        "end_actual": st.sampled_from(("2024-03", "2030")),
        "replaced_by": st.lists(names, max_size=2),
    },
)
posts = st.fixed_dictionaries(
    {
        "initiative": names,
        "holder": st.sampled_from(("named", "vacant", "withheld")),
        "name": st.sampled_from(("Ada Hill", "Sam Rees", "Jo Lim")),
        "role": st.sampled_from(("Director", "Clerk")),
    }
)


def changed(one: str, make: Any, before: Any, after: Any) -> Change | None:
    return None if before == after else make(one, before, after)


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        kind, make = draw(st.sampled_from(((statuses, status), (posts, contact))))
        before, after = draw(st.none() | kind), draw(st.none() | kind)
        one = changed(str(number), make, before, after)
        found += [] if one is None or (before is None and after is None) else [one]
    return found


@given(changes(), st.randoms())
def test_the_order_of_rows_makes_no_difference(every: list[Change], dice: Any) -> None:
    shuffled = list(every)
    dice.shuffle(shuffled)
    first, second = (detected(Changes(DAY, one)) for one in (every, shuffled))
    assert {(one.kind, one.initiative, one.person) for one in first} == {
        (one.kind, one.initiative, one.person) for one in second
    }


def rewritten(payload: dict[str, Any], way: Any) -> dict[str, Any]:
    fields = ("initiative", "owner", "name", "role")
    return {name: way(value) if name in fields else value for name, value in payload.items()}


@given(
    st.lists(statuses, max_size=5),
    st.lists(posts, max_size=5),
    st.sampled_from((str.upper, str.lower, lambda text: text.replace(" ", "  "), lambda text: f"{text} ", str.title)),
)
def test_names_that_are_only_written_otherwise_are_nothing(
    reports: list[dict[str, Any]], people: list[dict[str, Any]], way: Any
) -> None:
    every = [status(f"s{at}", one, rewritten(one, way)) for at, one in enumerate(reports)]
    every += [contact(f"c{at}", one, rewritten(one, way)) for at, one in enumerate(people)]
    assert detected(Changes(DAY, every)) == []
