"""Carries a proposal out: the artefact bucket, the uploads, the stacks in their order, removals last."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchbill.cloud import artefact_bucket
from watchbill.cloud.agenda import Agenda
from watchbill.cloud.artefact_store import ArtefactStore
from watchbill.cloud.change import StackChange, Verb
from watchbill.cloud.change_set import Order
from watchbill.cloud.crew import run_agenda
from watchbill.cloud.error import CloudError
from watchbill.cloud.inventory import ENVIRONMENT_TAG, SERVICE_TAG, UNIT_TAG
from watchbill.cloud.outcome import Outcome, Result
from watchbill.cloud.stack_work import StackWork

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from watchbill.cloud.connection import Connection
    from watchbill.cloud.outcome import Progress
    from watchbill.cloud.proposal import Owner, Proposal

PARAMETER = "ArtefactBucket"
ARTEFACTS = 1
"""Stacks that every deployment works on beside those of the proposal: the one of the artefact bucket."""
WORKERS = 8
"""Stacks at a time. CloudWatch takes 3 PutMetricAlarm calls a second however many stacks ask, so more gains nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How every stack ended, in the order of their ends; what stayed as it was is not among them."""

    outcomes: Mapping[str, Outcome]

    @property
    def failures(self) -> Sequence[Outcome]:
        return [outcome for outcome in self.outcomes.values() if not outcome.well]

    @property
    def interrupted(self) -> bool:
        return any(outcome.result is Result.INTERRUPTED for outcome in self.outcomes.values())

    def count(self, result: Result) -> int:
        return sum(outcome.result is result for outcome in self.outcomes.values())


def deploy(
    connection: Connection,
    proposal: Proposal,
    code: Mapping[str, Callable[[], bytes]],
    digest: str,
    progress: Progress,
    *,
    workers: int = WORKERS,
) -> Report:
    """Make what the proposal says. `code` maps S3 keys, each naming its content, to what makes it.

    Raises CloudError when the artefact bucket cannot be made; any other failure is in the report.
    """
    pending = {stack.name: stack for stack in proposal.difference.pending}
    if not pending:
        return Report(outcomes={})
    halt = threading.Event()
    work = StackWork(connection, progress, halt)
    store, opened = open_store(connection, proposal.owner, work, digest)
    progress.end(opened)
    for key, read in sorted(code.items()):
        store.put(key, read)

    def run(name: str) -> Outcome:
        stack = pending[name]
        if stack.verb is Verb.REMOVE:
            return work.delete(name, len(stack.resources))
        return work.deploy(_order(proposal, stack, store, digest))

    outcomes = run_agenda(Agenda(_after(proposal, pending)), run, progress, halt, workers)
    return Report(outcomes=outcomes if opened.result is Result.UNCHANGED else {opened.stack: opened, **outcomes})


def open_store(connection: Connection, owner: Owner, work: StackWork, digest: str) -> tuple[ArtefactStore, Outcome]:
    """The bucket for templates and code, its own stack made where there is none."""
    bucket = artefact_bucket.bucket_name(owner.prefix, connection)
    order = Order(
        name=artefact_bucket.stack_name(owner.prefix),
        template={"TemplateBody": artefact_bucket.template(bucket)},
        parameters={},
        tags=tags(owner, artefact_bucket.UNIT),
        digest=digest,
        resources=2,
    )
    outcome = work.deploy(order)
    if not outcome.well:
        raise CloudError(f"{order.name}: {outcome.resource or 'stack'}: {outcome.reason}")
    return ArtefactStore(connection, bucket), outcome


def tags(owner: Owner, unit: str) -> dict[str, str]:
    """What marks a stack, and through CloudFormation all its resources, as ours.

    The spec's digest is not among them: it would change every resource of every stack at any edit of the spec.
    """
    return {SERVICE_TAG: owner.service, ENVIRONMENT_TAG: owner.environment, UNIT_TAG: unit}


def _order(proposal: Proposal, change: StackChange, store: ArtefactStore, digest: str) -> Order:
    stack = proposal.desired[change.name]
    return Order(
        name=stack.name,
        template={"TemplateURL": store.put_template(stack.template)},
        parameters={PARAMETER: store.bucket} if f'"{PARAMETER}"' in stack.template else {},
        tags=tags(proposal.owner, stack.unit),
        digest=digest,
        resources=len(change.resources),
        revert_drift=change.drifted,
    )


def _after(proposal: Proposal, pending: Mapping[str, StackChange]) -> dict[str, set[str]]:
    """Each stack with those it follows: its own order, names that must be freed first, and removals at the end."""
    early = {name for names in proposal.first.values() for name in names}
    wanted = [name for name, stack in pending.items() if stack.verb is not Verb.REMOVE]
    after = {name: {*proposal.desired[name].after, *proposal.first.get(name, ())} for name in wanted}
    for name in pending.keys() - set(wanted):
        after[name] = set() if name in early else set(wanted)
    return dict(sorted(after.items()))
