"""A deployment that is killed goes on where it stopped when it is run again."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from watchbill.cloud.outcome import Result

from .stacks import alarm, stack

if TYPE_CHECKING:
    from generators.stacks import Stack

    from .conftest import Ground

ROOT = Path(__file__).parents[3]
STACKS, ALARMS = 6, 40

PROGRAM = """
import sys
from tests.watchbill.cloud.conftest import Ground
from tests.watchbill.cloud.test_interruption import many
from watchbill.cloud.connection import Connection
from watchbill.cloud.deployment import deploy

class Loud:
    def step(self, step):
        print(step.stack, step.doing, flush=True)
    def end(self, outcome):
        print(outcome.stack, outcome.result.value, flush=True)

ground = Ground(Connection("us-east-1", sys.argv[1]), sys.argv[2])
deploy(ground.connection, ground.plan(*many(ground)), {}, "0123456789ab", Loud(), workers=2)
"""


def many(ground: Ground) -> list[Stack]:
    """Stacks in a chain of pairs, so that at any moment some are done, some under way, some not begun."""
    made: list[Stack] = []
    for number in range(STACKS):
        after = (made[number - 2].name,) if number > 1 else ()
        alarms = {f"A{n}": alarm(ground.name(f"{number}-{n}")) for n in range(ALARMS)}
        made.append(stack(ground.name(f"s{number}"), alarms, after=after))
    return made


def test_a_killed_deployment_is_resumed(ground: Ground) -> None:
    command = [sys.executable, "-c", PROGRAM, ground.connection.endpoint_url, ground.prefix]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line == f"{ground.name('s2')} creating\n":
            break
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    process.stdout.close()
    assert len(ground.statuses()) < STACKS
    # A stack that was only proposed when the process died.
    left = many(ground)[5]
    ground.client("cloudformation").create_change_set(
        StackName=left.name, ChangeSetName="left-over", ChangeSetType="CREATE", TemplateBody=left.template
    )

    report = ground.deploy(*many(ground))
    assert report.failures == []
    assert report.outcomes[left.name].result is Result.CREATED
    assert ground.statuses() == {ground.name(f"s{n}"): "CREATE_COMPLETE" for n in range(STACKS)}
    assert len(ground.alarms()) == STACKS * ALARMS
    assert ground.plan(*many(ground)).difference.pending == ()
