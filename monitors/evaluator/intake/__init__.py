"""Alarms that people already have: templates and DescribeAlarms dumps, read into our vocabulary and judged.

`read_alarms` takes a text and gives an Intake: ForeignAlarms, ForeignComposites, and findings with their lines.
"""

from __future__ import annotations

from monitors.evaluator.intake.foreign import Actions, ForeignAlarm, ForeignComposite, ForeignMute, Intake
from monitors.evaluator.intake.text import read_alarms

__all__ = ["Actions", "ForeignAlarm", "ForeignComposite", "ForeignMute", "Intake", "read_alarms"]
