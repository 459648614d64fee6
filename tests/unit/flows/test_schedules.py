"""prefect.yaml says when jobs run, and what it says can be carried out."""

import inspect
from importlib import import_module

import pytest
from prefect.cli.deploy._models import PrefectYamlModel
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import Flow
from ruamel.yaml import YAML

from flows.schedules import Deployment, deployments, in_words
from handover.assets import DEPLOYMENTS

ALL = deployments()


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 2 * * *", "every day at 02:00"),
        ("30 18 * * *", "every day at 18:30"),
        ("0 4 1 * *", "on day 1 of every month at 04:00"),
        ("15 23 28 * *", "on day 28 of every month at 23:15"),
        ("*/15 7-19 * * *", "every 15 minutes from 07:00 to 20:00"),
        ("*/5 0-23 * * *", "every 5 minutes from 00:00 to 24:00"),
        ("0 9 * * 1-5", "by the schedule “0 9 * * 1-5”"),
        ("0 2 * * *\n", "by the schedule “0 2 * * *\n”"),
        ("@daily", "by the schedule “@daily”"),
    ],
)
def test_when_in_words(cron: str, words: str) -> None:
    assert in_words(cron) == words


def test_the_deployments_are_those_of_the_design() -> None:
    assert {one.name: one.entrypoint for one in ALL} == {
        "gather": "flows.gather.gather",
        "snapshot": "flows.snapshot.snapshot",
        "hand-over": "flows.hand_over.hand_over",
        "watch": "flows.watch.watch",
    }


@pytest.mark.parametrize("deployment", ALL, ids=lambda one: one.name)
class TestEachDeployment:
    def test_its_entrypoint_is_a_flow_that_takes_its_parameters(self, deployment: Deployment) -> None:
        module, function = deployment.entrypoint.rsplit(".", 1)
        flow = getattr(import_module(module), function)
        assert isinstance(flow, Flow)
        inspect.signature(flow.fn).bind(**deployment.parameters)
        flow.validate_parameters(deployment.parameters)

    def test_it_has_a_schedule_that_prefect_and_people_understand(self, deployment: Deployment) -> None:
        assert deployment.crons
        for cron in deployment.crons:
            CronSchedule(cron=cron, timezone="Europe/London")
            assert "schedule" not in in_words(cron)

    def test_it_never_overlaps_with_itself(self, deployment: Deployment) -> None:
        assert (deployment.at_once, deployment.collision_strategy) == (1, "CANCEL_NEW")

    def test_it_says_what_it_does(self, deployment: Deployment) -> None:
        assert deployment.description.endswith(".")


def test_prefect_itself_reads_the_file_the_same() -> None:
    read = PrefectYamlModel.model_validate(YAML(typ="safe").load(DEPLOYMENTS))
    assert [(one.name, one.entrypoint, one.parameters) for one in read.deployments] == [
        (one.name, one.entrypoint, one.parameters) for one in ALL
    ]
    for one, ours in zip(read.deployments, ALL, strict=True):
        assert one.work_pool is not None
        assert one.work_pool.name == "handover"
        assert [(schedule.cron, schedule.timezone) for schedule in one.schedules or []] == [
            (cron, "Europe/London") for cron in ours.crons
        ]
