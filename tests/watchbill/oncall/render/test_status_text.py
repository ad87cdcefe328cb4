"""The screens of `watchbill status`, as plain text; each a golden that reads as the on-call engineer reads it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from tests.watchbill.oncall.scene import TRIP, ago, alarm, incident, ms, mute, picture, plan_of, stack
from tests.watchbill.ward import SPEC
from watchbill.cloud.render.signs import Pen
from watchbill.oncall.picture import Part
from watchbill.oncall.pulse import Pulse, Pulses
from watchbill.oncall.render.change_text import change_lines
from watchbill.oncall.render.status_json import status_document
from watchbill.oncall.render.status_text import StatusText
from watchbill.oncall.standing import judge

GOLDEN = Path(__file__).parents[3] / "golden" / "status"
STACKS = frozenset({"ward-qa1-foundation"})
OLD = "ward-qa1-sqs-jobs-oldest-message-too-old"
LATE = "ward-qa1-lambda-greet-duration-near-timeout"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return plan_of(tmp_path_factory.mktemp("spec"), SPEC)


def quiet(plan):
    return picture(plan)


def night(plan):
    """Two alarms fire, one of them muted since it was told; one recovers; somebody has one of two incidents."""
    alarms = [
        alarm(TRIP, "ALARM", 12, 6.25), alarm(f"{TRIP}-hold", "ALARM", 14, 6.25), alarm(OLD, "ALARM", 4, 1_260.0),
        alarm(LATE, "OK", 3, 2_250.0), alarm(f"{LATE}-hold", "ALARM", 9, 2_250.0),
        alarm("ward-qa1-canary-greet-failing", "INSUFFICIENT_DATA", 3, None),
    ]  # fmt: skip
    late = incident("lambda_function.duration_near_timeout", severity="P3", opened_at=ms(ago(31)), episode=2)
    taken = replace(incident(), acknowledged_at=ms(ago(5)), acknowledged_by="ann")
    return picture(
        plan, {one.name: one for one in alarms}, incidents=Part([late, taken]), mutes=Part((mute(alarms=(TRIP,)),)),
        stacks=Part((stack("ward-qa1-foundation", plan), stack("ward-qa1-x", plan, status="UPDATE_ROLLBACK_FAILED"))),
    )  # fmt: skip


def storm(plan):
    """Everything fires and nobody was told: one line an alarm."""
    alarms = {one.name: alarm(one.name, "ALARM", 2, 9_000.0) for one in plan.every_alarm}
    alone = replace(incident(), told={}, untold="inhibited by P1 is open", count=9)
    dead = Part(Pulses(heartbeat=None, canaries={"greet": Pulse(at=ago(2), value=0.0)}))
    return picture(plan, alarms, incidents=Part([alone]), pulses=dead)


def blind(plan):
    """The role in use may read next to nothing."""
    nothing = Part(None, "DescribeAlarms: not authorised. The role in use may not call DescribeAlarms.")
    return replace(picture(plan), alarms=nothing, incidents=nothing, mutes=nothing, pulses=nothing, stacks=nothing)


def new(plan):
    """Nothing is deployed."""
    return replace(picture(plan), alarms=Part({}), stacks=Part(()))


SCENES = [quiet, night, storm, blind, new]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_screen_reads_so(plan, golden, scene):
    out = io.StringIO()
    screen = StatusText(judge(plan, scene(plan)), STACKS, Pen(unicode=True))
    Console(file=out, width=118, highlight=False).print(screen.render())
    golden(GOLDEN / f"{scene.__name__}.txt", "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines()))


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
@pytest.mark.parametrize("width", [60, 80, 118, 200])
def test_no_line_is_wider_than_the_terminal(plan, scene, width):
    out = io.StringIO()
    Console(file=out, width=width, highlight=False).print(
        StatusText(judge(plan, scene(plan)), STACKS, Pen(unicode=True), every=True).render()
    )
    assert max(map(len, out.getvalue().splitlines())) <= width


def test_a_terminal_without_unicode_gets_ascii(plan):
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Console(file=out, width=118, highlight=False).print(
        StatusText(judge(plan, night(plan)), STACKS, Pen(unicode=False)).render()
    )
    out.seek(0)
    assert "ALARM" in out.read()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param(None, quiet, [], id="at first: nothing that is well"),
        pytest.param(quiet, quiet, [], id="nothing changed"),
        pytest.param(
            quiet,
            night,
            [
                "▲ ALARM      greet error rate high (6.25 %, > 5 %)",
                "▲ ALARM      jobs oldest message too old (21 min, > 15 min)",
                "△ RECOVERING greet duration near timeout",
                "? NO DATA    greet failing",
                "▲ incident   P2 error rate high (wb-…): told on-call, team",
                "✓ incident   P2 error rate high (wb-…): ann has it",
                "▲ incident   P3 duration near timeout (wb-…): told on-call, team",
            ],
            id="trouble",
        ),
        pytest.param(
            night,
            quiet,
            [
                "✓ OK         greet failing",
                "✓ OK         jobs oldest message too old",
                "✓ OK         greet duration near timeout",
                "✓ OK         greet error rate high",
                "✓ incident   P2 error rate high (wb-…): over",
                "✓ incident   P3 duration near timeout (wb-…): over",
            ],
            id="over",
        ),
    ],
)
def test_between_two_looks_only_what_changed_is_told(plan, before, after, told):
    was = judge(plan, before(plan)) if before else None
    lines = [line.plain for line in change_lines(was, judge(plan, after(plan)), Pen(unicode=True))]
    assert sorted(re.sub(r"\(wb-\S+\)", "(wb-…)", line) for line in lines) == sorted(
        f"03:12:00  {line}" for line in told
    )


def test_the_document_holds_all_that_the_screen_shows(plan):
    document = status_document(judge(plan, night(plan)), STACKS)
    firing = [row for row in document["alarms"] if row["standing"] == "ALARM"]
    assert [(row["name"], row["value"], row["told"]) for row in firing] == [
        (TRIP, 6.25, ["on-call", "team"]), (OLD, 1_260.0, []),
    ]  # fmt: skip
    assert [one["acknowledged_by"] for one in document["incidents"]] == ["ann", None]
    assert document["mutes"][0]["because"] == "deploying the fix (by ann)"
    assert document["router_heartbeat"]["at"] == ago(1).isoformat()
    assert document["canaries"]["greet"]["value"] == 100.0
    assert (document["healthy"], document["unread"]) == (False, {})


def test_the_document_says_what_could_not_be_read(plan):
    document = status_document(judge(plan, blind(plan)), STACKS)
    assert document["alarms"] is None
    assert set(document["unread"]) == {"alarms", "incidents", "mutes", "pulses", "stacks"}
