"""Lambda entry of loadScoresToStream."""

from __future__ import annotations

from typing import Any

from workers.load_scores_to_stream.logic import RankBounds, ScoreFile
from workers.runtime import file_event, score_stream
from workers.runtime.file_work import FileWork
from workers.runtime.settings import ScoreFileSettings
from workers.runtime.worker import Run, worker


@worker("loadScoresToStream", ScoreFileSettings)
def handle(event: dict[str, Any], run: Run[ScoreFileSettings]) -> dict[str, Any]:
    """Put the rows of each new score file to the scores stream; return how each file was left."""
    put = score_stream.putter(run)
    bounds = RankBounds(run.settings.min_rank, run.settings.max_rank)
    files = [
        {"key": task.key, "end": FileWork(run, task, ScoreFile(bounds, put)).work()} for task in file_event.tasks(event)
    ]
    return {"files": files}
