"""Works one file through, window by window: checkpoint, deadline, continuation, refusal.

A window's effects come first, its checkpoint after: a crash between them repeats one window, whose records carry the
same versions as before. Near the deadline the function invokes itself with a continuation and ends well.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson

from workers.runtime import s3_file, verdict_message
from workers.runtime.checkpoint import Checkpoint, OvertakenError, Progress
from workers.runtime.client import client
from workers.runtime.file_part import FileHandler, Part, columns
from workers.runtime.parking import Parked, log_invalid, park
from workers.runtime.s3_file import FileGoneError, FileVersion, ResumingBody
from workers.runtime.score import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.runtime.file_event import FileTask
    from workers.runtime.settings import FileSettings
    from workers.runtime.worker import Run

# Lambda stops a chain of about 16 self-invocations as a runaway loop, so the chain ends before that.
MAX_CONTINUATIONS = 14
CHECKPOINT_SECONDS = 5.0
METRIC_OF_COUNT = {
    "in": "RecordsIn",
    "out": "RecordsOut",
    "invalid": "RecordsInvalid",
    "filtered": "RecordsFiltered",
    "duplicate": "RecordsDuplicate",
    "created": "WritesCreated",
    "updated": "WritesUpdated",
    "unchanged": "WritesUnchanged",
}


class FileTooLongError(RuntimeError):
    """The file needs more continuations than Lambda allows: split it, or give the function more time."""


class FileEnd(StrEnum):
    """How an invocation left a file."""

    FINISHED = "finished"
    CONTINUED = "continued"
    ALREADY_DONE = "already done"
    GONE = "gone"
    OVERTAKEN = "overtaken"
    REFUSED = "refused"


class FileWork:
    """One file in one invocation. `now` gives epoch seconds."""

    def __init__(
        self, run: Run[FileSettings], task: FileTask, handler: FileHandler, now: Callable[[], float] = time.time
    ) -> None:
        self._run = run
        self._task = task
        self._handler = handler
        self._now = now
        self._log: dict[str, Any] = {"file": f"s3://{task.bucket}/{task.key}"}

    def work(self) -> FileEnd:
        """Work the file through as far as time allows. Raises what the handler raises, progress saved."""
        try:
            file = s3_file.find(self._task.bucket, self._task.key)
            end = self._work(file)
        except FileGoneError as gone:
            self._run.log.warning("file is gone", cause=str(gone), **self._log)
            end = FileEnd.GONE
        except OvertakenError as overtaken:
            self._run.log.warning("file is being worked through elsewhere", cause=str(overtaken), **self._log)
            end = FileEnd.OVERTAKEN
        metric = {FileEnd.FINISHED: "FilesLoaded", FileEnd.CONTINUED: "FilesContinued"}
        self._run.counters.add(**{metric.get(end, "FilesRefused"): int(end is not FileEnd.ALREADY_DONE)})
        return end

    def _work(self, file: FileVersion) -> FileEnd:
        mark = Checkpoint(self._run.settings.checkpoint_table, self._run.function, file.name)
        progress = mark.load()
        progress.traceparent = self._run.trace([progress.traceparent]).traceparent
        if progress.done:
            self._run.log.info("file was finished before", **self._log)
            return FileEnd.ALREADY_DONE
        self._run.log.info("file started", offset=progress.offset, size=file.size, **self._log)
        if problem := self._open(file, progress):
            return self._refuse(file, mark, progress, problem)
        finished = self._windows(file, mark, progress)
        return self._finish(mark, progress) if finished else self._continue(progress)

    def _open(self, file: FileVersion, progress: Progress) -> str:
        """Read the header, and what lies before the checkpoint if the handler needs it; return what is wrong."""
        if progress.offset and not self._handler.needs_past:
            return ""
        for window in s3_file.windows(ResumingBody(file)):
            if not progress.header:
                progress.header = window.rows[0][1] if window.rows else []
            if not columns(progress.header):
                return f"the first line must name the columns {', '.join(COLUMNS)}"
            if window.next_offset > progress.offset:
                return ""
            self._handler.recall(self._part(file, window, progress))
        return "" if file.size else "the file is empty"

    def _windows(self, file: FileVersion, mark: Checkpoint, progress: Progress) -> bool:
        """Apply windows until the end (True) or the deadline (False)."""
        saved = self._now()
        body = ResumingBody(file, progress.offset)
        try:
            for window in s3_file.windows(body, offset=progress.offset, line=progress.line):
                if self._run.deadline.near():
                    return False
                self._apply(self._part(file, window, progress), progress)
                if self._now() - saved >= CHECKPOINT_SECONDS:
                    saved = self._now()
                    mark.save(progress, now=saved)
        finally:
            self._run.counters.operation("s3.read", succeeded=1, failed=body.reconnects)
            if progress.offset:
                mark.save(progress, now=self._now())
        return True

    def _part(self, file: FileVersion, window: s3_file.Window, progress: Progress) -> Part:
        places = columns(progress.header) or ()
        return Part(file=file, window=window, places=places, traceparent=progress.traceparent)

    def _apply(self, part: Part, progress: Progress) -> None:
        try:
            result = self._handler.apply(part)
            if result.invalid:
                self._park(part.file, result.invalid)
        except Exception:
            self._run.counters.add(RecordsFailed=len(part.window.rows))
            raise
        progress.offset, progress.line = part.window.next_offset, part.window.next_line
        progress.counts.update(result.counts)
        progress.campaigns.update(result.campaigns)
        metrics = {METRIC_OF_COUNT[name]: n for name, n in result.counts.items() if name in METRIC_OF_COUNT}
        self._run.counters.add(**metrics)

    def _park(self, file: FileVersion, invalid: list[Parked]) -> None:
        key = park(
            self._run.settings.parking_bucket,
            self._run.function,
            invalid,
            source=file.name,
            moment=datetime.fromtimestamp(file.modified, UTC),
            request_id=self._run.request_id,
        )
        log_invalid(self._run, invalid, key, **self._log)

    def _refuse(self, file: FileVersion, mark: Checkpoint, progress: Progress, problem: str) -> FileEnd:
        self._park(file, [Parked(position="1", cause=problem, content=",".join(progress.header)[:1000])])
        progress.done = True
        mark.save(progress, now=self._now())
        self._run.log.error("file is refused", cause=problem, **self._log)
        return FileEnd.REFUSED

    def _continue(self, progress: Progress) -> FileEnd:
        number = self._task.continuation + 1
        if number > MAX_CONTINUATIONS:
            raise FileTooLongError(f"s3://{self._task.bucket}/{self._task.key} is at byte {progress.offset}")
        event = {"continuation": {"bucket": self._task.bucket, "key": self._task.key, "number": number}}
        client("lambda").invoke(
            FunctionName=self._run.function_name, InvocationType="Event", Payload=orjson.dumps(event)
        )
        self._run.log.info("file continues", number=number, offset=progress.offset, **self._log)
        return FileEnd.CONTINUED

    def _finish(self, mark: Checkpoint, progress: Progress) -> FileEnd:
        chosen = self._run.settings
        for campaign_id in sorted(progress.campaigns):
            message_id = verdict_message.send(
                chosen.verdict_queue_url,
                campaign_id,
                source=self._run.function,
                traceparent=progress.traceparent,
                delay_seconds=chosen.verdict_delay_seconds,
            )
            self._run.log.info("message sent", campaignId=campaign_id, messageId=message_id, **self._log)
        self._run.counters.operation("sqs.send", succeeded=len(progress.campaigns))
        progress.done = True
        mark.save(progress, now=self._now())
        self._run.log.info("file finished", count=dict(progress.counts), lines=progress.line - 1, **self._log)
        return FileEnd.FINISHED
