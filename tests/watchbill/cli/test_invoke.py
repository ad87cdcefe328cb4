"""`watchbill invoke`: the function really runs, and its answer, error, figures and log are told apart."""

from __future__ import annotations

import json

import pytest

from monitors.model.errors import WatchbillError


def test_the_canary_event_is_sent_and_the_answer_is_data(project):
    result = project.run("invoke", "greet")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"greeted": "the canary"}
    assert "event.json" in result.stderr
    assert "greeted  count.in=3" in result.stderr
    assert "✓ in " in result.stderr
    assert "of 256 MB" in result.stderr


def test_a_payload_comes_from_a_file_or_stdin(project):
    file = project.folder / "other.json"
    file.write_text('{"who": "a file"}')
    assert json.loads(project.run("invoke", "greet", "--payload", str(file)).stdout) == {"greeted": "a file"}
    piped = project.run("invoke", "greet", "--payload", "-", text='{"who": "a pipe"}')
    assert json.loads(piped.stdout) == {"greeted": "a pipe"}


def test_a_function_that_fails_is_exit_1_with_its_error_and_stack(project):
    result = project.run("invoke", "greet", "--payload", "-", text='{"fail": true}')
    assert (result.exit_code, result.stdout) == (1, "")
    assert "\nValueError: nobody to greet\n" in result.stderr
    assert 'raise ValueError("nobody to greet")' in result.stderr
    assert "✗ failed in " in result.stderr


def test_json_holds_everything(project):
    document = json.loads(project.run("invoke", "greet", "--payload", "-", "--json", text='{"fail": true}').stdout)
    assert document["error"]["type"] == "ValueError"
    assert document["answer"] is None
    assert document["figures"]["memorySizeMB"] == 256
    assert [line["message"] for line in document["log"]][-1] == "platform.report"
    assert {line["request_id"] for line in document["log"] if line["request_id"]} == {document["request_id"]}


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        pytest.param(["greet", "--payload", "-"], "{no", "no JSON", id="payload that is no JSON"),
        pytest.param(["sleeper"], "", "pass --payload FILE", id="no handler, so no event"),
        pytest.param(["wishes"], "", "no lambda function 'wishes'", id="a stream"),
    ],
)
def test_wrong_usage_never_reaches_the_cloud(project, words, text, told):
    result = project.run("invoke", *words, text=text)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", "").split())


def test_a_function_that_is_not_deployed_is_told(project):
    result = project.run("invoke", "sleeper", "--payload", "-", text="{}")
    assert isinstance(result.exception, WatchbillError)
    assert "Function not found" in str(result.exception)
