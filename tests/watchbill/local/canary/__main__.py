"""`python -m tests.watchbill.local.canary`: every fault × every function, measured, as a page of docs/."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.watchbill.local.canary.conftest import deployed
from tests.watchbill.local.canary.matrix import cells
from tests.watchbill.local.canary.sabotage import Fault
from watchbill.local.cloud import EmbeddedCloud

if TYPE_CHECKING:
    from tests.watchbill.local.canary.matrix import Outcome

PAGE = Path(__file__).parents[4] / "docs/canary-matrix.md"
INTRODUCTION = """\
# Canaries under faults

Written by `make matrix`, from what happened: the eight functions of this repository, deployed to the embedded cloud by
their own stacks, each broken in one way at a time. Each cell is the first step of the function's canary that failed,
and the cloud's seconds from the run's beginning to its end. After every fault was taken out, the canary passed again.

- **does nothing, says it did**: the handler returns at once what it returns after work well done.
- **writes or answers wrongly**: the real handler, one value spoiled on its way to the store, stream, queue or caller.
- **runs into its timeout**: the function's timeout is one second, and it sleeps.
- **throttled**: its reserved concurrency is 0.
- **a right is missing**: AWS answers AccessDenied to the call that makes the effect. The proxy and saveEntryScoring
  call no AWS service for theirs.
- **unreachable**: the service, the verdict queue, or the event source mapping that brings the function its records.

`canary.failing` trips when two of three runs failed, five minutes apart: ten to fifteen minutes after a fault of these.
"""


def render(outcomes: dict[str, dict[Fault, Outcome]]) -> str:
    """The page."""
    head = ["Function", *map(str, Fault)]
    rows = [[key, *(_cell(row.get(fault)) for fault in Fault)] for key, row in outcomes.items()]
    lines = [head, ["---"] * len(head), *rows]
    return INTRODUCTION + "\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return "–"
    if not outcome.step or not outcome.recovered:
        return "**broken promise**"
    return f"{outcome.step}, {outcome.seconds:.0f} s"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, EmbeddedCloud() as cloud, deployed(cloud, Path(folder)) as aviary:
        page = render(cells(aviary))
    PAGE.write_text(page, encoding="utf-8")
    print(page)
