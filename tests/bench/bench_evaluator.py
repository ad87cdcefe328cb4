"""Prints what the evaluator takes: a year of minutes for one alarm, and a thousand alarms for a day.

Run by `make bench`, or `python -m tests.bench evaluator`. CPU seconds of this process, for other work shares the
machine; memory is the peak of Python's own.
"""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from random import Random
from time import process_time

from monitors.evaluator.metric_alarm import evaluate
from monitors.evaluator.sample import Sample, SeriesId, identify, point
from monitors.model.alarm import Comparison, Condition, MissingData
from monitors.model.metric import Metric, Series, math, single

START = 1_767_571_200
DAY, YEAR = 1_440, 525_600
ERRORS = Metric(namespace="AWS/Lambda", name="Errors", statistic="Sum", period=300)
CALLS = Metric(namespace="AWS/Lambda", name="Invocations", statistic="Sum", period=300)
RATE = math("IF(FILL(calls,0) >= 20, 100 * errors / calls, 0)", errors=ERRORS, calls=CALLS)


def condition(series: tuple[Series, ...], needed: int = 3, periods: int = 5, threshold: float = 5) -> Condition:
    """Greater than the threshold, missing data not breaching."""
    return Condition(
        series=series,
        comparison=Comparison.GREATER,
        threshold=threshold,
        unit="",
        evaluation_periods=periods,
        datapoints_to_alarm=needed,
        missing_data=MissingData.NOT_BREACHING,
    )


def traffic(random: Random, minutes: int, delay: int = 0) -> dict[SeriesId, list[Sample]]:
    """Calls each minute, with errors in one of fifty."""
    published = [START + 60 * (minute + 1) + delay for minute in range(minutes)]
    errors = [
        point(START + 60 * minute, float(random.randint(1, 9)) if random.random() < 0.02 else 0.0, published=when)
        for minute, when in enumerate(published)
    ]
    calls = [
        point(START + 60 * minute, float(random.randint(50, 150)), published=when)
        for minute, when in enumerate(published)
    ]
    return {identify(ERRORS): errors, identify(CALLS): calls}


CASES = {
    "Sum, 5 min, 3 of 5": (condition(single(ERRORS)), 0),
    "Sum, 5 min, 3 of 5, published 2 min late": (condition(single(ERRORS)), 120),
    "Sum, 1 min, 60 of 60": (condition(single(ERRORS.at(period=60)), 60, 60), 0),
    "rate by metric math, 5 min": (condition(RATE), 0),
    "p99, 5 min": (condition(single(ERRORS.at(statistic="p99"))), 0),
    "p99, 1 h, all values differ": (condition(single(CALLS.at(statistic="p99", period=3600)), 1, 1, 149), 0),
    "growth by DIFF, 5 min": (condition(math("FILL(DIFF(m),0)", m=ERRORS)), 0),
    "RATE, 5 min": (condition(math("RATE(m)", m=CALLS)), 0),
    "DIFF, 5 min, published 2 min late": (condition(math("FILL(DIFF(m),0)", m=ERRORS)), 120),
    "Sum, 5 min of the wall clock": (replace(condition(single(ERRORS)), wall_clock="UTC"), 0),
}


def time_year() -> None:
    """One line a case."""
    random = Random(1)
    for name, (rule, delay) in CASES.items():
        data = traffic(random, YEAR, delay)
        begun = process_time()
        timeline = evaluate(rule, data, name=name, created=START, end=START + 60 * YEAR)
        print(f"year of minutes, {name:45} {process_time() - begun:6.2f} s  {len(timeline.transitions)} transitions")


def time_fleet(alarms: int) -> None:
    """Metric-math alarms, each with data of its own, dropped when it is done."""
    random = Random(2)
    fleet = [traffic(random, DAY) for _ in range(20)]
    tracemalloc.start()
    evaluate(condition(RATE), fleet[0], name="first", created=START, end=START + 60 * DAY)
    tracemalloc.reset_peak()
    one = tracemalloc.get_traced_memory()[1]
    for number in range(20):
        evaluate(condition(RATE), fleet[number], name="more", created=START, end=START + 60 * DAY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    begun = process_time()
    for number in range(alarms):
        evaluate(condition(RATE), fleet[number % 20], name=str(number), created=START, end=START + 60 * DAY)
    seconds = process_time() - begun
    print(f"{alarms:,} alarms x 1 day {seconds:6.2f} s; memory: 1 alarm {one / 1e6:.1f} MB, 20 {peak / 1e6:.1f} MB")


def main() -> None:
    """Budgets: a year of minutes for one alarm in 2 s; 1,000 alarms for a day in 10 s, memory flat."""
    time_fleet(1_000)
    time_year()


if __name__ == "__main__":
    main()
