"""From nothing to nothing on the embedded cloud, every step checked by the service's own API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from watchbill.cloud.change import Action, Verb
from watchbill.cloud.deployment import deploy
from watchbill.cloud.error import CloudError
from watchbill.cloud.outcome import Result

from .conftest import Recorder
from .stacks import alarm, queue, stack

if TYPE_CHECKING:
    from .conftest import Ground


def _stacks(ground: Ground, threshold: float = 5, **queue_properties: Any) -> list[Any]:
    return [
        stack(ground.name("a"), {"A": alarm(ground.name("alarm"), Threshold=threshold)}),
        stack(
            ground.name("b"),
            {"Q": queue(ground.name("queue"), **queue_properties), "B": alarm(ground.name("other"))},
            after=(ground.name("a"),),
        ),
    ]


def test_deploy_plan_edit_fail_destroy(ground: Ground) -> None:
    report = ground.deploy(*_stacks(ground, VisibilityTimeout=60))
    assert {outcome.result for outcome in report.outcomes.values()} == {Result.CREATED}
    assert list(report.outcomes) == [ground.name("a"), ground.name("b")]
    made = ground.alarms()[ground.name("alarm")]
    assert (made["Threshold"], made["TreatMissingData"], made["Period"]) == (5.0, "notBreaching", 60)
    url = ground.client("sqs").get_queue_url(QueueName=ground.name("queue"))["QueueUrl"]
    attributes = ground.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["VisibilityTimeout"] == "60"

    assert ground.plan(*_stacks(ground, VisibilityTimeout=60)).difference.pending == ()
    assert ground.deploy(*_stacks(ground, VisibilityTimeout=60)).outcomes == {}

    edited = _stacks(ground, threshold=3, VisibilityTimeout=60)
    (change,) = ground.plan(*edited).difference.changes
    assert (change.action, change.name) == (Action.CHANGE, ground.name("alarm"))
    assert [(e.name, e.before, e.after) for e in change.edits] == [("Threshold", 5, 3)]
    assert ground.deploy(*edited).count(Result.UPDATED) == 1
    assert ground.alarms()[ground.name("alarm")]["Threshold"] == 3.0
    assert ground.plan(*edited).difference.pending == ()

    _fail_and_roll_back(ground, edited)

    ground.destroy(*edited)
    assert ground.statuses() == {}
    assert ground.alarms() == {}
    assert ground.queues() == []
    buckets = [bucket["Name"] for bucket in ground.client("s3").list_buckets()["Buckets"]]
    assert not [name for name in buckets if name.startswith(f"{ground.prefix}-")]


def _fail_and_roll_back(ground: Ground, deployed: list[Any]) -> None:
    """Somebody made a queue by hand that the new spec wants, with other settings."""
    taken = ground.name("taken")
    url = ground.client("sqs").create_queue(QueueName=taken, Attributes={"DelaySeconds": "7"})["QueueUrl"]
    first, second = deployed
    resources = {"A": alarm(ground.name("alarm"), Threshold=1), "T": queue(taken, DelaySeconds=1)}
    report = ground.deploy(stack(first.name, resources), second)
    (failure,) = report.failures
    assert (failure.stack, failure.status) == (first.name, "UPDATE_ROLLBACK_COMPLETE")
    assert failure.resource == "AWS::SQS::Queue T"
    assert "already exists" in failure.reason
    assert ground.alarms()[ground.name("alarm")]["Threshold"] == 3.0
    assert ground.plan(*deployed).difference.pending == ()
    ground.client("sqs").delete_queue(QueueUrl=url)


def test_a_failed_creation_skips_what_follows_and_is_made_anew(ground: Ground) -> None:
    taken = {"QueueName": ground.name("queue"), "Attributes": {"DelaySeconds": "7"}}
    url = ground.client("sqs").create_queue(**taken)["QueueUrl"]
    first = stack(
        ground.name("a"), {"Q": queue(ground.name("queue"), DelaySeconds=1), "A": alarm(ground.name("alarm"))}
    )
    second = stack(ground.name("b"), {"B": alarm(ground.name("other"))}, after=(first.name,))
    alone = stack(ground.name("c"), {"C": alarm(ground.name("alone"))})
    report = ground.deploy(first, second, alone)
    results = {name: outcome.result for name, outcome in report.outcomes.items()}
    assert results == {first.name: Result.FAILED, second.name: Result.SKIPPED, alone.name: Result.CREATED}
    assert list(ground.alarms()) == [ground.name("alone")]
    assert ground.statuses()[first.name] == "ROLLBACK_COMPLETE"

    ground.client("sqs").delete_queue(QueueUrl=url)
    plan = ground.plan(first, second, alone)
    notes = {change.name: change.note for change in plan.difference.pending}
    assert notes == {first.name: "left over from a failed creation: it will be deleted and made anew", second.name: ""}
    assert ground.deploy(first, second, alone).failures == []
    assert len(ground.alarms()) == 3


def test_what_left_the_spec_is_removed_last(ground: Ground) -> None:
    first, second = _stacks(ground)
    ground.deploy(first, second)
    difference = ground.plan(first).difference
    assert [(s.name, s.verb) for s in difference.pending] == [(second.name, Verb.REMOVE)]
    ground.deploy(first)
    assert list(ground.statuses()) == [first.name]
    assert list(ground.alarms()) == [ground.name("alarm")]


def test_a_resource_moves_between_stacks_under_its_name(ground: Ground) -> None:
    """A function's key changes in the spec, its name does not: the old stack goes first."""
    ground.deploy(stack(ground.name("old"), {"Q": queue(ground.name("queue"), DelaySeconds=1)}))
    new = stack(ground.name("new"), {"Q": queue(ground.name("queue"), DelaySeconds=2)})
    report = ground.deploy(new)
    assert [(o.stack, o.result) for o in report.outcomes.values()] == [
        (ground.name("old"), Result.REMOVED),
        (ground.name("new"), Result.CREATED),
    ]
    assert ground.queues() == [ground.name("queue")]


def test_stacks_carry_their_owner_and_the_spec_that_made_them(ground: Ground) -> None:
    ground.deploy(stack(ground.name("a"), {"A": alarm(ground.name("alarm"))}, unit="lambda_function/load"))
    (found,) = ground.client("cloudformation").describe_stacks(StackName=ground.name("a"))["Stacks"]
    assert {tag["Key"]: tag["Value"] for tag in found["Tags"]} == {
        "watchbill:service": ground.owner.service,
        "watchbill:environment": "qa1",
        "watchbill:unit": "lambda_function/load",
    }
    assert "/watchbill-0123456789ab-" in found["ChangeSetId"]


def test_a_stack_of_somebody_else_is_left_alone(ground: Ground) -> None:
    made = stack(ground.name("a"), {"A": alarm(ground.name("alarm"))})
    ground.client("cloudformation").create_stack(StackName=made.name, TemplateBody=made.template)
    with pytest.raises(CloudError, match=f"other owners have our names: {made.name}"):
        ground.plan(made)


def test_code_is_sent_once(ground: Ground) -> None:
    sent = []

    def read() -> bytes:
        sent.append(1)
        return b"zip"

    for threshold in (5, 3):
        ground.deploy(*_stacks(ground, threshold), code={"code/load/abc.zip": read})
    assert sent == [1]
    (bucket,) = [
        b["Name"] for b in ground.client("s3").list_buckets()["Buckets"] if b["Name"].startswith(ground.prefix)
    ]
    body = ground.client("s3").get_object(Bucket=bucket, Key="code/load/abc.zip")["Body"].read()
    assert body == b"zip"


def test_destroying_keeps_what_is_retained_unless_told_otherwise(ground: Ground) -> None:
    kept = stack(ground.name("a"), {"Q": queue(ground.name("queue"), DeletionPolicy="Retain")})
    ground.deploy(kept)
    report = ground.destroy(kept)
    assert [(kind, url.rpartition("/")[2]) for kind, url in report.kept] == [("AWS::SQS::Queue", ground.name("queue"))]
    assert ground.queues() == [ground.name("queue")]

    other = stack(ground.name("b"), {"Q": queue(ground.name("second"), DeletionPolicy="Retain")})
    ground.deploy(other)
    assert ground.destroy(other, delete_data=True).left == []
    assert ground.queues() == [ground.name("queue")]


def test_what_was_kept_comes_back_into_its_stack(ground: Ground) -> None:
    """Destroy and deploy again: the retained store is taken in, with what it holds."""
    kept = stack(ground.name("a"), {"Q": queue(ground.name("queue"), DeletionPolicy="Retain", DelaySeconds=1)})
    ground.deploy(kept)
    url = ground.client("sqs").get_queue_url(QueueName=ground.name("queue"))["QueueUrl"]
    ground.client("sqs").send_message(QueueUrl=url, MessageBody="precious", DelaySeconds=0)
    ground.destroy(kept)
    again = stack(ground.name("a"), {"Q": queue(ground.name("queue"), DeletionPolicy="Retain", DelaySeconds=2)})
    assert ground.deploy(again).failures == []
    attributes = ground.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["DelaySeconds"])["Attributes"]
    assert attributes == {"DelaySeconds": "2"}
    assert ground.client("sqs").receive_message(QueueUrl=url)["Messages"][0]["Body"] == "precious"
    ground.destroy(again, delete_data=True)


def test_what_was_changed_by_hand_is_shown_and_put_back(ground: Ground) -> None:
    """One drifted alarm brings its whole stack back, so the plan looks at all of that stack."""
    resources = {"A": alarm(ground.name("alarm")), "B": alarm(ground.name("gone"))}
    made = stack(ground.name("a"), {**resources, "Q": queue(ground.name("q"), DelaySeconds=1)})
    ground.deploy(made)
    url = _tamper(ground)

    proposal = ground.plan(made)
    changes = {change.logical_id: change for change in proposal.difference.changes}
    assert {name: (change.action, change.outside) for name, change in changes.items()} == {
        "A": (Action.CHANGE, False),
        "B": (Action.ADD, True),
        "Q": (Action.CHANGE, False),
    }
    threshold = next(edit for edit in changes["A"].edits if edit.name == "Threshold")
    assert (threshold.before, threshold.after, threshold.outside) == (99.0, 5.0, True)
    assert [edit.name for edit in changes["Q"].edits] == ["DelaySeconds"]

    assert deploy(ground.connection, proposal, {}, "0", Recorder()).count(Result.UPDATED) == 1
    back = ground.alarms()
    assert ground.name("gone") in back
    assert back[ground.name("alarm")]["Threshold"] == 5.0
    assert back[ground.name("alarm")]["TreatMissingData"] == "notBreaching"
    attributes = ground.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["DelaySeconds"])["Attributes"]
    assert attributes == {"DelaySeconds": "1"}
    assert ground.plan(made, drift=True).difference.pending == ()


def _tamper(ground: Ground) -> str:
    """Change one alarm, delete another, change the queue; returns its URL."""
    live = ground.alarms()[ground.name("alarm")]
    fields = ("AlarmName", "Namespace", "MetricName", "Dimensions", "Statistic", "Period", "EvaluationPeriods")
    by_hand = {key: live[key] for key in fields} | {"Threshold": 99, "TreatMissingData": "ignore"}
    ground.client("cloudwatch").put_metric_alarm(
        **by_hand, DatapointsToAlarm=5, ComparisonOperator="GreaterThanThreshold"
    )
    ground.client("cloudwatch").delete_alarms(AlarmNames=[ground.name("gone")])
    url: str = ground.client("sqs").get_queue_url(QueueName=ground.name("q"))["QueueUrl"]
    ground.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "9"})
    return url


def test_drift_of_other_resources_is_found_on_request(ground: Ground) -> None:
    made = stack(ground.name("a"), {"Q": queue(ground.name("q"), DelaySeconds=1)})
    ground.deploy(made)
    url = ground.client("sqs").get_queue_url(QueueName=ground.name("q"))["QueueUrl"]
    ground.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "9"})
    assert ground.plan(made).difference.pending == ()
    (change,) = ground.plan(made, drift=True).difference.changes
    assert [(edit.name, edit.outside) for edit in change.edits] == [("DelaySeconds", True)]


def test_a_full_bucket_stops_a_destruction_before_it_begins(ground: Ground) -> None:
    name = ground.name("files")
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}}
    bucket["Properties"]["VersioningConfiguration"] = {"Status": "Enabled"}  # type: ignore[index]
    made = stack(ground.name("a"), {"F": bucket, "A": alarm(ground.name("alarm"))})
    ground.deploy(made)
    for body in (b"one", b"two"):
        ground.client("s3").put_object(Bucket=name, Key="k", Body=body)
    ground.client("s3").delete_object(Bucket=name, Key="k")  # two versions and a delete marker are left
    with pytest.raises(CloudError, match=f"these buckets hold objects: {name}"):
        ground.destroy(made)
    assert list(ground.alarms()) == [ground.name("alarm")]
    assert ground.destroy(made, delete_data=True).failures == []
    assert name not in [bucket["Name"] for bucket in ground.client("s3").list_buckets()["Buckets"]]
