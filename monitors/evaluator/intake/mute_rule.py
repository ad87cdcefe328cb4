"""A mute rule's properties → ForeignMute."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from monitors.evaluator.cron import MuteRuleError
from monitors.evaluator.intake.foreign import ForeignMute
from monitors.evaluator.mute import MuteRule
from monitors.evaluator.wall_clock import zone

if TYPE_CHECKING:
    from monitors.evaluator.intake.reader import Reader
    from monitors.model.source import Source


def read_mute_rule(reader: Reader, name: str, source: Source) -> ForeignMute:
    """One mute rule; what is wrong with it is left in the reader. Never raises."""
    targets = reader.inside(reader.mapping("MuteTargets"), "MuteTargets")
    return ForeignMute(
        name=name, rule=_read(reader), alarms=targets.texts("AlarmNames"), source=source, path=reader.path
    )


def _read(reader: Reader) -> MuteRule | None:
    inner = reader.inside(reader.mapping("Rule"), "Rule")
    schedule = inner.inside(inner.mapping("Schedule"), "Schedule")
    expression, duration = schedule.text("Expression", required=True), schedule.text("Duration", required=True)
    timezone = schedule.text("Timezone") or "UTC"
    if expression is None or duration is None:
        return None
    try:
        limits = [_moment(reader.text(key), timezone) for key in ("StartDate", "ExpireDate")]
        rule = MuteRule(expression, duration, timezone, *limits)
        list(rule.windows(0, 0))
    except (MuteRuleError, ValueError) as error:
        schedule.report("mute-rule", str(error))
        return None
    return rule


def _moment(text: str | None, timezone: str) -> int | None:
    """Seconds UTC of a date in the rule's own time zone. Raises ValueError for what is no date."""
    return None if text is None else int(datetime.fromisoformat(text).replace(tzinfo=zone(timezone)).timestamp())
