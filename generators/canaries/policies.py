"""A role's rights over policies: those that fit go inline, the rest into managed policies that name the role.

IAM takes 10,240 characters of inline policies a role, 6,144 a managed policy, ten of them a role, white space left out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from troposphere import Ref, iam

from generators.crew import ROLE
from generators.declaration import declare
from generators.policy import document
from monitors.model.errors import PlanError
from monitors.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generators.artefact import JSON, StackResource
    from monitors.model.source import Source

INLINE_MAX, MANAGED_MAX = 9_000, 6_000
"""A little less than IAM's: the role's own log statement and the document's frame go in too."""
POLICIES_MAX = 10
ARNS_A_STATEMENT = 20
LONGEST = {
    '{"Fn::Sub":"': '"',
    '"}': '"',
    "${AWS::Partition}": "aws-us-gov",
    "${AWS::Region}": "ap-northeast-1",
    "${AWS::AccountId}": "0" * 12,
}


def share(statements: Iterable[JSON]) -> tuple[tuple[JSON, ...], tuple[tuple[JSON, ...], ...]]:
    """What goes inline, and what into each managed policy; the same for the same statements."""
    inline: list[JSON] = []
    managed: list[list[JSON]] = []
    for statement in (piece for whole in statements for piece in _pieces(whole)):
        if not managed and _size([*inline, statement]) <= INLINE_MAX:
            inline.append(statement)
        elif managed and _size([*managed[-1], statement]) <= MANAGED_MAX:
            managed[-1].append(statement)
        else:
            managed.append([statement])
    return tuple(inline), tuple(tuple(policy) for policy in managed)


def declare_managed(policies: Sequence[Sequence[JSON]], prefix: str, source: Source) -> Iterator[StackResource]:
    """The managed policies. Raises PlanError where a role cannot have so many."""
    if len(policies) > POLICIES_MAX:
        raise PlanError(
            [
                Problem(
                    code="canary-rights",
                    message=f"the canaries need {len(policies)} managed policies, a role takes {POLICIES_MAX}",
                    source=source,
                    help="split the spec into services of fewer functions, or turn some canaries off",
                )
            ]
        )
    for number, statements in enumerate(policies, start=1):
        body = iam.ManagedPolicy(
            f"MoreRights{number}",
            Description=f"{prefix}: rights of the canaries' runner, part {number + 1}",
            PolicyDocument=document(*statements),
            Roles=[Ref(ROLE)],
        )
        yield declare(body, source=None)


def _pieces(statement: JSON) -> Iterator[JSON]:
    arns = statement["Resource"]
    if isinstance(arns, str):
        yield statement
        return
    for start in range(0, len(arns), ARNS_A_STATEMENT):
        yield {**statement, "Resource": arns[start : start + ARNS_A_STATEMENT]}


def _size(statements: Sequence[JSON]) -> int:
    """As IAM counts, with the longest values that pseudo parameters have."""
    text = json.dumps(statements, separators=(",", ":"))
    for name, value in LONGEST.items():
        text = text.replace(name, value)
    return len(text)
