"""`watchbill local`: what is deployed beside it runs by itself, on the real clock, and ends with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from watchbill.cli import watchbill
from watchbill.cloud.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COMMAND = "from watchbill.cli import watchbill; watchbill()"
SPEC = """\
version: 1
service: greetings
product: shop
region: eu-west-1
owner: team
links: {repository: https://example.com/repository, runbooks: https://example.com/runbooks}
teams: {team: {channel: "#team", on_call: schedule}}
functions:
  greet:
    handler: greet.handler.handle
    triggers:
      - {queue: wishes}
      - {api: front, route: "GET /greetings/{who}"}
    uses:
      - {secret: shop/token, env: SLACK_TOKEN_SECRET}
    environment:
      SLACK_CHANNEL: "#team"
      SLACK_API_URL: https://slack.com/api
queues: {wishes: {}}
apis: {front: {}}
environments: {qa1: {}}
"""
HANDLER = """\
import json, os
from urllib.request import Request, urlopen

def handle(event, context):
    for record in event.get("Records", ()):
        post(record["body"])
    return {"greeted": (event.get("pathParameters") or {}).get("who", "nobody"), "seen": os.getpid()}

def post(text):
    # The stand-in's token: what Secrets Manager would answer, without boto3's half a second of start.
    headers = {"Authorization": "Bearer xoxb-stand-in", "Content-Type": "application/json"}
    body = json.dumps({"channel": os.environ["SLACK_CHANNEL"], "text": text}).encode()
    answer = json.load(urlopen(Request(os.environ["SLACK_API_URL"] + "/chat.postMessage", body, headers)))
    print("posted" if answer["ok"] else answer["error"], flush=True)
"""


@dataclass
class Terminal:
    """A folder in which `watchbill local` runs, and what it has said so far."""

    folder: Path
    process: subprocess.Popen
    address: str

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text(encoding="utf-8")

    @property
    def connection(self) -> Connection:
        return Connection("eu-west-1", self.address)

    def run(self, *words: str) -> str:
        """The stdout of a command in another terminal."""
        result = CliRunner().invoke(watchbill, [*words, "--local", "-e", "qa1"])
        assert result.exit_code == 0, result.output
        return result.stdout


@pytest.fixture(scope="module")
def terminal(tmp_path_factory) -> Iterator[Terminal]:
    folder: Path = tmp_path_factory.mktemp("project")
    (folder / "config.yaml").write_text(SPEC)
    (folder / "greet").mkdir()
    (folder / "greet/handler.py").write_text(HANDLER)
    (folder / "greet/event.json").write_text("{}")
    command = [sys.executable, "-c", COMMAND, "local"]
    with pytest.MonkeyPatch.context() as patch, (folder / "said").open("w") as said:
        patch.chdir(folder)
        patch.delenv("WATCHBILL_ENDPOINT", raising=False)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True)
        assert process.stdout is not None
        terminal = Terminal(folder, process, process.stdout.readline().strip())
        terminal.run("deploy", "--yes")
        yield terminal
        process.kill()
        process.wait(10)


def soon(look: Callable[[], Any], seconds: float = 20) -> Any:
    """What `look` finds once it finds something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)
    return found


def test_a_function_answers_and_its_log_is_there(terminal):
    assert json.loads(terminal.run("invoke", "greet"))["greeted"] == "nobody"
    assert "platform.report" in terminal.run("logs", "greet")


def test_a_message_reaches_its_function_and_slack_by_itself(terminal):
    queue = terminal.connection.client("sqs")
    url = queue.get_queue_url(QueueName="shop-qa1-wishes")["QueueUrl"]
    queue.send_message(QueueUrl=url, MessageBody="Good morning")
    soon(lambda: "Slack #team: Good morning" in terminal.said)
    assert "posted" in terminal.run("logs", "greet", "--filter", "posted")


def test_an_api_answers_where_it_says(terminal):
    def look() -> str:
        return next((line.split(": ")[1] for line in terminal.said.splitlines() if line.startswith("HTTP API")), "")

    from urllib.request import urlopen

    with urlopen(f"{soon(look)}/greetings/ann") as answer:
        assert json.load(answer)["greeted"] == "ann"


def test_stand_ins_are_no_difference_to_what_is_deployed(terminal):
    assert "No changes" in terminal.run("plan")


def test_it_runs_on_when_all_is_destroyed_and_ends_with_all_it_started(terminal):
    seen = json.loads(terminal.run("invoke", "greet"))["seen"]
    terminal.run("destroy", "--yes", "--env-name", "qa1", "--delete-data")
    terminal.run("plan")
    assert terminal.process.poll() is None
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.process.wait(20) == 0
    assert not (terminal.folder / ".watchbill/embedded-cloud.json").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(seen, 0)
