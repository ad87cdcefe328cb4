"""How a test names the series of a log alarm: `results`, `lines`, and of contributors `results{host=a,path=/}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.subject import SubjectError

if TYPE_CHECKING:
    from collections.abc import Collection

    from monitors.evaluator.log.condition import LogCondition
    from monitors.evaluator.sample import SeriesId


def split_name(name: str) -> tuple[str, dict[str, str]]:
    """`results{host=a}` → (`results`, {host: a})."""
    base, _, rest = name.partition("{")
    pairs = (part.partition("=") for part in rest.removesuffix("}").split(",") if part.strip())
    return base, {field.strip(): value.strip() for field, _, value in pairs}


def name_contributor(series: SeriesId, name: str, condition: LogCondition) -> SeriesId:
    """The series of the contributor that `name` names. Raises SubjectError unless it has the fields after `by`."""
    _, pairs = split_name(name)
    fields = condition.aggregation.fields
    if set(pairs) != set(fields):
        alarm, base = series.name.rsplit(".", 1)
        example = f"{base}{{{','.join(f'{field}=…' for field in fields)}}}" if fields else base
        grouped = f"groups by {', '.join(fields)}" if fields else "has no `by`"
        raise SubjectError(f"series {name!r}: {alarm} {grouped}; write {example}", "series", name)
    return series._replace(dimensions=tuple(sorted(pairs.items())))


def refuse_both(condition: LogCondition, given: Collection[SeriesId]) -> None:
    """Raises SubjectError where a test gives an alarm's results and the lines they would be made from."""
    if {condition.results, condition.lines} <= {series._replace(dimensions=()) for series in given}:
        raise SubjectError(f"{condition.results} and {condition.lines} are both given: results are made of lines")
