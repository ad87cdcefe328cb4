"""plan, deploy, destroy, cost and generate as a person or a pipeline runs them, on a spec of one queue."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from monitors.model.errors import WatchbillError
from watchbill.cli import watchbill
from watchbill.cloud.connection import Connection

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
service: {service}
product: {product}
region: us-east-1
owner: team
links:
  repository: https://example.com/repository
  runbooks: https://example.com/runbooks
teams:
  team: {{channel: "#team", on_call: "schedule"}}
queues:
  jobs:
    rules:
      oldest_message_too_old: {{threshold_minutes: {minutes}}}
environments:
  qa1: {{}}
"""
_numbers = itertools.count(1)


@dataclass
class Project:
    """A folder with a spec, and the cloud it is deployed to."""

    folder: Path
    product: str
    connection: Connection

    def write(self, minutes: int) -> None:
        text = SPEC.format(service=f"svc-{self.product}", product=self.product, minutes=minutes)
        (self.folder / "config.yaml").write_text(text)

    def run(self, *arguments: str, text: str = "") -> Result:
        return CliRunner().invoke(watchbill, [*arguments, "-e", "qa1"], input=text)

    def refusal(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert isinstance(result.exception, WatchbillError), result.output
        return str(result.exception)

    def thresholds(self) -> dict[str, float]:
        alarms = self.connection.client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{self.product}-")
        return {alarm["AlarmName"]: alarm["Threshold"] for alarm in alarms["MetricAlarms"]}


@pytest.fixture
def project(tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATCHBILL_ENDPOINT", endpoint)
    made = Project(tmp_path, f"cli{next(_numbers)}", Connection("us-east-1", endpoint))
    made.write(18)
    return made


def test_from_the_first_plan_to_the_last_stack(project: Project) -> None:
    first = project.run("plan", "--local", "--detailed-exitcode", "--gitlab-report", "report.json")
    assert first.exit_code == 2, first.output
    assert "+ stack" in first.stdout
    counts = json.loads((project.folder / "report.json").read_text())
    assert counts["create"] > 5
    assert (counts["update"], counts["delete"]) == (0, 0)

    assert "pass --yes" in project.refusal("deploy", "--local")
    assert project.thresholds() == {}
    deployed = project.run("deploy", "--local", "--yes", "--json")
    assert deployed.exit_code == 0, deployed.output
    assert json.loads(deployed.stdout)["succeeded"] is True
    made = project.thresholds()
    assert len(made) >= 2

    again = project.run("plan", "--local", "--detailed-exitcode")
    assert again.exit_code == 0
    assert "No changes:" in again.stdout
    assert project.run("deploy", "--local").stdout == "Nothing to do.\n"

    project.write(20)
    _edited(project)
    assert project.run("deploy", "--local", "--yes").exit_code == 0
    changed = {name for name, threshold in project.thresholds().items() if threshold != made[name]}
    assert {name.rpartition("-")[2] for name in changed} == {"old"}

    _destroyed(project)


def _edited(project: Project) -> None:
    """The plan of one edited threshold, in its three forms."""
    document: dict[str, Any] = json.loads(project.run("plan", "--local", "--json").stdout)
    assert document["format_version"] == "1"
    resources = [resource for stack in document["stacks"] for resource in stack["resources"]]
    assert {resource["type"] for resource in resources} <= {"AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"}
    (alarm,) = [resource for resource in resources if resource["rule"] == "sqs_queue.oldest_message_too_old"]
    assert alarm["source"] == {"file": "config.yaml", "line": 14, "column": alarm["source"]["column"]}
    assert {"path": ["Threshold"], "outside": False, "before": 1080.0, "after": 1200.0} in alarm["edits"]

    text = project.run("plan", "--local", "--markdown", "note.md").stdout
    assert "~ Threshold: 1,080 → 1,200 s" in text
    assert "In short: oldest_message_too_old: threshold 1,080 → 1,200 s" in text
    note = (project.folder / "note.md").read_text()
    assert note.startswith(f"<!-- watchbill plan svc-{project.product} qa1 -->")
    assert "| 0 | " in note


def _destroyed(project: Project) -> None:
    assert "--env-name qa1" in project.refusal("destroy", "--local")
    assert "--env-name qa1" in project.refusal("destroy", "--local", "--yes")
    assert "nothing was destroyed" in project.refusal("destroy", "--local", "--yes", "--env-name", "prd1")
    assert project.thresholds()
    gone = project.run("destroy", "--local", "--yes", "--env-name", "qa1")
    assert gone.exit_code == 0, gone.output
    assert project.thresholds() == {}
    stacks = project.connection.client("cloudformation").describe_stacks()["Stacks"]
    assert not [stack for stack in stacks if stack["StackName"].startswith(f"{project.product}-")]


def test_losing_data_takes_a_flag(project: Project) -> None:
    assert project.run("deploy", "--local", "--yes").exit_code == 0
    spec = project.folder / "config.yaml"
    spec.write_text(spec.read_text().replace("  jobs:\n", "  jobs:\n    name: renamed\n"))
    assert "⚠ queue" in project.run("plan", "--local").stdout
    assert "--allow-data-loss" in project.refusal("deploy", "--local", "--yes")
    assert project.run("deploy", "--local", "--yes", "--allow-data-loss").exit_code == 0
    urls = project.connection.client("sqs").list_queues(QueueNamePrefix=project.product)["QueueUrls"]
    assert [url.rpartition("-")[2] for url in urls] == ["renamed"]


def test_ascii_where_the_terminal_knows_no_more(project: Project) -> None:
    result = CliRunner(charset="ascii").invoke(watchbill, ["plan", "--local", "-e", "qa1"])
    assert result.exit_code == 0
    assert result.stdout.isascii()
    assert "->" in result.stdout


def test_cost_adds_up_and_keeps_a_budget(project: Project) -> None:
    document = json.loads(project.run("cost", "--json", "--by", "item").stdout)
    assert sum(group["price"] for group in document["groups"]) == pytest.approx(document["total"])
    names = {group["name"] for group in document["groups"]}
    assert {"alarm", "dashboard"} <= names
    assert project.run("cost", "--budget", "1").exit_code == 1
    assert project.run("cost", "--budget", "1000").exit_code == 0


def test_the_cost_of_a_plan_is_that_of_its_templates(project: Project) -> None:
    total = json.loads(project.run("cost", "--json").stdout)["total"]
    planned = json.loads(project.run("plan", "--local", "--json").stdout)["cost"]
    assert planned == {"currency": "USD", "before": 0.0, "after": total, "change": total}


def test_generate_writes_checks_and_keeps_what_people_wrote(project: Project) -> None:
    assert project.run("generate").exit_code == 0
    folder = project.folder / "build" / "qa1"
    assert list(folder.glob("stacks/*-jobs.json"))
    assert project.run("generate", "--check").exit_code == 0

    page = next(folder.glob("runbooks/sqs_queue/*.md"))
    page.write_text(page.read_text() + "\nWe learned this the hard way.\n")
    assert project.run("generate").exit_code == 0
    assert "the hard way" in page.read_text()

    project.write(20)
    checked = project.run("generate", "--check")
    assert checked.exit_code == 1
    assert "differs: build/qa1/stacks/" in checked.stderr

    template = next(folder.glob("stacks/*-jobs.json"))
    template.write_text("{}")
    assert "Nothing was written" in project.refusal("generate")
    assert template.read_text() == "{}"


def test_local_says_what_to_start(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATCHBILL_ENDPOINT")
    assert "watchbill local" in project.refusal("plan", "--local")
    monkeypatch.setenv("WATCHBILL_ENDPOINT", "https://cloudformation.us-east-1.amazonaws.com")
    assert "not on this machine" in project.refusal("plan", "--local")
