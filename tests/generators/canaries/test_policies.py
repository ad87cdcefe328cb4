"""However many functions are probed, the runner's role stays within what IAM takes."""

from __future__ import annotations

import json

import pytest

from generators.arn import arn
from generators.canaries.policies import LONGEST, declare_managed, share
from generators.policy import allow, allow_everywhere
from monitors.model.errors import PlanError
from monitors.model.source import NOWHERE


def rights(functions: int):
    names = [f"prd2011-prd1-ap-southeast-2-api-function-with-a-long-name-{number:04}" for number in range(functions)]
    yield allow_everywhere("cloudwatch:GetMetricStatistics")
    yield allow(["lambda:InvokeFunction"], *(arn("lambda", f"function:{name}") for name in names))
    yield allow(["logs:FilterLogEvents"], *(arn("logs", f"log-group:/aws/lambda/{name}:*") for name in names))


def size(statements):
    """The document's characters, as IAM has them after CloudFormation resolved it."""
    plain = [{**s, "Resource": s["Resource"] if s["Resource"] == "*" else resources([s])} for s in statements]
    text = json.dumps({"Version": "2012-10-17", "Statement": plain}, separators=(",", ":"))
    for name in ("${AWS::Partition}", "${AWS::Region}", "${AWS::AccountId}"):
        text = text.replace(name, LONGEST[name])
    return len(text)


def resources(statements):
    return sorted(one["Fn::Sub"] for s in statements if s["Resource"] != "*" for one in s["Resource"])


@pytest.mark.parametrize(("functions", "policies"), [(8, 0), (25, 0), (60, 2), (150, 7)])
def test_rights_are_shared_over_policies_and_none_is_lost(functions, policies):
    inline, managed = share(rights(functions))
    assert size(inline) < 10_240
    assert all(size(policy) < 6_144 for policy in managed)
    assert resources([*inline, *(one for policy in managed for one in policy)]) == resources(rights(functions))
    assert len(managed) == policies
    made = list(declare_managed(managed, "prd2011-prd1", NOWHERE))
    assert [one.properties["Roles"] for one in made] == [[{"Ref": "Role"}]] * policies


def test_more_than_a_role_can_have_is_refused():
    _, managed = share(rights(400))
    with pytest.raises(PlanError, match="managed policies, a role takes 10"):
        list(declare_managed(managed, "prd2011-prd1", NOWHERE))
