"""Every environment variable a worker reads, in one place.

A field's name in upper case is the variable's name. A field without a default is required. Each worker reads
its own class once, at its first invocation; whatever is missing or malformed is reported in one error.

=====================  =============================================================================
BREAK_GLASS_TOPIC_ARN  Topic that mails people by SNS itself, for the alert router's receivers of channel sns
BREAK_GLASS_TOPIC_ARN  Topic that the alert router mails by where nothing else delivers
CAMPAIGN_SERVICE_URL   Base URL of the campaign service
CHECKPOINT_TABLE       Table of checkpoints and markers (PK, SK); may be the demand table
DEMAND_TABLE           Table of scores and counts (PK, SK)
ENTRY_SERVICE_URL      Base URL of the Entry service
HEARTBEAT_URL          Secret whose text is the address that the alert router asks after each round (default none)
INCIDENT_TABLE         Table of incidents and their outbox (PK, SK; index `due`)
LOG_LEVEL              DEBUG, INFO (default), WARNING or ERROR
MAX_LOOKS              How often verdictReporter looks again while counts still move (default 20)
MAX_RANK, MIN_RANK     Rows of a score file outside these ranks are filtered (default 1,000,000 and 0)
MAX_REDRIVES           Replays before a message is parked (default 3)
METRICS_NAMESPACE      Default VerifiedFan/Workers
PARKING_BUCKET         Bucket for invalid records and poison: parked/<function>/<yyyy>/<mm>/<dd>/<id>.json
REPORT                 File of what the weekly report knows of the spec (default report.json, beside its handler)
ROUTER_QUEUE_URL       URL of the alert router's own queue
ROUTES                 File of the routes, relative to the alert router's folder (default routes.json)
SCORES_STREAM          Name of the scores stream
SERVICE_NAME           `service` of every log line and trace (default vf-api-workers)
SETTLE_SECONDS         Counts younger than this are still moving (default 30)
SLACK_API_URL          Base URL of Slack's Web API, ending before the method's name
SLACK_CHANNEL          Channel to post verdicts to
SLACK_TOKEN_SECRET     Name of the Secrets Manager secret with the bot token; never the token
VERDICT_DELAY_SECONDS  How long a verdict message waits before it is first seen (default 60, at most 900)
VERDICT_QUEUE_URL      URL of the verdict reporter's queue
WRITE_MODE             put (default: one conditional PutItem a record) or statements (25 a call); see score_store
=====================  =============================================================================

The OTEL_* variables are read by `tracing`, AWS_* by boto3 and the Lambda runtime.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, dataclass_transform, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Mapping


RECORDS: tuple[str, ...] = ("RecordsIn", "RecordsOut", "RecordsFailed", "RecordsInvalid")
"""What every invocation of a worker counts, zeros included."""
NOTHING: tuple[str, ...] = ()


class SettingsError(RuntimeError):
    """Environment variables are missing or malformed; the message names all of them."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
class WorkerSettings:
    """What every worker reads. Used like a frozen dataclass; making ten of those would cost each cold start 10 ms."""

    service_name: str = "vf-api-workers"
    metrics_namespace: str = "VerifiedFan/Workers"
    log_level: str = "INFO"

    always_counted = RECORDS  # no variable: those are annotated

    def __init__(self, **values: object) -> None:
        vars(self).update(values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"settings do not change: {name}")


class StoreSettings(WorkerSettings):
    """loadScoresToDynamoDB."""

    demand_table: str
    parking_bucket: str
    write_mode: str = "put"


class FileSettings(WorkerSettings):
    """What both workers that read files need."""

    scores_stream: str
    verdict_queue_url: str
    checkpoint_table: str
    parking_bucket: str
    verdict_delay_seconds: int = 60


class ScoreFileSettings(FileSettings):
    """loadScoresToStream."""

    min_rank: int = 0
    max_rank: int = 1_000_000


class FanlistSettings(FileSettings):
    """saveFanlistScores."""

    demand_table: str
    write_mode: str = "put"


class CountSettings(WorkerSettings):
    """processSavedScores."""

    demand_table: str
    checkpoint_table: str
    parking_bucket: str


class VerdictSettings(WorkerSettings):
    """verdictReporter."""

    demand_table: str
    verdict_queue_url: str
    parking_bucket: str
    slack_token_secret: str
    slack_channel: str
    slack_api_url: str
    settle_seconds: int = 30
    max_looks: int = 20


class EntrySettings(WorkerSettings):
    """saveEntryScoring."""

    entry_service_url: str
    parking_bucket: str


class ProxySettings(WorkerSettings):
    """proxyCampaignService."""

    campaign_service_url: str


class RedriveSettings(WorkerSettings):
    """redriveDeadLetters."""

    checkpoint_table: str
    parking_bucket: str
    max_redrives: int = 3


class CrewSettings(WorkerSettings):
    """Watchbill's own functions, which pay for no metric that nobody reads."""

    always_counted = NOTHING


class RouterSettings(CrewSettings):
    """alertRouter."""

    incident_table: str
    router_queue_url: str
    routes: str = "routes.json"
    heartbeat_url: str = ""
    break_glass_topic_arn: str = ""


class ReportSettings(CrewSettings):
    """weeklyReport."""

    incident_table: str
    report: str = "report.json"


S = TypeVar("S", bound=WorkerSettings)


def read(kind: type[S], environ: Mapping[str, str]) -> S:
    """Build `kind` from the environment; raise SettingsError naming every missing or malformed variable."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for field, type_ in get_type_hints(kind).items():
        name = field.upper()
        text = environ.get(name, "")
        if not text:
            if not hasattr(kind, field):
                problems.append(f"{name} is not set")
        elif type_ is int:
            try:
                values[field] = int(text)
            except ValueError:
                problems.append(f"{name} must be a whole number")
        else:
            values[field] = text
    if problems:
        raise SettingsError(f"{(kind.__doc__ or kind.__name__).rstrip('.')} cannot start: " + "; ".join(problems))
    return kind(**values)


_read: dict[type[WorkerSettings], Any] = {}


def settings(kind: type[S]) -> S:
    """Read `kind` from this process's environment, once."""
    if kind not in _read:
        _read[kind] = read(kind, os.environ)
    chosen: S = _read[kind]
    return chosen
