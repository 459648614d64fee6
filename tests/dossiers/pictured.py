"""A dossier with something in every picture: names, two scales, two currencies, ties of each sort, a quiet time."""

from decimal import Decimal

from handover.dossier.heritage.model import FormerName
from handover.dossier.model import Dossier, StatusHistory, StatusPoint
from tests.dossiers.parts import a_lesson, a_person, a_status_point, an_action, groups_of
from tests.dossiers.past import a_dossier_with_a_past, a_family

_COURSE = (
    ("2018-06", "green", "five-colour", 120, 118),
    ("2018-12", "amber-green", "five-colour", 120, 131),
    ("2019-06", "amber-red", "five-colour", 120, 144),
    ("2019-12", "amber", "five-colour", 150, 149),
    ("2020-06", "amber", "five-colour", 150, None),
    ("2020-12", "amber-green", "five-colour", 150, 163),
    ("2021-06", "amber", "five-colour", 150, 171),
    ("2022-06", "amber", "three-colour", 180, 171),
    ("2022-12", "red", "three-colour", 180, 204),
    ("2023-06", "red", "three-colour", 180, 213),
    ("2023-12", "amber", "three-colour", 240, 228),
)


def points() -> tuple[StatusPoint, ...]:
    return tuple(
        a_status_point(
            period,
            row,
            rating=rating,
            rating_given=None,
            rating_scale=scale,
            budget=Decimal(budget) * 10**6,
            forecast=None if forecast is None else Decimal(forecast) * 10**6,
            forecast_given="see board paper" if forecast is None else None,
            whole_life_cost=Decimal(budget) * 10**7,
            currency="EUR" if period < "2019" else "GBP",
            owner="Ines Achterberg" if period < "2021" else "Gwilym Ashdown-Reyes",
        )
        for row, (period, rating, scale, budget, forecast) in enumerate(_COURSE, start=2)
    )


def a_pictured_dossier(people: int = 6) -> Dossier:
    names = (
        FormerName(name="Aldermoor Insulation Scheme", from_on="2017", to_on="2019-09"),
        FormerName(name="Warm Homes", from_on="2019-09", to_on="2021-11-02"),
        FormerName(name="Warm Homes Aldermoor", from_on="2021-11-02"),
    )
    dossier = a_dossier_with_a_past()
    return dossier.model_copy(
        update={
            "initiative": dossier.initiative.model_copy(update={"names": names}),
            "family": a_family(10),
            "status": StatusHistory(points=points(), summary=("11 reports, from June 2018 to December 2023.",)),
            "lessons": groups_of(
                a_lesson(number, occurred_on=f"20{18 + number}-05", recorded_on=f"20{18 + number}-09-1{number}")
                for number in range(1, 6)
            ),
            "people": tuple(
                a_person(
                    number,
                    name="Ines Achterberg" if number == 1 else f"Colleague Number {number}",
                    role="Programme director" if number == 1 else f"Officer {number}",
                    reports_to=None if number == 1 else "Programme director" if number % 2 else "Officer 2",
                    unit="Housing and Energy" if number % 3 else "Finance",
                    from_on=f"201{number % 10}-04",
                )
                for number in range(1, people + 1)
            ),
            "actions": tuple(
                an_action(number, owner="Ines Achterberg", inherits=f"Colleague Number {number + 1}", due="2026-05-01")
                for number in range(1, 4)
            ),
        }
    )
