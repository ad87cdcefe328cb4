"""Reports: what is mailed without anything having happened, and the objectives that it measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import Field

from monitors.spec.model import Key, SpecModel
from monitors.spec.shape import Refers
from monitors.spec.suggest import suggest
from monitors.spec.validation import place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.problem import Problem
    from monitors.spec.head import Head
    from monitors.spec.tree import Node

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[str, ...] = get_args(Weekday)
MAIL_CHANNELS = ("email", "smtp")
Percent = Annotated[float, Field(gt=0, lt=100)]


class WeeklySpec(SpecModel):
    """The weekly report. Off until it is asked for: its function, schedule and health alarm come with it."""

    enabled: bool = Field(False, description="true: each week is reported by mail, and missed when it is not.")
    to: list[Annotated[Key, Refers("receivers")]] = Field(
        default_factory=list, description="Mail receivers.", examples=[["mailbox"]]
    )
    weekday: Weekday = Field("monday", description="When it is sent; it tells of the seven days before.")
    hour: int = Field(8, ge=0, le=23, description="Hour of the day, in `time_zone`.")
    time_zone: str = Field(
        "UTC", description="By whose calendar the days are cut, as in the tz database.", examples=["America/New_York"]
    )


class ObjectivesSpec(SpecModel):
    """What is promised: the share of invocations without error over four weeks, in percent."""

    success_percent: Percent | None = Field(None, description="Of all functions together.", examples=[99.9])
    functions: dict[Key, Percent] = Field(
        default_factory=dict, description="Of single functions.", examples=[{"loadScoresToStream": 99.5}]
    )


class ReportsSpec(SpecModel):
    """What is mailed each week, and what it is held to."""

    weekly: WeeklySpec = Field(default_factory=WeeklySpec, description="The weekly report.")
    objectives: ObjectivesSpec = Field(default_factory=ObjectivesSpec, description="Shown with what is left of them.")


def check_reports(head: Head, root: Node) -> Iterator[Problem]:
    """A report that reaches nobody or no mailbox, whose time zone is none, or that nothing keeps a record for."""
    weekly = head.reports.weekly
    path = ("reports", "weekly")
    for index, name in enumerate(weekly.to):
        channel = head.receivers[name].channel
        if channel not in MAIL_CHANNELS:
            yield _at(root, (*path, "to", index), "report-needs-mail", f"`{name}` is a {channel} receiver: the weekly "
                      "report is a mail", f"name receivers whose channel is {' or '.join(MAIL_CHANNELS)}")  # fmt: skip
    if weekly.enabled and not weekly.to:
        yield _at(root, (*path, "enabled"), "report-to-nobody", "the weekly report is on, but nobody gets it",
                  "name mail receivers under `to:`")  # fmt: skip
    if weekly.enabled and not head.has_router:
        yield _at(root, (*path, "enabled"), "report-without-router", "the weekly report tells of incidents, which only "
                  "the alert router keeps", "turn the router on too: `router: {enabled: true}`")  # fmt: skip
    if not _is_zone(weekly.time_zone):
        yield _at(root, (*path, "time_zone"), "time-zone-unknown", f"there is no time zone `{weekly.time_zone}`",
                  "use a name of the tz database, such as America/New_York or UTC")  # fmt: skip
    yield from _objectives(head, root)


def _objectives(head: Head, root: Node) -> Iterator[Problem]:
    functions = root.child("functions")
    known = set((functions.mapping or {}) if functions else {})
    path = ("reports", "objectives", "functions")
    for name in head.reports.objectives.functions:
        if name not in known:
            yield place("unknown-reference", f"`{name}` is not in `functions`", root.find(*path, name) or root,
                        (*path, name), help=suggest(name, known, what="known"), on_key=True)  # fmt: skip


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # a folder of the database is an OSError
        return False
    return True


def _at(root: Node, path: tuple[str | int, ...], code: str, message: str, advice: str) -> Problem:
    return place(code, message, root.find(*path) or root, path, help=advice)
