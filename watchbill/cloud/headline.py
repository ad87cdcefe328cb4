"""A plan in a few phrases: `error_rate_high: threshold 5 → 3 % (8 alarms)`, `+2 alarms`, `−1 dashboard`."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from watchbill.cloud.change import Action
from watchbill.cloud.glossary import NO_WORD
from watchbill.cloud.wording import say_edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.cloud.change import Difference, ResourceChange
    from watchbill.cloud.glossary import Glossary

MEANING = {
    "ActionsEnabled": "actions enabled",
    "AlarmActions": "who is told",
    "AlarmRule": "children",
    "ComparisonOperator": "comparison",
    "DatapointsToAlarm": "datapoints to alarm",
    "EvaluateLowSampleCountPercentile": "low samples",
    "EvaluationPeriods": "evaluation periods",
    "ExtendedStatistic": "statistic",
    "Metrics": "metrics",
    "OKActions": "who is told of recovery",
    "Period": "period",
    "Statistic": "statistic",
    "Threshold": "threshold",
    "TreatMissingData": "missing data as",
}
"""Properties that change what an alarm does, in words; the others only describe it."""
DISTINCT = 3
"""So many different values of one rule are worth listing."""
NOUNS = 6
"""So many kinds of resources are counted apart."""


def summarise(difference: Difference, glossary: Glossary) -> list[str]:
    """Rules first, then counts of what comes and goes."""
    return [*_rules(difference, glossary), *_counts(difference)]


def _rules(difference: Difference, glossary: Glossary) -> Iterator[str]:
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for change in difference.changes:
        if change.action is Action.CHANGE and change.rule:
            for subject, values in _meanings(change, glossary):
                said[subject][values] += 1
    for subject, counted in sorted(said.items()):
        if len(counted) > DISTINCT:
            yield f"{subject} ({counted.total()} alarms)"
            continue
        for value, count in sorted(counted.items()):
            yield f"{subject} {value}".rstrip() + (f" ({count} alarms)" if count > 1 else "")


def _meanings(change: ResourceChange, glossary: Glossary) -> Iterator[tuple[str, str]]:
    symptom = change.rule.rpartition(".")[2]
    who = f"{symptom} ({change.part})" if change.part not in ("", "trip") else symptom
    unit = glossary.get(change.name, NO_WORD).unit
    seen = set()
    for edit in change.edits:
        meaning = MEANING.get(edit.path[0])
        if meaning is None or meaning in seen:
            continue
        seen.add(meaning)
        values = " → ".join(say_edit(edit, unit)) if len(edit.path) == 1 and _is_short(edit.before) else ""
        yield f"{who}: {meaning}{'' if values else ' changed'}", values


def _is_short(value: object) -> bool:
    return isinstance(value, (int, float)) or (isinstance(value, str) and len(value) <= 24)


def _counts(difference: Difference) -> Iterator[str]:
    for action, sign in ((Action.ADD, "+"), (Action.REPLACE, "±"), (Action.REMOVE, "−")):
        counts = Counter(change.noun for change in difference.changes if change.action is action)
        largest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        for noun, count in largest[:NOUNS]:
            yield f"{sign}{count} {plural(noun, count)}"
        if rest := sum(count for _, count in largest[NOUNS:]):
            yield f"{sign}{rest} other {plural('resource', rest)}"


def plural(noun: str, count: int) -> str:
    """`alarm`, 2 → `alarms`; `query` → `queries`."""
    if count == 1:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
