"""CloudWatch metric math: expressions parsed, type-checked, refused as PutMetricAlarm would, and evaluated.

`compile_expression` takes one expression, `compile_set` a whole metric-data set; `check_set` names all its problems.
The rules are those of facts/cloudwatch.md §1.9 and §2.
"""

from __future__ import annotations

from monitors.evaluator.math.error import MathError
from monitors.evaluator.math.program import Program, compile_expression
from monitors.evaluator.math.query_set import check_set, compile_set
from monitors.evaluator.math.value import Doubt

__all__ = ["Doubt", "MathError", "Program", "check_set", "compile_expression", "compile_set"]
