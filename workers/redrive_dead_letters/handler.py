"""Lambda entry of redriveDeadLetters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from workers.redrive_dead_letters import sources
from workers.redrive_dead_letters.redriving import End, Redriving
from workers.runtime import file_event, traceparent
from workers.runtime.event_shape import EventRefusedError, records, source_of
from workers.runtime.settings import RedriveSettings
from workers.runtime.worker import Run, worker

if TYPE_CHECKING:
    from workers.redrive_dead_letters.sources import Found


class RedriveError(RuntimeError):
    """Some dead letters failed again; Lambda's own retries of this invocation are their next attempts."""


@worker("redriveDeadLetters", RedriveSettings)
def handle(event: dict[str, Any], run: Run[RedriveSettings]) -> dict[str, Any]:
    """Give dead letters back to their source, or park them; answer or raise for those that must come again."""
    redriving = Redriving(run)
    source = source_of(event)
    if source == "aws:sqs":
        messages = records(event, "aws:sqs")
        run.trace(traceparent.of_message(message) for message in messages)
        again = [str(message.get("messageId")) for message in messages if not _settled(redriving, message)]
        _account(run, len(messages), len(again))
        return {"batchItemFailures": [{"itemIdentifier": identity} for identity in again]}
    table = run.settings.checkpoint_table
    found: list[Found]
    if source == "aws:sns":
        found = [sources.of_notification(record, table) for record in records(event, "aws:sns")]
    else:
        if source not in ("aws:s3", "aws.s3"):
            raise EventRefusedError("expected records of aws:sqs, aws:sns or aws:s3")
        found = [sources.of_object(task, table) for task in file_event.tasks(event)]
    run.trace()
    ends = [redriving.settle(letter, envelope) for letter, envelope in found]
    _account(run, len(ends), ends.count(End.AGAIN))
    if End.AGAIN in ends:
        raise RedriveError(f"{ends.count(End.AGAIN)} of {len(ends)} dead letters failed again")
    return {"letters": ends}


def _settled(redriving: Redriving, message: dict[str, Any]) -> bool:
    """Settle one message; False brings it again. One that can't be reached must not hold up the others."""
    try:
        return not redriving.run.deadline.near() and redriving.settle(*sources.of_message(message)) is not End.AGAIN
    except (ClientError, BotoCoreError) as error:
        redriving.run.log.warning("dead letter waits", letter=str(message.get("messageId")), cause=str(error))
        return False


def _account(run: Run[RedriveSettings], received: int, failed: int) -> None:
    run.counters.add(RecordsIn=received, RecordsOut=received - failed, RecordsFailed=failed)
    count = {"in": received, "out": received - failed, "failed": failed}
    run.log.info("batch redriven", count=count)
