"""Which topics a mailbox is subscribed to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generators.routing.mailbox import declare_mailboxes
from monitors.model.route import Match, Receiver, Route
from tests.generators.sample import PLACE, plan

ALL = {"AlertsHigh", "AlertsMedium", "AlertsLow"}


def receiver(name: str, channel: str, to: str) -> Receiver:
    return Receiver(name=name, channel=channel, settings=(("to", to),), secrets=(), source=PLACE)


def route(*priorities: str, to: str) -> Route:
    return Route(match=Match(priorities=priorities), receivers=(to,), source=PLACE)


@pytest.mark.parametrize(
    ("routes", "topics"),
    [
        pytest.param([route("low", to="mail")], {"AlertsLow", "AlertsHigh"}, id="its own, and high to break glass"),
        pytest.param([route("high", to="mail")], {"AlertsHigh"}, id="high once"),
        pytest.param([route(to="mail")], ALL, id="a route for every alert"),
        pytest.param([route("low", to="chat")], set(), id="a mailbox that no route names"),
        pytest.param([], set(), id="no routes"),
    ],
)
def test_a_mailbox_hears_what_is_routed_to_it_and_what_is_urgent(routes: list[Route], topics: set[str]) -> None:
    receivers = (receiver("mail", "email", "a@example.org"), receiver("chat", "slack", "#x"))
    made = list(declare_mailboxes(replace(plan(), receivers=receivers, routes=tuple(routes))))
    assert {one.properties["TopicArn"]["Ref"] for one in made} == topics
    assert {one.properties["Endpoint"] for one in made} <= {"a@example.org"}


def test_every_address_of_a_receiver_is_subscribed_once() -> None:
    receivers = (receiver("mail", "email", "a@example.org, b@example.org"), receiver("more", "email", "a@example.org"))
    routes = (route("high", to="mail"), route("high", to="more"))
    made = list(declare_mailboxes(replace(plan(), receivers=receivers, routes=routes)))
    assert [one.properties["Endpoint"] for one in made] == ["a@example.org", "b@example.org"]
    assert len({one.logical_id for one in made}) == 2
