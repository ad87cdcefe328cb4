"""The repository's own eight functions, deployed by its own stacks, between stand-ins of their services."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.collect import generate
from watchbill.cloud.connection import Connection
from watchbill.cloud.deployment import deploy
from watchbill.cloud.proposal import propose
from watchbill.demo.copy import ProjectCopy
from watchbill.packaging.package import Recipe, build_of, package_functions
from watchbill.packaging.target import Target
from watchbill.project import load_project
from watchbill.reading import read_plan

if TYPE_CHECKING:
    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running import Runner
    from watchbill.local.standin.campaign_service import CampaignServiceStandin
    from watchbill.local.standin.entry_service import EntryServiceStandin
    from watchbill.local.standin.slack import SlackStandin

SPEC = Path(__file__).parents[4] / "config.yaml"
PREFIX = "prd2011-qa1"
TABLE = f"{PREFIX}-demand-table"
VERDICTS = ("verified", "waitlisted", "rejected")
COLUMNS = "campaignId,memberId,score,rank,verdict\n"


class Silent:
    """Progress that nobody watches."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


@dataclass(frozen=True)
class Services:
    """Who the functions talk to beside AWS."""

    slack: SlackStandin
    entries: EntryServiceStandin
    campaigns: CampaignServiceStandin


@dataclass
class World:
    """A deployed service, and short ways to feed it and to look into it."""

    cloud: EmbeddedCloud
    runner: Runner
    services: Services

    @classmethod
    def build(
        cls,
        cloud: EmbeddedCloud,
        runner: Runner,
        services: Services,
        folder: Path,
        shards: int = 1,
        also: tuple[str, ...] = (),
    ) -> World:
        """Deploy functions, stores and logs of the spec, and what generators `also` make beside them."""
        plan = read_plan(SPEC, "qa1")
        copy = ProjectCopy.make(SPEC, plan, folder)
        for function, variable, url in (
            ("verdictReporter", "SLACK_API_URL", f"{services.slack.url}/api"),
            ("saveEntryScoring", "ENTRY_SERVICE_URL", services.entries.url),
            ("proxyCampaignService", "CAMPAIGN_SERVICE_URL", services.campaigns.url),
        ):
            copy.edit(("functions", function, "environment", variable), url)
        copy.edit(("streams", "scores-stream", "shards"), shards)  # each shard's consumers are processes that start
        cloud.client("secretsmanager").create_secret(Name="prd2011/slack/bot-token", SecretString="xoxb-planted")
        plan = read_plan(copy.spec, "qa1")
        packages = package_functions(plan, Recipe(root=folder, target=Target.here()))
        stacks = generate(plan, build_of(packages), only={"functions", "logs", "stores", *also}).stacks
        code = {package.key: (lambda package=package: package.archive) for package in packages}
        connection = Connection(cloud.region, cloud.endpoint_url)
        owner = load_project(copy.spec, "qa1", pack=False).owner
        report = deploy(connection, propose(connection, owner, stacks), code, "test", Silent())
        assert not report.failures, report.failures
        return cls(cloud, runner, services)

    def client(self, service: str) -> Any:
        return self.cloud.client(service)

    def name(self, function: str) -> str:
        return f"{PREFIX}-us-east-1-api-{function}-tmaws"

    def bucket(self, key: str) -> str:
        """A bucket's name, which carries the account's number."""
        names = [bucket["Name"] for bucket in self.client("s3").list_buckets()["Buckets"]]
        return next(name for name in names if key in name)

    def put_file(self, bucket: str, key: str, text: str) -> None:
        self.client("s3").put_object(Bucket=self.bucket(bucket), Key=key, Body=text.encode())

    def run(self, seconds: float = 600, timeout: float = 120) -> None:
        self.runner.tick(seconds, timeout)

    def items(self) -> dict[tuple[str, str], dict[str, Any]]:
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=TABLE)
        return {(i["PK"]["S"], i["SK"]["S"]): i for page in pages for i in page["Items"]}

    def scores(self, campaign: str) -> dict[str, str]:
        """Verdict by member."""
        found = ((sk, item) for (pk, sk), item in self.items().items() if pk == f"campaign:{campaign}")
        return {sk.removeprefix("score:"): item["verdict"]["S"] for sk, item in found if sk.startswith("score:")}

    def counts(self, campaign: str) -> Counter[str]:
        item = self.items().get((f"campaign:{campaign}", "meta:counts"), {})
        return Counter({v: int(item[f"count_{v}"]["N"]) for v in VERDICTS if f"count_{v}" in item})

    def posts(self) -> list[str]:
        return [message.text for message in self.services.slack.workspace.messages]

    def parked(self) -> list[str]:
        entries = self.client("s3").list_objects_v2(Bucket=self.bucket("parked-records")).get("Contents", [])
        return [entry["Key"] for entry in entries]

    def empty_parking(self) -> list[dict[str, Any]]:
        """Take out all that workers parked for a person: their records, and Lambda's own letters, which are done."""
        client, bucket = self.client("s3"), self.bucket("parked-records")
        found: list[dict[str, Any]] = []
        for key in self.parked():
            body = json.loads(client.get_object(Bucket=bucket, Key=key)["Body"].read())
            found += [{**record, "function": body["function"]} for record in body.get("records", ())]
            client.delete_object(Bucket=bucket, Key=key)
        return found

    def depth(self, queue: str) -> int:
        url = self.client("sqs").get_queue_url(QueueName=f"{PREFIX}-{queue}")["QueueUrl"]
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(map(int, found.values()))

    def log_lines(self, function: str) -> list[dict[str, Any]]:
        group = f"/aws/lambda/{self.name(function)}"
        pages = self.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        messages = [event["message"] for page in pages for event in page["events"]]
        return [json.loads(message) for message in messages if message.startswith("{")]

    def metric(self, namespace: str, name: str, **dimensions: str) -> float:
        """The sum over all time."""
        self.runner.recorder.flush()
        answer = self.client("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=0,
            EndTime=self.runner.clock.now() + 60,
            Period=3600,
            Statistics=["Sum"],
        )
        return sum(point["Sum"] for point in answer["Datapoints"])


def score_rows(campaign: str, size: int, seed: int = 1) -> list[tuple[str, str, str]]:
    """Campaign, member and verdict of `size` fans."""
    chosen = random.Random(seed)
    return [(campaign, f"fan-{number}", chosen.choice(VERDICTS)) for number in range(size)]


def as_file(rows: list[tuple[str, str, str]], first_rank: int = 1) -> str:
    lines = (f"{c},{m},0.5,{rank},{v}\n" for rank, (c, m, v) in enumerate(rows, start=first_rank))
    return COLUMNS + "".join(lines)


def tally(rows: list[tuple[str, str, str]]) -> Counter[str]:
    return Counter(verdict for _, _, verdict in rows)
