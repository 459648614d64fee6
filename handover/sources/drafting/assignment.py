"""Which column becomes which field, so that all of it together is the likeliest."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Final

from handover.sources.drafting.guessing import Guess

# Below this a column is rather left unused.
LEAST: Final = 0.45


def assign(guesses: Sequence[Mapping[str, Guess]]) -> dict[str, int]:
    """For each field at most one column, and for each column at most one field: the likeliest of all such ways.

    A column that is second best for the field of its choice may so be the best for another one, which choosing field
    by field would miss.
    """
    fields = sorted({field for one in guesses for field in one})
    # How much likelier than not a guess is; sums of logarithms are products of odds.
    worth = [[_worth(one.get(field)) for one in guesses] for field in fields]
    return {
        fields[row]: place
        for row, place in enumerate(_best_places(worth))
        if place < len(guesses) and worth[row][place] > 0
    }


def _worth(guess: Guess | None) -> float:
    if guess is None or guess.confidence < LEAST:
        return 0.0
    return log(guess.confidence / (1 - guess.confidence)) - log(LEAST / (1 - LEAST)) + 0.01


def _best_places(worth: Sequence[Sequence[float]]) -> list[int]:
    """For each row the place of its column, each used once, with the greatest sum (Kuhn and Munkres' method).

    Each row may also have a place of its own behind the columns, which is worth nothing.
    """
    rows = len(worth)
    places = len(worth[0]) + rows if rows else 0
    cost = [[*(-value for value in row), *([0.0] * rows)] for row in worth]
    of_row, of_place = [0.0] * (rows + 1), [0.0] * (places + 1)
    holder, before = [0] * (places + 1), [0] * (places + 1)
    for row in range(1, rows + 1):
        holder[0] = row
        at = 0
        least, done = [float("inf")] * (places + 1), [False] * (places + 1)
        while holder[at]:
            done[at] = True
            held, step, onward = holder[at], float("inf"), 0
            for place in range(1, places + 1):
                if done[place]:
                    continue
                reduced = cost[held - 1][place - 1] - of_row[held] - of_place[place]
                if reduced < least[place]:
                    least[place], before[place] = reduced, at
                if least[place] < step:
                    step, onward = least[place], place
            for place in range(places + 1):
                if done[place]:
                    of_row[holder[place]] += step
                    of_place[place] -= step
                else:
                    least[place] -= step
            at = onward
        while at:
            holder[at] = holder[before[at]]
            at = before[at]
    found = [places] * rows
    for place in range(1, places + 1):
        if holder[place]:
            found[holder[place] - 1] = place - 1
    return found
