"""`watchbill debug`: printed commands are ready to paste, and `--run` runs the very same lines on the cloud."""

from __future__ import annotations

import json
import shlex

import pytest

FUNCTION = "shop-qa1-us-east-1-greet"


@pytest.mark.parametrize("name", ["greet", FUNCTION, "lambda_function/greet"])
def test_a_resource_is_known_by_key_real_name_and_id(project, name):
    result = project.run("debug", name, local=False)
    assert result.exit_code == 0
    lines = [line for line in result.stdout.splitlines() if line and not line.startswith("#")]
    assert len(lines) == 6
    assert all(shlex.split(line)[0] == "aws" and FUNCTION in line for line in lines)


def test_each_command_says_what_is_healthy_and_which_changes_state(project):
    text = project.run("debug", "jobs", local=False).stdout
    assert text.count("# healthy: ") == 3
    assert [line for line in text.splitlines() if "changes state" in line] == [
        "# Look at one message without deleting it ⚠ changes state"
    ]


def test_without_a_name_the_service_is_looked_into_and_the_rest_is_listed(project):
    result = project.run("debug", local=False)
    assert "describe-alarms --alarm-name-prefix shop-qa1-" in result.stdout
    assert "shop-qa1-people" in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["gret"], "did you mean `greet`?", id="a misspelt key"),
        pytest.param(["shop-qa1-wish"], "did you mean `shop-qa1-wishes`?", id="a part of a real name"),
        pytest.param(["greet", "--changes"], "say how to --run", id="changes without run"),
    ],
)
def test_wrong_usage_is_told_with_what_would_be_right(project, words, told):
    result = project.run("debug", *words, local=False)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", "").split())


@pytest.mark.parametrize("name", ["greet", "wishes", "jobs", "people"])
def test_everything_that_only_reads_runs_on_the_cloud(project, name):
    project.connection.client("lambda").invoke(FunctionName=FUNCTION, Payload="{}")  # so that there is a log to read
    result = project.run("debug", name, "--run", "--json")
    commands = json.loads(result.stdout)["commands"]
    assert {command["title"]: command.get("error") for command in commands} == dict.fromkeys(
        command["title"] for command in commands
    )
    assert {command["changes"] for command in commands if "skipped" in command} <= {True}
    assert result.exit_code == 0


def test_answers_are_those_of_the_real_resource(project):
    wishes = _answers(project, "wishes")
    assert wishes["Its state, shards and retention"]["StreamDescriptionSummary"]["StreamName"] == "shop-qa1-wishes"
    people = _answers(project, "people")["Its state, mode and capacity, indexes included"]
    assert (people["Status"], people["Mode"]) == ("ACTIVE", "PAY_PER_REQUEST")


def test_what_changes_state_runs_only_when_asked_for(project):
    assert _answers(project, "greet")["Invoke it by hand with its canary event"] is None
    done = _answers(project, "greet", "--changes")["Invoke it by hand with its canary event"]
    assert json.loads(done["Payload"]) == {"greeted": "the canary"}
    queues = project.connection.client("sqs")
    url = queues.get_queue_url(QueueName="shop-qa1-jobs")["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody="hello")
    received = _answers(project, "jobs", "--changes")["Look at one message without deleting it"]
    assert [message["Body"] for message in received["Messages"]] == ["hello"]


def test_a_command_that_fails_is_told_and_does_not_stop_the_others(project):
    result = project.run("debug", "sleeper", "--run")
    assert result.exit_code == 1
    assert "✗ GetFunctionConfiguration: Function not found" in result.stdout
    assert '"EventSourceMappings": []' in result.stdout


def _answers(project, *words: str) -> dict:
    document = json.loads(project.run("debug", *words, "--run", "--json").stdout)
    return {command["title"]: command.get("answer") for command in document["commands"]}
