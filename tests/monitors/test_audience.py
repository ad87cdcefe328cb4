"""Who is told: the first route that matches."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitors.audience import receivers_of
from monitors.model.route import Route
from monitors.model.source import NOWHERE
from tests.monitors.sample import find, sample_plan


def route(*receivers: str, **matchers: tuple[str, ...]) -> Route:
    empty = {"priorities": (), "severities": (), "owners": (), "rules": ()}
    return Route(**{**empty, **matchers}, receivers=receivers, source=NOWHERE)


@pytest.mark.parametrize(
    ("routes", "told"),
    [
        ([route("team", priorities=("low",)), route("pager")], ["pager"]),
        ([route("pager", priorities=("high",), owners=("crew",)), route("team")], ["pager"]),
        ([route("pager", priorities=("high",), owners=("others",)), route("team")], ["team"]),
        ([route("team", rules=("lambda_function.error_rate_high",)), route("pager")], ["team"]),
        ([route("pager", "team", severities=("P1", "P2"))], ["pager", "team"]),
        ([route("pager", severities=("P4",))], []),
    ],
    ids=["priority", "two matchers", "one of two fails", "rule", "severity, in order", "nobody"],
)
def test_the_first_route_whose_every_matcher_fits_takes_an_alarm(routes: list[Route], told: list[str]):
    plan = replace(sample_plan(), routes=tuple(routes))
    alarm = find("lambda_function.error_rate_high", "consume")
    assert [receiver.name for receiver in receivers_of(plan, alarm)] == told
