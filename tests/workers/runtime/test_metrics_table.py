"""The table in metrics.py, which the monitors' registry copies, names what workers write and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from workers.runtime import metrics

WORKERS = Path(metrics.__file__).parents[1]


def test_every_metric_a_worker_writes_stands_in_the_table_and_the_other_way_round() -> None:
    sources = "\n".join(path.read_text() for path in WORKERS.rglob("*.py") if path.name != "metrics.py")
    own = Path(metrics.__file__).read_text().split('"""', 2)[2]
    names = r"\b((?:Records|Writes|Files|Verdicts|Messages|Operation|Verified|Verdict|Counts)(?:[A-Z][a-z]+))\b"
    written = set(re.findall(names + r"=", sources + own)) | set(re.findall(r'"' + names + '"', sources + own))
    table = set(re.findall(r"^" + names, str(metrics.__doc__), re.MULTILINE))
    assert written - {"VerdictSettings"} == table
