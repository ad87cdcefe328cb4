"""One alarm's change of state, whichever of the JSON shapes told it.

CloudWatch tells the same change in three words: EventBridge's `detail`, the `alarmData` of a direct invocation, and
the message that it publishes to SNS. They disagree on names, on which parts there are, and on what Region means (SNS
gives a display name, so region and account are read from the ARN). What a shape may lack is empty here, and nothing
is taken from one shape that another could not have told: the same change makes the same event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workers.runtime.event_shape import EventRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
STATES = frozenset({"OK", "ALARM", "INSUFFICIENT_DATA"})
DELETED = "DELETED"
# CloudWatch says that a composite is suppressed, not until when: until an event or its description says otherwise.
UNTIL_TOLD = 2**53 - 1
SUPPRESSOR = "suppressor"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmEvent:
    """An alarm (or one contributor of it) entered a state. Times are epoch milliseconds by the alarm's own clock.

    `tags` is None where the event carried none. `metric` is `<namespace> <name>` of the first metric, `composite` for
    a composite, empty where the shape does not say. `muted_until` is 0 unless a mute or a suppressor holds its actions.
    """

    arn: str
    name: str
    account: str
    region: str
    state: str
    at: int
    reason: str = ""
    description: str = ""
    tags: Mapping[str, str] | None = None
    contributor: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    metric: str = ""
    muted_until: int = 0
    muted_by: str = ""

    @property
    def identity(self) -> str:
        """What has a state of its own: the alarm, or one contributor of it."""
        return f"{self.arn}#{self.contributor}" if self.contributor else self.arn


@dataclass(frozen=True, slots=True)
class Ignored:
    """An event that tells no change of state. `reason` goes into the log."""

    reason: str
    subject: str


def normalise(payload: Json) -> AlarmEvent | Ignored:
    """Read one event of any shape; raise EventRefusedError, naming what is missing, for anything else."""
    try:
        if "alarmData" in payload:
            return _changed(payload["alarmArn"], payload["alarmData"])
        if "AlarmName" in payload:
            return _published(payload)
        if payload.get("source") == "aws.cloudwatch" and isinstance(payload.get("detail"), dict):
            return _emitted(payload)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise EventRefusedError(f"an alarm event that cannot be read: {type(error).__name__}: {error}") from None
    raise EventRefusedError("no alarm event: neither detail, alarmData nor AlarmName in it")


def _emitted(payload: Json) -> AlarmEvent | Ignored:
    """EventBridge: a change of state (a contributor's too) or of configuration."""
    arn, detail = payload["resources"][0], payload["detail"]
    if payload["detail-type"] != "CloudWatch Alarm Configuration Change":
        return _changed(arn, detail)
    if detail["operation"] != "delete":
        return Ignored(f"configuration-{detail['operation']}", arn)
    # `time` has whole seconds; the deletion came after the last state all the same.
    at = max(milliseconds(payload["time"]), milliseconds(detail["state"]["timestamp"]) + 1)
    return _alarm(arn, detail, state=DELETED, at=at, reason="The alarm was deleted.")


def _changed(arn: str, detail: Json) -> AlarmEvent:
    state = detail["state"]
    if state["value"] not in STATES:
        raise ValueError(f"state {state['value']!r}")
    at = milliseconds(state["timestamp"])
    until, by = _held(detail, state)
    return _alarm(
        arn, detail, state=state["value"], at=at, reason=state.get("reason") or "", muted_until=until, muted_by=by
    )


def _alarm(arn: str, detail: Json, **found: Any) -> AlarmEvent:
    configuration, contributor = detail.get("configuration") or {}, detail.get("alarmContributor") or {}
    return AlarmEvent(
        arn=arn,
        **_place(arn),
        description=configuration.get("description") or "",
        tags=_tags(detail.get("alarmTags"), detail.get("alarmTagsStatus")),
        contributor=contributor.get("id") or "",
        attributes=contributor.get("attributes") or {},
        metric=_metric(configuration),
        **found,
    )


def _held(detail: Json, state: Json) -> tuple[int, str]:
    """Until when, and by what, the alarm's actions are held back."""
    mute = detail.get("muteDetail") or {}
    if mute.get("muteWindowEnd"):
        return milliseconds(mute["muteWindowEnd"]), str(mute.get("mutedByArn") or "a mute rule")
    if state.get("actionsSuppressedBy"):
        return UNTIL_TOLD, f"{SUPPRESSOR} ({state['actionsSuppressedBy']})"
    return 0, ""


def _metric(configuration: Json) -> str:
    if "alarmRule" in configuration:
        return "composite"
    for query in configuration.get("metrics") or ():
        if metric := (query.get("metricStat") or {}).get("metric"):
            return f"{metric.get('namespace', '')} {metric.get('name', '')}".strip()
    return ""


def _published(message: Json) -> AlarmEvent:
    """SNS: no muteDetail ever, because a muted alarm publishes nothing."""
    if message["NewStateValue"] not in STATES:
        raise ValueError(f"state {message['NewStateValue']!r}")
    trigger = message.get("Trigger") or {}
    return AlarmEvent(
        arn=message["AlarmArn"],
        **_place(message["AlarmArn"]),
        state=message["NewStateValue"],
        at=milliseconds(message["StateChangeTime"]),
        reason=message.get("NewStateReason") or "",
        description=message.get("AlarmDescription") or "",
        tags=_tags(message.get("AlarmTags"), message.get("AlarmTagsStatus")),
        contributor=message.get("AlarmContributorId") or "",
        attributes=message.get("AlarmContributorAttributes") or {},
        metric="composite" if "AlarmRule" in message else _triggered(trigger),
    )


def _triggered(trigger: Json) -> str:
    if trigger.get("MetricName"):
        return f"{trigger.get('Namespace') or ''} {trigger['MetricName']}".strip()
    for query in trigger.get("Metrics") or ():
        if metric := (query.get("MetricStat") or {}).get("Metric"):
            return f"{metric.get('Namespace') or ''} {metric.get('MetricName') or ''}".strip()
    return ""


def _tags(tags: object, status: object) -> dict[str, str] | None:
    """The tags an event carries: a map, or a list of Key and Value. None unless they are complete."""
    if status not in (None, "", "OK", "SUCCESS", "Success", "COMPLETE"):
        return None
    if isinstance(tags, list):
        tags = {tag.get("Key") or tag.get("key"): tag.get("Value") or tag.get("value") or "" for tag in tags}
    return {str(key): str(value) for key, value in tags.items()} if isinstance(tags, dict) and tags else None


def _place(arn: str) -> Json:
    """Name, account and region, as the ARN has them; raises ValueError for what is no alarm's ARN."""
    parts = arn.split(":", 6)
    if len(parts) != 7 or parts[2] != "cloudwatch" or parts[5] != "alarm":
        raise ValueError(f"not an alarm's ARN: {arn!r}")
    return {"name": parts[6], "account": parts[4], "region": parts[3]}


def milliseconds(text: str) -> int:
    """`2019-10-02T17:04:40.989+0000` → epoch milliseconds. A time without a zone is UTC."""
    moment = datetime.fromisoformat(text)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
