"""Takes down everything that watchbill made for one service in one environment, and says what stays."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from watchbill.cloud import artefact_bucket
from watchbill.cloud.agenda import Agenda
from watchbill.cloud.crew import run_agenda
from watchbill.cloud.deployment import WORKERS, Report
from watchbill.cloud.dispose import DISPOSALS, dispose, empty_bucket, holds_objects
from watchbill.cloud.error import CloudError
from watchbill.cloud.inventory import read_stacks
from watchbill.cloud.proposal import check_account
from watchbill.cloud.stack_work import StackWork
from watchbill.cloud.template import read_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from watchbill.cloud.connection import Connection
    from watchbill.cloud.inventory import Deployed
    from watchbill.cloud.outcome import Outcome, Progress
    from watchbill.cloud.proposal import Owner

BUCKET = "AWS::S3::Bucket"
Held = tuple[str, str]
"""A resource as (type, physical id)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What there is to destroy. `retained` outlives its stack; `full` are other buckets with something in them."""

    stacks: Mapping[str, Deployed]
    resources: int
    retained: Mapping[str, Sequence[Held]]
    full: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction(Report):
    """The stacks' outcomes, what was kept on purpose, and what could not be deleted."""

    kept: Sequence[Held] = field(default=())
    left: Sequence[str] = field(default=())


def survey(connection: Connection, owner: Owner) -> Survey:
    """Look, touching nothing. Raises CloudError for the wrong account."""
    check_account(connection, owner)
    stacks = read_stacks(connection, owner.service, owner.environment)
    retained: dict[str, list[Held]] = {}
    buckets: list[str] = []
    resources = 0
    for name, stack in stacks.items():
        definitions = read_template(stack.template).resources if stack.template else {}
        resources += len(definitions)
        held = [definition for definition in definitions.values() if definition.type in DISPOSALS]
        if not held:
            continue
        physical = _physical_ids(connection, name)
        keeps = [(d.type, physical[d.logical_id]) for d in held if d.retained and d.logical_id in physical]
        if keeps:
            retained[name] = keeps
        if name != artefact_bucket.stack_name(owner.prefix):
            buckets += [physical.get(d.logical_id, "") for d in held if d.type == BUCKET and not d.retained]
    full = [bucket for bucket in sorted(filter(None, buckets)) if holds_objects(connection, bucket)]
    return Survey(stacks=stacks, resources=resources, retained=retained, full=full)


def destroy(
    connection: Connection,
    owner: Owner,
    found: Survey,
    after: Mapping[str, Iterable[str]],
    progress: Progress,
    *,
    delete_data: bool = False,
    workers: int = WORKERS,
) -> Destruction:
    """Delete the stacks of a survey, last deployed first; `after` is the order in which they were deployed.

    Raises CloudError, before anything is touched, where a bucket holds objects and `delete_data` is not set.
    """
    if found.full and not delete_data:
        raise CloudError(
            f"these buckets hold objects: {', '.join(found.full)}. Nothing was destroyed. "
            "Move the objects away, or pass --delete-data to delete them with everything else."
        )
    halt = threading.Event()
    work = StackWork(connection, progress, halt)
    artefacts = artefact_bucket.stack_name(owner.prefix)

    def run(name: str) -> Outcome:
        for bucket in _own_buckets(connection, found.stacks[name]):
            empty_bucket(connection, bucket)
        return work.delete(name, len(read_template(found.stacks[name].template or "{}").resources))

    outcomes = run_agenda(Agenda(_backwards(found.stacks, after, artefacts)), run, progress, halt, workers)
    gone = [name for name, outcome in outcomes.items() if outcome.well]
    held = [pair for name in gone for pair in found.retained.get(name, ())]
    left = dispose(connection, held) if delete_data else []
    return Destruction(outcomes=outcomes, kept=() if delete_data else held, left=left)


def _backwards(stacks: Iterable[str], after: Mapping[str, Iterable[str]], artefacts: str) -> dict[str, set[str]]:
    """Each stack follows all that were deployed after it; what no spec knows any more goes first, artefacts last."""
    backwards: dict[str, set[str]] = defaultdict(set)
    names = set(stacks)
    unknown = names - after.keys() - {artefacts}
    for name in names - {artefacts}:
        for other in after.get(name, ()):
            backwards[other].add(name)
        if name not in unknown:
            backwards[name] |= unknown
    backwards[artefacts] = names - {artefacts}
    return {name: backwards[name] for name in sorted(names)}


def _own_buckets(connection: Connection, stack: Deployed) -> list[str]:
    definitions = read_template(stack.template).resources.values() if stack.template else ()
    wanted = [d.logical_id for d in definitions if d.type == BUCKET and not d.retained]
    physical = _physical_ids(connection, stack.name) if wanted else {}
    return [physical[logical_id] for logical_id in wanted if logical_id in physical]


def _physical_ids(connection: Connection, stack: str) -> dict[str, str]:
    summaries = connection.pages("cloudformation", "list_stack_resources", "StackResourceSummaries", StackName=stack)
    return {
        summary["LogicalResourceId"]: summary["PhysicalResourceId"]
        for summary in summaries
        if summary.get("PhysicalResourceId") and summary["ResourceStatus"] != "DELETE_COMPLETE"
    }
