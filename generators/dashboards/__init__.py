"""AWS::CloudWatch::Dashboard: an overview for on-call, and one dashboard a group of kinds with every resource in it.

Laid out by facts that users and AWS agree on: alarm states on top, then numbers, then one row a resource with
traffic, errors, latency and saturation always in this order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.artefact import Build, Fragment
from generators.dashboards.body import render_dashboard
from generators.dashboards.detail import detail_pages
from generators.dashboards.overview import overview

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.dashboards.body import Dashboard
    from monitors.model.plan import Plan


def generate(plan: Plan, build: Build) -> Iterator[Fragment]:
    """One unit for all dashboards: they belong to the service, and name only things that exist by name."""
    yield Fragment(unit="dashboards", resources=tuple(render_dashboard(d) for d in dashboards(plan)))


def dashboards(plan: Plan) -> Iterator[Dashboard]:
    """All dashboards of a plan, the overview first; the preview draws the same objects."""
    yield overview(plan)
    yield from detail_pages(plan)
