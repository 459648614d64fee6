"""The deployments of prefect.yaml, the one place where it is written when a job runs."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from handover.assets import DEPLOYMENTS


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment: the flow at ``entrypoint`` (module.function), at the times of ``crons``."""

    name: str
    description: str
    entrypoint: str
    parameters: dict[str, Any]
    crons: tuple[str, ...]
    at_once: int
    collision_strategy: str


def deployments(path: Path = DEPLOYMENTS) -> list[Deployment]:
    """What prefect.yaml says, without what only matters to a work pool."""
    document = YAML(typ="safe").load(path)
    return [
        Deployment(
            name=given["name"],
            description=given["description"],
            entrypoint=given["entrypoint"],
            parameters=given["parameters"],
            crons=tuple(schedule["cron"] for schedule in given["schedules"]),
            at_once=given["concurrency_limit"]["limit"],
            collision_strategy=given["concurrency_limit"]["collision_strategy"],
        )
        for given in document["deployments"]
    ]


_DAILY: Final = re.compile(r"(\d+) (\d+) \* \* \*")
_MONTHLY: Final = re.compile(r"(\d+) (\d+) (\d+) \* \*")
_WITHIN: Final = re.compile(r"\*/(\d+) (\d+)-(\d+) \* \* \*")


def in_words(cron: str) -> str:
    """When a schedule runs, as a person would say it; one of another shape is given as it is written."""
    if found := _DAILY.fullmatch(cron):
        return f"every day at {_time(*found.groups())}"
    if found := _MONTHLY.fullmatch(cron):
        minute, hour, day = found.groups()
        return f"on day {day} of every month at {_time(minute, hour)}"
    if found := _WITHIN.fullmatch(cron):
        every, first, last = found.groups()
        return f"every {every} minutes from {_time('0', first)} to {_time('0', str(int(last) + 1))}"
    return f"by the schedule “{cron}”"


def _time(minute: str, hour: str) -> str:
    return f"{int(hour):02}:{int(minute):02}"
