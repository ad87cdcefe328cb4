"""Ten thousand alarm events at once: nothing lost, told at the pace vendors allow, in messages a person can read."""

from __future__ import annotations

import copy
import random
import time
import tracemalloc

import pytest

from tests.workers.alert_router.world import ROUTES, World

SYMPTOMS = {
    "lambda_function.error_rate_high": ("high", "P2"),
    "lambda_function.throttled": ("medium", "P3"),
    "sqs_queue.oldest_message_too_old": ("medium", "P3"),
    "kinesis_stream.consumer_lag": ("high", "P2"),
}


def storm(world: World, size: int, services: int, *, seed: int = 7) -> dict[str, dict[str, str]]:
    """`size` alarms of many services trip at once; their events come shuffled, in batches of ten, some twice."""
    names = {}
    events = []
    for number in range(size):
        rule = list(SYMPTOMS)[number % len(SYMPTOMS)]
        priority, severity = SYMPTOMS[rule]
        own = {"rule": rule, "priority": priority, "severity": severity, "service": f"service-{number % services:03d}"}
        names[f"alarm-{number:05d}"] = own
        events.append(world.enter(f"alarm-{number:05d}", "ALARM", **own))
    rng = random.Random(seed)
    events += rng.sample(events, size // 20)
    rng.shuffle(events)
    for start in range(0, len(events), 10):
        assert not world.take(*events[start : start + 10]).failed
        if start % 100 == 0:
            world.pass_seconds(0.6, step=0.6)
    return names


def check_storm(world: World, names: dict[str, dict[str, str]], groups: int) -> None:
    for _ in range(40):
        world.pass_seconds(60, step=1)
        world.router.reconcile()
        if not world.table.due("outbox", 2**60, 1):
            break
    assert not world.table.due("outbox", 2**60, 1)
    assert sum(one.count for one in world.incidents) == len(names), "no alarm is lost"
    assert len(world.incidents) == groups
    paged, posted = world.vendors["on-call"], world.vendors["team"]
    assert paged.most_in(60_000) <= 120
    assert posted.most_in(1_000) <= 1
    assert len(paged.open) == groups // 2
    assert len(posted.open) == groups
    assert all(len(told.members) <= 50 for told in posted.open.values())
    affected = sum(int(dict(told.details).get("affected now", "1")) for told in posted.open.values())
    assert affected == len(names), "what people see counts every alarm"


def recover(world: World, names: dict[str, dict[str, str]]) -> None:
    events = [world.enter(name, "OK", **own) for name, own in names.items()]
    for start in range(0, len(events), 10):
        world.take(*events[start : start + 10])
    for _ in range(40):
        world.pass_seconds(60, step=1)
        world.router.reconcile()
    assert not any(vendor.open for vendor in world.vendors.values())
    assert not any(one.count or one.is_open for one in world.incidents)


def without_reminders() -> World:
    return World({**copy.deepcopy(ROUTES), "reminders": []})


def test_a_small_storm_is_paced_counted_and_over_again():
    world = without_reminders()
    names = storm(world, 160, 5)
    check_storm(world, names, 20)
    recover(world, names)


@pytest.mark.wide
@pytest.mark.parametrize("services", [5, 100], ids=["20 incidents", "100 incidents"])
def test_ten_thousand_alarm_events(services, capsys):
    world = without_reminders()
    begun = time.perf_counter()
    names = storm(world, 10_000, services)
    taken = time.perf_counter() - begun
    groups = len({(own["rule"], own["service"]) for own in names.values()})
    check_storm(world, names, groups)
    told = {name: len(vendor.calls) for name, vendor in world.vendors.items()}
    recover(world, names)
    with capsys.disabled():
        print(
            f"\nstorm: 10,500 events of 10,000 alarms → {groups} incidents; taken in {taken:.1f} s of wall time, "
            f"{taken / 10.5:.2f} ms an event; deliveries {told}; at most "
            f"{world.vendors['on-call'].most_in(60_000)} a minute to PagerDuty, "
            f"{world.vendors['team'].most_in(1_000)} a second to Slack"
        )


@pytest.mark.wide
def test_a_storm_stays_within_a_lambdas_memory(capsys):
    world = without_reminders()
    tracemalloc.start()
    storm(world, 2_000, 5)
    table = sum(len(str(item.body)) for item in world.table.all(""))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    with capsys.disabled():
        print(f"\nstorm of 2,000: peak {peak / 2**20:.0f} MiB, of which the table is {table / 2**20:.0f} MiB")
    assert peak < 512 * 2**20
