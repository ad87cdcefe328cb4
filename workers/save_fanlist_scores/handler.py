"""Lambda entry of saveFanlistScores."""

from __future__ import annotations

import time
from typing import Any

from workers.runtime import file_event, score_stream
from workers.runtime.batch import backoff
from workers.runtime.file_work import FileWork
from workers.runtime.score_store import store
from workers.runtime.settings import FanlistSettings
from workers.runtime.worker import Run, worker
from workers.save_fanlist_scores.logic import FanList

MAX_ATTEMPTS = 8


@worker("saveFanlistScores", FanlistSettings)
def handle(event: dict[str, Any], run: Run[FanlistSettings]) -> dict[str, Any]:
    """Save each new fan list to the table and the stream; return how each file was left."""

    def pause(attempt: int) -> bool:
        run.counters.operation("dynamodb.write", failed=1)
        wait = backoff(attempt)
        if attempt >= MAX_ATTEMPTS or run.deadline.remaining_ms() / 1000 <= wait + 1:
            return False
        time.sleep(wait)
        return True

    table = store(run.settings.demand_table, run.settings.write_mode)
    files = [
        {"key": task.key, "end": FileWork(run, task, FanList(table, score_stream.putter(run), pause)).work()}
        for task in file_event.tasks(event)
    ]
    return {"files": files}
