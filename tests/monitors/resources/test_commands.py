"""Debugging commands: real names and region, each a command that botocore knows, with what a good answer looks like."""

from __future__ import annotations

import re
import shlex

import botocore.session
import pytest
from botocore import xform_name

from tests.monitors.sample import sample_plan

COMMANDS = [
    pytest.param(entry, command, id=f"{entry.resource.id}: {command.title}")
    for entry in sample_plan().resources
    for command in entry.list_commands()
]
OF_THE_CLI_ALONE = {"logs tail"}
SESSION = botocore.session.get_session()


@pytest.mark.parametrize(("entry", "command"), COMMANDS)
def test_a_command_names_its_resource_region_and_healthy_answer(entry, command):
    known = entry.resource.name if entry.resource.kind != "service" else "shop-test"
    assert known in command.line or "get-account-settings" in command.line
    assert "--region eu-central-1" in command.line
    assert len(command.healthy) > 20


@pytest.mark.parametrize(("entry", "command"), COMMANDS)
def test_a_command_is_an_operation_of_aws_with_options_it_has(entry, command):
    line = re.sub(r"\$\(.*?\)\"", '"', command.line)
    words = shlex.split(line)
    service, operation = words[1], words[2]
    if f"{service} {operation}" in OF_THE_CLI_ALONE:
        return
    model = SESSION.get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    assert operation in names, operation
    taken = {xform_name(name, "-") for name in model.operation_model(names[operation]).input_shape.members}
    of_the_cli = {"region", "query", "output", "cli-binary-format", "max-items"}
    assert {word[2:] for word in words if word.startswith("--")} <= taken | of_the_cli


def test_what_changes_state_is_marked():
    marked = {command.title for _, command in (p.values for p in COMMANDS) if command.changes}
    assert marked == {"Invoke it by hand with its canary event", "Look at one message without deleting it"}


def test_the_age_of_the_oldest_message_is_asked_of_cloudwatch_not_of_the_queue():
    commands = sample_plan().find("sqs_queue", "jobs").list_commands()
    attributes = next(command.line for command in commands if "get-queue-attributes" in command.line)
    assert "ApproximateAgeOfOldestMessage" not in attributes
    assert any("get-metric-statistics" in c.line and "ApproximateAgeOfOldestMessage" in c.line for c in commands)


def test_campaign_counts_are_asked_by_the_tables_own_keys():
    query = next(c.line for c in sample_plan().find("dynamodb_table", "items").list_commands() if "query" in c.line)
    assert '{"#pk": "PK", "#sk": "SK"}' in query
    assert '{":pk": {"S": "campaign:12345"}, ":sk": {"S": "meta:"}}' in query
