"""Which alarm an expectation means: by name, by the part it plays, or the one that nobody need name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.subject import SubjectError

if TYPE_CHECKING:
    from monitors.evaluator.subject import Subject


def target(subject: Subject, name: str | None, index: int = 0) -> str:
    """The alarm that an expectation means. Raises SubjectError when that is none, or not one."""
    if name in subject.names:
        return str(name)
    found = _candidates(subject, name)
    if len(found) != 1:
        what = f"no alarm {name!r} here" if name else "say which alarm is meant"
        raise SubjectError(f"{what}; there are {', '.join(subject.names)}", "expect", index)
    return found[0]


def is_clear(subject: Subject) -> bool:
    """Whether an expectation need not say which alarm it means."""
    return len(_candidates(subject, None)) == 1


def _candidates(subject: Subject, part: str | None) -> list[str]:
    """Alarms that play a part; without one, the only composite, or else those that trip."""
    if part is None and len(subject.composites) == 1:
        return [subject.composites[0].name]
    return [member.name for member in subject.members if member.part == (part or "trip")]
