"""The demo's scenes, in order. Each ends with what the services themselves say; a wrong answer ends the demo."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.cloud.deployment import ARTEFACTS, deploy
from watchbill.cloud.destruction import destroy, survey
from watchbill.cloud.error import CloudError
from watchbill.cloud.glossary import write_glossary
from watchbill.cloud.proposal import propose
from watchbill.cloud.render.plan_text import PlanText
from watchbill.cloud.render.progress import progress_for
from watchbill.cloud.render.report import say_report
from watchbill.demo.account import account, claims, watch_work
from watchbill.demo.alerting import Alerting
from watchbill.demo.haul import Haul
from watchbill.demo.inventory import take_inventory
from watchbill.demo.outage import FUNCTION
from watchbill.demo.probing import probe, rest
from watchbill.demo.tables import inventory_tables
from watchbill.demo.traffic import fan_list, score_file
from watchbill.demo.witness import tell, watch_time
from watchbill.project import load_project

if TYPE_CHECKING:
    from rich.console import Console

    from watchbill.cloud.connection import Connection
    from watchbill.cloud.deployment import Report
    from watchbill.cloud.proposal import Proposal
    from watchbill.cloud.render.signs import Pen
    from watchbill.demo.copy import ProjectCopy
    from watchbill.demo.traffic import Delivery
    from watchbill.local.neighbours import Neighbours
    from watchbill.project import Project

RULE = "lambda_function.error_rate_high"
TUNED, REFUSED = 3, 2
"""Thresholds in percent: the one that is deployed, and the one that goes down with a change AWS refuses."""
SCORES, FANS = 1_000, 250
"""Lines of the demo's files."""
STEP_SECONDS, PATIENCE_SECONDS, REPEAT_SECONDS = 10, 900, 600
"""Of the cloud's time: how often progress is read, how long the files may take, and their repeat."""
TOO_MUCH = 950
"""Reserved concurrency that an account of 1,000 cannot give: Lambda keeps 100 unreserved."""


@dataclass
class Story:
    """Tells one project's demo to one console, on one cloud."""

    copy: ProjectCopy
    environment: str | None
    connection: Connection
    console: Console
    pen: Pen
    scene: int = 0
    project: Project | None = None

    def build(self) -> None:
        """Deploy everything, then show what is there."""
        self._title("Deploy the spec: alarms, dashboards, queries and the functions they watch")
        project = self._load()
        self._deploy(project, self._propose(project))
        self._title("What was made, asked of each service itself")
        for table in inventory_tables(take_inventory(self.connection)):
            self.console.print(table)

    @property
    def has_workers(self) -> bool:
        """Whether the spec has the repository's own workers, which the files are for."""
        return {"loadScoresToStream", "saveFanlistScores"} <= {
            entry.resource.key for entry in self._loaded().plan.of_kind("lambda_function")
        }

    def probe(self, around: Neighbours) -> None:
        """Run every canary once: each function is sent an event of its own, and shows its effects."""
        plan = self._loaded().plan
        if not plan.of_kind("canary"):
            return
        self._title("Run the canaries: each function is sent an event of its own, and must show its effects")
        rest(self.connection, plan, around.runner.clock.now())
        for key, report in probe(self.connection, plan, around.runner):
            steps = ", ".join(step.name for step in report.steps)
            self._check(f"{key}: {steps}" if report.passed else f"{key} passes; {report.words}", report.passed)

    def process(self, around: Neighbours) -> None:
        """Push files through the functions: every line is accounted for, and a second delivery changes nothing."""
        plan = self._loaded().plan
        scores, fans = score_file("tour-2026", SCORES), fan_list("club-2026", FANS)
        self._title(f"Upload a score file of {SCORES:,} lines and a fan list of {FANS:,}; the functions run")
        haul = Haul(plan=plan, around=around)
        began = time.monotonic()
        haul.send(scores)
        haul.send(fans)
        with watch_work(self.console, scores.good + fans.good) as show:
            for _ in range(PATIENCE_SECONDS // STEP_SECONDS):
                around.runner.tick(STEP_SECONDS)
                show(sum(haul.counted(one.campaign).total() for one in (scores, fans)))
                if len(haul.posts()) == len((scores, fans)):
                    break
        passed = around.runner.clock.advanced
        self.console.print(account(haul, scores, fans))
        self._say(f"{passed:.0f} s of the cloud's time in {time.monotonic() - began:.1f} s.")
        for claim, held in claims(haul, scores, fans):
            self._check(claim, held)
        self._again(haul, scores, fans)

    def _again(self, haul: Haul, scores: Delivery, fans: Delivery) -> None:
        told = haul.posts()
        haul.send(scores)
        haul.send(fans)
        haul.around.runner.tick(REPEAT_SECONDS)
        exact = all(haul.counted(one.campaign) == one.verdicts for one in (scores, fans))
        self._check("a second delivery of both changes no count and posts nothing", exact and haul.posts() == told)

    @property
    def has_router(self) -> bool:
        """Whether alarms go to people by way of the router, and there is what the scene breaks."""
        plan = self._loaded().plan
        functions = {entry.resource.key for entry in plan.of_kind("lambda_function")}
        return bool(plan.of_kind("router")) and FUNCTION in functions

    def alert(self, around: Neighbours) -> None:
        """Break a function: people are told, each once, and told again when it is over."""
        self._title(f"Break {FUNCTION} by hand: whom its alarm tells, and when")
        began = time.monotonic()
        with watch_time(self.console) as show:
            scene = Alerting(plan=self._loaded().plan, around=around, notice=show)
            scene.play()
        self.console.print(tell(scene.witness.words, scene.begin))
        passed = around.runner.clock.now() - scene.begin
        self._say(f"{passed / 60:.0f} min of the cloud's time in {time.monotonic() - began:.1f} s.")
        for claim, held in scene.claims():
            self._check(claim, held)

    def change(self) -> None:
        """Tune one threshold: the plan shows exactly that, and nothing once it is deployed."""
        function = self._some_function()
        self.copy.edit(("functions", function, "rules", "error_rate_high", "threshold_percent"), TUNED)
        self._title(f"Edit the spec: {RULE} of {function} trips above {TUNED} %")
        project = self._load()
        self._deploy(project, self._propose(project))
        self._check(f"CloudWatch has the threshold {TUNED}", self._threshold(project, function) == TUNED)
        self._check("the next plan is empty", not self._propose(project).difference.pending)

    def fail(self) -> None:
        """A deployment that AWS refuses half way leaves everything as it was."""
        function = self._some_function()
        self.copy.edit(("functions", function, "rules", "error_rate_high", "threshold_percent"), REFUSED)
        self.copy.edit(("functions", function, "reserved_concurrency"), TOO_MUCH)
        self._title(f"Edit it badly: {function} reserves {TOO_MUCH} of the account's 1,000 executions")
        project = self._load()
        report = self._deploy(project, self._propose(project), fails=True)
        self._check("the deployment failed", bool(report.failures))
        self._check(f"CloudWatch still has the threshold {TUNED}", self._threshold(project, function) == TUNED)

    def remove(self) -> None:
        """Destroy everything, data included: it is only the demo's."""
        self._title("Destroy everything")
        project = self._loaded()
        found = survey(self.connection, project.owner)
        after = {stack.name: stack.after for stack in project.stacks}
        with progress_for(self.console, self.pen, len(found.stacks)) as progress:
            report = destroy(self.connection, project.owner, found, after, progress, delete_data=True)
        self._say(say_report(report))
        left = {noun: count for noun, count in take_inventory(self.connection).counts.items() if count}
        self._check(f"nothing is left{': ' + str(left) if left else ''}", not left and not report.left)

    def _load(self) -> Project:
        self.project = load_project(self.copy.spec, self.environment, local=True)
        return self.project

    def _loaded(self) -> Project:
        return self.project or self._load()

    def _propose(self, project: Project) -> Proposal:
        proposal = propose(self.connection, project.owner, project.stacks)
        text = PlanText(proposal.difference, write_glossary(project.plan), self.copy.spec.name, self.pen)
        for line in text.lines():
            self.console.print(line, soft_wrap=True)
        self.console.print()
        return proposal

    def _deploy(self, project: Project, proposal: Proposal, *, fails: bool = False) -> Report:
        began = time.monotonic()
        with progress_for(self.console, self.pen, len(proposal.difference.pending) + ARTEFACTS) as progress:
            digest = project.plan.service.spec_digest
            report = deploy(self.connection, proposal, project.code, digest, progress)
        self._say(f"{say_report(report)} {time.monotonic() - began:.1f} s")
        if report.failures and not fails:
            raise CloudError("the demo's deployment failed: see above")
        return report

    def _some_function(self) -> str:
        plan = self._loaded().plan
        watched = [alarm.resource for alarm in plan.alarms if alarm.rule == RULE]
        if not watched:
            raise CloudError(f"the demo edits {RULE}, and no function of this spec has it")
        return min(watched)

    def _threshold(self, project: Project, function: str) -> Any:
        names = [alarm.name for alarm in project.plan.alarms if (alarm.rule, alarm.resource) == (RULE, function)]
        answer = self.connection.client("cloudwatch").describe_alarms(AlarmNames=[min(names, key=len)])
        return answer["MetricAlarms"][0]["Threshold"]

    def _title(self, text: str) -> None:
        self.scene += 1
        self.console.print(self.pen(f"\n[bold cyan]{self.scene}[/]  [bold]{text}[/]"), soft_wrap=True)

    def _say(self, text: str) -> None:
        self.console.print(self.pen(text), soft_wrap=True)

    def _check(self, claim: str, held: bool) -> None:
        if not held:
            raise CloudError(f"the demo went wrong: it is not so that {claim}")
        self.console.print(self.pen(f"[green]✓ {claim}[/]"), soft_wrap=True)
