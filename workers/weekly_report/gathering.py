"""Everything that a report needs from AWS. A source that fails is named in the report; the rest goes out without it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from workers.weekly_report.alarm_history import changes, in_alarm
from workers.weekly_report.episodes import episodes
from workers.weekly_report.gathered import Gathered, Level
from workers.weekly_report.memory_use import UnfinishedError, memory
from workers.weekly_report.metric_data import Request, fetch, stat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from workers.weekly_report.facts import Facts
    from workers.weekly_report.gathered import Points
    from workers.weekly_report.week import Week

T = TypeVar("T")
HOUR, DAY = 3600, 86_400
LOOK_BACK_DAYS = 60
"""An incident that opened longer ago and is open still is not one to learn of by a weekly report."""
WORDS_MAX = 250
FINE_PERIOD, FINE_DAYS = 300, 14
"""Series with shorter periods are kept for fifteen days only."""


def gather(facts: Facts, week: Week, *, client: Callable[[str], Any], table: str) -> Gathered:
    """Read the week and what it is compared with. `client` gives boto3's client of a service."""
    return _Reading(facts, week, client, table).all()


class _Reading:
    def __init__(self, facts: Facts, week: Week, client: Callable[[str], Any], table: str) -> None:
        self._facts = facts
        self._week = week
        self._client = client
        self._table = table
        self._missing: list[str] = []
        self._sums: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def all(self) -> Gathered:
        week, facts = self._week, self._facts
        names = facts.alarms.keys()
        cloudwatch = self._client("cloudwatch")
        history = self._try("alarm history", lambda: tuple(changes(cloudwatch, names, week.before.start, week.end)))
        on_now = self._try("alarm states", lambda: in_alarm(cloudwatch, names, f"{facts.prefix}-"))
        oldest, table = week.before.start - LOOK_BACK_DAYS * DAY, self._table
        known = self._try("incidents", lambda: tuple(episodes(self._client("dynamodb"), table, oldest, week.end)))
        levels = self._try("capacity", self._levels)
        self._try("invocations", self._functions)
        self._try("canaries", self._canaries)
        self._try("throttles", self._pressures)
        used = self._try("memory use", self._memory)
        return Gathered(
            changes=history or (),
            in_alarm=on_now or {},
            episodes=known or (),
            levels=levels or {},
            calls=self._by_key("calls", (each.key for each in facts.functions)),
            errors=self._by_key("errors", (each.key for each in facts.functions)),
            runs=self._by_key("runs", (each.canary for each in facts.functions if each.canary)),
            passed=self._by_key("passed", (each.canary for each in facts.functions if each.canary)),
            pressure={each.id: _added(self._sums[each.id]) for each in facts.pressures if self._sums[each.id]},
            memory=used or {},
            missing=tuple(self._missing),
        )

    def _try(self, what: str, read: Callable[[], T]) -> T | None:
        """None for what cannot be read, and a word about it."""
        try:
            return read()
        except ClientError as error:
            said = error.response.get("Error", {})
            self._missing.append(f"{what}: {said.get('Code', 'refused')}: {said.get('Message', '')}"[:WORDS_MAX])
        except (BotoCoreError, UnfinishedError) as error:
            self._missing.append(f"{what}: {type(error).__name__}")
        return None

    def _levels(self) -> dict[str, Level]:
        peaks: dict[str, dict[date, float]] = defaultdict(dict)
        above: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
        limits = {limit.id: limit for limit in self._facts.limits}

        def take(name: str, times: Sequence[datetime], values: Sequence[float]) -> None:
            limit = limits[name]
            for moment, value in zip(times, values, strict=True):
                day = self._week.day_of(moment.timestamp())
                peaks[name][day] = max(value, peaks[name].get(day, value))
                if value > limit.threshold:
                    above[name][day] += limit.period

        week = self._week
        for start, chosen in (
            (week.trend_start, [each for each in limits.values() if each.period >= FINE_PERIOD]),
            (week.end - FINE_DAYS * DAY, [each for each in limits.values() if each.period < FINE_PERIOD]),
        ):
            requests = (Request(queries=each.queries) for each in chosen)
            fetch(self._client("cloudwatch"), requests, start, week.end, take)
        return {name: Level(peaks=peaks[name], above=above[name]) for name in peaks}

    def _functions(self) -> None:
        """Four weeks by the hour: what objectives are measured over."""
        wanted = []
        for index, each in enumerate(self._facts.functions):
            for what, metric in (("calls", "Invocations"), ("errors", "Errors")):
                made = stat(f"{what}{index}", "AWS/Lambda", metric, "Sum", HOUR, FunctionName=each.name)
                wanted.append((f"{what}/{each.key}", made))
        self._add_up(wanted, self._week.trend_start)

    def _canaries(self) -> None:
        wanted = []
        for index, each in enumerate(each for each in self._facts.functions if each.canary):
            for what, statistic in (("runs", "SampleCount"), ("passed", "Sum")):
                where = {each.canary_by: each.canary}
                made = stat(f"{what}{index}", each.canary_in, "SuccessPercent", statistic, HOUR, **where)
                wanted.append((f"{what}/{each.canary}", made))
        self._add_up(wanted, self._week.before.start)

    def _pressures(self) -> None:
        wanted = [(each.id, Request(queries=(query,))) for each in self._facts.pressures for query in each.queries]
        self._add_up(wanted, self._week.before.start)

    def _add_up(self, wanted: Iterable[tuple[str, Request]], start: float) -> None:
        """Keep the points of requests of one query each under the names given."""
        names = {request.queries[0]["Id"]: name for name, request in wanted}
        requests = [request for _, request in wanted]

        def take(name: str, times: Sequence[datetime], values: Sequence[float]) -> None:
            self._sums[names[name]] += ((m.timestamp(), value) for m, value in zip(times, values, strict=True))

        fetch(self._client("cloudwatch"), requests, start, self._week.end, take)

    def _memory(self) -> dict[str, float]:
        return dict(memory(self._client("logs"), self._facts.functions, self._week.start, self._week.end))

    def _by_key(self, what: str, keys: Iterable[str]) -> Mapping[str, Points]:
        return {key: _added(self._sums[f"{what}/{key}"]) for key in keys}


def _added(points: Iterable[tuple[float, float]]) -> Points:
    """Several metrics of one thing, added up by the hour."""
    sums: dict[float, float] = defaultdict(float)
    for moment, value in points:
        sums[moment] += value
    return tuple(sorted(sums.items()))
