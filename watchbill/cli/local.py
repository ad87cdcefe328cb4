"""Run the embedded cloud here until interrupted: functions, streams, queues, schedules. --local commands find it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from monitors.model.plan import Plan
    from watchbill.local.cloud import EmbeddedCloud

DEFAULT_REGION = "us-east-1"


@click.command()
@spec_option
@environment_option
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; any free one unless given.")
@click.option("--region", help=f"Region that it answers for; the spec's, else {DEFAULT_REGION}, unless given.")
@click.option("--hold", is_flag=True, help="Only hold what is deployed: no function runs by itself, no time passes.")
def command(spec: Path, environment: str | None, port: int, region: str | None, hold: bool) -> None:
    """Run the embedded cloud here until interrupted; --local commands in this folder find it.

    What `watchbill deploy --local` puts there runs on the real clock, as in Lambda: from streams, queues, buckets,
    schedules, APIs and `watchbill invoke --local`; alarms are evaluated each minute, and tell whom they tell. Where
    there is a spec, its secrets get a value of no worth, and stand-ins answer for PagerDuty, Slack and the two
    services; what people are told is printed here. Functions reach nobody else outside. It listens on 127.0.0.1 only,
    keeps everything in memory and forgets it when it ends.
    """
    from watchbill.cloud.endpoint import leave_note, take_back
    from watchbill.local.cloud import EmbeddedCloud

    plan = None if hold else _plan(spec, environment)
    cloud = EmbeddedCloud(region=region or (plan.service.region if plan else DEFAULT_REGION), port=port)
    note = leave_note(cloud.endpoint_url)
    click.echo(cloud.endpoint_url)
    click.echo("The embedded cloud runs. Stop it with Ctrl-C; try `watchbill deploy --local` beside it.", err=True)
    try:
        if hold:
            cloud.serve()
        else:
            _run(cloud, plan)
    except KeyboardInterrupt:
        pass
    finally:
        take_back(note)
    click.echo("stopped", err=True)


def _plan(spec: Path, environment: str | None) -> Plan | None:
    """Of the environment given or the spec's first; None where there is no spec, which only the default may lack."""
    from watchbill.reading import read_bundle, read_plan

    if not spec.exists() and spec == Path("config.yaml"):
        return None
    return read_plan(spec, environment or next(iter(read_bundle(spec).environments), None))


def _run(cloud: EmbeddedCloud, plan: Plan | None) -> None:
    from watchbill.local.clock import RealClock
    from watchbill.local.neighbours import neighbours
    from watchbill.local.running import Runner
    from watchbill.local.serving import News, serve

    def say(line: str) -> None:
        click.echo(line, err=True)

    with ExitStack() as stack:
        stack.enter_context(cloud)
        if plan is None:
            runner = stack.enter_context(Runner(cloud, RealClock()))
            serve(runner, News(cloud, runner), say)
        else:
            around = stack.enter_context(neighbours(cloud, plan, RealClock()))
            serve(around.runner, News(cloud, around.runner, around.slack, around.pagerduty), say)
