"""A function broken by hand while people use it, and mended; and an alarm set by hand, as one does to try a route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import urllib3

from monitors.model.alarm import Part, Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitors.model.alarm import Alarm
    from monitors.model.plan import Plan
    from watchbill.local.neighbours import Neighbours

FUNCTION, API = "proxyCampaignService", "campaigns-api"
VARIABLE = "CAMPAIGN_SERVICE_URL"
CALL_SECONDS = 15
"""Of the cloud's time, between two calls of the API."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """`notice` is called after every step of time."""

    plan: Plan
    around: Neighbours
    notice: Callable[[], None]

    def begin(self) -> None:
        """Take a setting away, as a hand in the console does: no invocation gets to its work from now on."""
        self._set({name: value for name, value in self._variables().items() if name != VARIABLE})

    def end(self) -> None:
        self._set({**self._variables(), VARIABLE: self.around.campaigns.url})

    def pass_until(self, over: Callable[[], bool], minutes: float) -> bool:
        """Let time pass, with a call of the API now and then, until `over`. False when the minutes passed before."""
        url = self.around.runner.api_url(self.plan.find("http_api", API).resource.name)
        for _ in range(round(minutes * 60) // CALL_SECONDS):
            urllib3.request("GET", f"{url}/campaigns/spring-tour", retries=False)
            self.around.runner.tick(CALL_SECONDS)
            self.notice()
            if over():
                return True
        return False

    def _variables(self) -> dict[str, str]:
        shown = self._client().get_function_configuration(FunctionName=self._name)
        return dict(shown["Environment"]["Variables"])

    def _set(self, variables: dict[str, str]) -> None:
        self._client().update_function_configuration(FunctionName=self._name, Environment={"Variables": variables})

    def _client(self) -> Any:
        return self.around.cloud.client("lambda")

    @property
    def _name(self) -> str:
        return self.plan.find("lambda_function", FUNCTION).resource.name


def drill(plan: Plan, around: Neighbours) -> Alarm:
    """Set an alarm of low priority by hand; its next evaluation sets it back."""
    alarms = [alarm for alarm in plan.alarms if alarm.priority is Priority.LOW and alarm.part is Part.TRIP]
    chosen = min((alarm for alarm in alarms if alarm.tells_ok), key=lambda alarm: alarm.name)
    around.cloud.client("cloudwatch").set_alarm_state(
        AlarmName=chosen.name, StateValue="ALARM", StateReason="Set by hand, to see whom it tells."
    )
    return chosen
