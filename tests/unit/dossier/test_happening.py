"""What happened, in words, for each kind of transition that others take over from, or by which people move."""

from typing import Any

import pytest

from handover.dossier.happening import what_happens
from tests.unit.dossier.knowledge import a_known


@pytest.mark.parametrize(
    ("kind", "about", "said"),
    [
        ("merger", {"into": "“Better Homes”"}, "“Orion” was merged into “Better Homes”"),
        (
            "merger",
            {"into": "“Better Homes”", "beside": "“Dry Homes”"},
            "“Orion” was merged with “Dry Homes” into “Better Homes”",
        ),
        ("split", {"into": "“Grants” and “Works”"}, "“Orion” was split into “Grants” and “Works”"),
        ("transfer", {"into": "“Works”", "functions": "Repairs"}, "“Orion” passed functions (Repairs) to “Works”"),
        ("merger", {}, "“Orion” was merged"),
        ("start", {}, "“Orion” started"),
        ("staff-move", {"person": "Ada Lim"}, "Ada Lim left; nobody is named to take over"),
        (
            "staff-move",
            {"person": "Ada Lim", "post": "Chair", "successor": "Jo Hill"},
            "Ada Lim left as Chair; Jo Hill takes over",
        ),
        (
            "staff-move",
            {"person": "Ada Lim", "to_post": "Head of Ports"},
            "Ada Lim moved to Head of Ports; nobody is named to take over",
        ),
        (
            "staff-move",
            {"person": "Ada Lim", "post": "Chair", "to_post": "Head of Ports"},
            "Ada Lim moved from Chair to Head of Ports; nobody is named to take over",
        ),
        ("staff-move", {"successor": "Jo Hill"}, "Jo Hill arrived"),
        ("staff-move", {"successor": "Jo Hill", "post": "Chair"}, "Jo Hill arrived as Chair"),
        ("staff-move", {}, "Somebody whose name nobody has recorded left; nobody is named to take over"),
        ("closure", {"into": "“Works”"}, "“Orion” closed; “Works” takes its place"),
        ("merger", {"into": "“Orion”", "giver": "“Grants” and “Works”"}, "“Orion” took in “Grants” and “Works”"),
        ("split", {"into": "“Orion” and “Works”", "giver": "“Grants”"}, "“Orion” took over part of “Grants”"),
        (
            "transfer",
            {"into": "“Orion”", "functions": "Repairs", "giver": "“Works”"},
            "“Orion” received functions (Repairs) from “Works”",
        ),
    ],
)
def test_what_happens(kind: str, about: dict[str, Any], said: str) -> None:
    assert what_happens(a_known(initiative="Orion", kind=kind, effective_on="2001-01-01", transition=about)) == said
