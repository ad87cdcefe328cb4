"""What an alarm of the plan would do if its metrics went so: a picture, every change of state, its incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator import duration
from monitors.evaluator.assignment import known_series
from monitors.evaluator.assumption import Assumptions
from monitors.evaluator.scenario import Stage
from monitors.evaluator.subject import SubjectError
from monitors.evaluator.suite import Case
from watchbill.proof.full import DIM, picture
from watchbill.proof.resolver import find_planned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.evaluator.scenario import Outcome
    from monitors.evaluator.state import Timeline
    from monitors.evaluator.subject import Subject
    from monitors.model.plan import Plan
    from watchbill.proof.full import Line


def rehearse(plan: Plan, alarm: str, series: Sequence[str], before: str) -> Iterator[Line]:
    """Play `series` (`errors=0 for 10m 8 for 5m`; the id may be left out where there is one metric) to an alarm.

    `before` is how old the alarm is, its first values held so long. Raises SubjectError or ValueError.
    """
    subject = find_planned(plan, alarm)
    given = dict(_named(text, subject) for text in series)
    # A case expects something; nothing is checked here.
    case = Case.model_validate({"name": alarm, "series": given, "before": before, "expect": [{"never": "ALARM"}]})
    outcome = Stage(case, subject).play(Assumptions())
    yield from picture(subject, outcome, alarm)
    for name in subject.names:
        yield from _changes(name, outcome.timelines[name], outcome, several=len(subject.names) > 1)
    for one in outcome.incidents:
        closed = "still open" if one.closed is None else f"closed {_moment(one.closed, outcome)}"
        yield f"  incident opened {_moment(one.opened, outcome)}, {closed} {one.severity}".rstrip(), ""
    if not outcome.incidents:
        yield "  no incident", ""


def _named(text: str, subject: Subject) -> tuple[str, str]:
    """The id and the points. An `=` inside braces belongs to a dimension."""
    head, brace, tail = text.partition("}")
    name, equals, points = (tail if brace else text).partition("=")
    if equals:
        return (f"{head}{brace}{name}" if brace else name).strip(), points
    ids = {str(one) for found in known_series(subject).values() for one in found}
    if len(ids) != 1:
        raise SubjectError(f"say which series {text!r} is, as in errors={text}; there are {', '.join(sorted(ids))}")
    return ids.pop(), text


def _changes(name: str, timeline: Timeline, outcome: Outcome, *, several: bool) -> Iterator[Line]:
    if several:
        yield f"  {name}", ""
    for change in timeline.transitions[1:]:
        if change.at >= outcome.start:
            yield f"  {_moment(change.at, outcome):>8}  {change.state}", ""
            yield f"            {change.reason}", DIM


def _moment(at: int, outcome: Outcome) -> str:
    return duration.show(at - outcome.start)
