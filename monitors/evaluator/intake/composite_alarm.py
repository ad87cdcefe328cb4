"""A composite alarm's properties → ForeignComposite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.alarm_rule import AlarmRuleError, parse, shorten
from monitors.evaluator.intake.foreign import ForeignComposite
from monitors.evaluator.intake.metric_alarm import read_actions

if TYPE_CHECKING:
    from monitors.evaluator.intake.reader import Reader
    from monitors.model.source import Source


def read_composite(reader: Reader, name: str, source: Source) -> ForeignComposite:
    """One composite; what is wrong with it is left in the reader. Never raises."""
    rule = reader.text("AlarmRule", required=True)
    suppressor = reader.text("ActionsSuppressor")
    keys = ("ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod")
    wait, extension = (reader.whole(key, required=suppressor is not None) for key in keys)
    return ForeignComposite(
        name=name,
        rule_expression=rule or "FALSE",
        children=() if rule is None else _children(reader, rule),
        actions=read_actions(reader),
        source=source,
        path=reader.path,
        suppressor=None if suppressor is None else shorten(suppressor),
        suppressor_wait=wait or 0,
        suppressor_extension=extension or 0,
        description=reader.text("AlarmDescription") or "",
    )


def _children(reader: Reader, rule: str) -> tuple[str, ...]:
    try:
        parsed = parse(rule)
    except AlarmRuleError as error:
        reader.report("alarm-rule", str(error), "AlarmRule")
        return ()
    for doubt in parsed.doubts:
        reader.report("undocumented", doubt, "AlarmRule", warns=True)
    return parsed.children
