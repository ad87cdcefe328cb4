"""The report's charts as pictures. They hold no letters: the page round them says days and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.weekly_report.figures.trend import trend
from workers.weekly_report.picture import Picture, colour

if TYPE_CHECKING:
    from workers.weekly_report.figures.alarms import AlarmFigures
    from workers.weekly_report.figures.capacity import LimitRow
    from workers.weekly_report.week import Week

WIDTH, BARS_HEIGHT, TREND_HEIGHT = 1104, 220, 240
"""Twice what is shown, for screens that are that fine."""
NOW, BEFORE, AXIS = colour("#2f6fde"), colour("#9aa7b8"), colour("#9aa7b8")
LEVEL, LIMIT = colour("#2f6fde"), colour("#d13212")
AHEAD_DAYS = 28


def bars(figures: AlarmFigures) -> bytes:
    """Alarms by day: a blue bar for this week, a grey one to its left for the same day of the week before."""
    picture = Picture(WIDTH, BARS_HEIGHT)
    floor = BARS_HEIGHT - 4
    highest = max((*figures.by_day, *figures.by_day_before, 1))
    slot = WIDTH / len(figures.by_day)
    for index, (now, before) in enumerate(zip(figures.by_day, figures.by_day_before, strict=True)):
        middle = round((index + 0.5) * slot)
        picture.bar(middle - 44, floor - round(before / highest * (floor - 8)), middle - 4, floor, BEFORE)
        picture.bar(middle + 4, floor - round(now / highest * (floor - 8)), middle + 44, floor, NOW)
    picture.bar(0, floor, WIDTH, floor + 3, AXIS)
    return picture.png()


def course(row: LimitRow, week: Week) -> bytes:
    """Four weeks of daily peaks, the alarm's threshold, and where the trend leads in the four weeks to come."""
    picture = Picture(WIDTH, TREND_HEIGHT)
    days = week.trend_days
    line = trend(row.peaks)
    ahead = AHEAD_DAYS if line and line.grows else 0
    last = line.level + line.slope * ahead if line and line.grows else 0
    top = max((*row.peaks.values(), row.threshold, last)) * 1.08 or 1
    floor = TREND_HEIGHT - 4
    step = (WIDTH - 16) / max(1, len(days) - 1 + ahead)

    def height(value: float) -> float:
        return floor - value / top * (floor - 8)

    picture.line([(0, height(row.threshold)), (WIDTH, height(row.threshold))], LIMIT, 3, dash=16)
    stretch: list[tuple[float, float]] = []
    for index, day in enumerate(days):
        if day in row.peaks:
            stretch.append((8 + index * step, height(row.peaks[day])))
        if stretch and (day not in row.peaks or day == days[-1]):
            alone = len(stretch) == 1
            picture.line([*stretch, (stretch[0][0] + 1, stretch[0][1])] if alone else stretch, LEVEL, 5)
            stretch = []
    if line and ahead:
        begin = 8 + (len(days) - 1) * step
        picture.line([(begin, height(line.level)), (WIDTH - 8, height(last))], LEVEL, 3, dash=10)
    picture.bar(0, floor, WIDTH, floor + 3, AXIS)
    return picture.png()
