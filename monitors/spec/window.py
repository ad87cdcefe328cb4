"""When: hours of the week, or one stretch of time. Local times of a zone, as people write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from monitors.model.route import Window
from monitors.spec.model import SpecModel, problem

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Day, ...] = get_args(Day)
HOURS = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"
MOMENT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"
LONGEST = timedelta(days=15)
"""Of one window of an alarm mute rule (CloudWatch API reference, Schedule)."""


def _known_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        advice = "write a name of the time zone database, such as Europe/Berlin or UTC"
        raise problem("unknown-time-zone", f"there is no time zone `{zone}`", help=advice) from None
    return zone


Zone = Annotated[str, AfterValidator(_known_zone)]


class HoursSpec(SpecModel):
    """Hours on some days of the week, or on all."""

    hours: str = Field(
        pattern=HOURS, description="From and to; past midnight where the end is not later.", examples=["22:00-07:00"]
    )
    days: list[Day] = Field(
        default_factory=lambda: list(WEEK), min_length=1, description="Days on which it begins.", examples=[["sat"]]
    )
    zone: Zone = Field("UTC", description="Time zone that the hours are in.", examples=["Europe/Berlin"])

    def window(self) -> Window:
        return _weekly(self.hours, self.days, self.zone)


class StretchSpec(SpecModel):
    """Either `starts` and `ends`, or `hours` and perhaps `days`."""

    starts: str | None = Field(
        None, pattern=MOMENT, description="Begins once, local time.", examples=["2026-12-01T22:00"]
    )
    ends: str | None = Field(None, pattern=MOMENT, description="Ends, local time.", examples=["2026-12-02T02:00"])
    hours: str | None = Field(
        None, pattern=HOURS, description="Or each week: from and to, local time.", examples=["22:00-04:00"]
    )
    days: list[Day] | None = Field(
        None, min_length=1, description="Days on which the hours begin; all unless given.", examples=[["sat", "sun"]]
    )
    zone: Zone = Field("UTC", description="Time zone of the times.", examples=["Europe/Berlin"])

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        once = self.starts is not None or self.ends is not None
        weekly = self.hours is not None or self.days is not None
        if once == weekly:
            said = "it has both `starts`/`ends` and `hours`" if once else "it says no time"
            raise problem("window-unclear", said, help="give `starts` and `ends`, or `hours` and perhaps `days`")
        if weekly and self.hours is None:
            raise problem("window-unclear", "it has `days` without `hours`", help='add `hours: "22:00-04:00"`')
        if once and (self.starts is None or self.ends is None):
            lacking = "starts" if self.starts is None else "ends"
            raise problem("window-unclear", f"it has no `{lacking}`", help=f"add `{lacking}:`; nothing lasts for ever")
        return self

    @model_validator(mode="after")
    def _ends_in_time(self) -> Self:
        if self.starts is None or self.ends is None:
            return self
        begin, end = _moment(self.starts, "starts"), _moment(self.ends, "ends")
        if end <= begin:
            raise problem("window-ends-first", f"it ends {self.ends}, and starts {self.starts}", field="ends",
                          help="end it after it has started")  # fmt: skip
        if end - begin > LONGEST:
            raise problem("window-too-long", f"it lasts {(end - begin).days} days", field="ends",
                          help="a window lasts 15 days at most; turn rules off, with a reason, for longer")  # fmt: skip
        return self

    def window(self) -> Window:
        if self.hours is not None:
            return _weekly(self.hours, self.days or list(WEEK), self.zone)
        return Window(zone=self.zone, starts=str(self.starts), ends=str(self.ends))


def _moment(text: str, field: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise problem("invalid-time", f"`{text}` is no time", field=field, help="as in 2026-12-01T22:00") from None


def _weekly(hours: str, days: list[Day], zone: str) -> Window:
    begins, _, stops = hours.partition("-")
    ordered = tuple(day for day in WEEK if day in days)
    return Window(zone=zone, days=ordered, begins=begins, stops=stops)
