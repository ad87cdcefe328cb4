"""service.user_errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from monitors.forms.burst import total
from monitors.forms.recurring import RecurringTuning, recurring
from monitors.forms.window import MINUTE
from monitors.model.alarm import Priority, Severity
from monitors.resources.service import metrics
from monitors.resources.service.spec import Spec
from monitors.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch
    from monitors.spec.model import RuleTuning


class UserErrors(Rule[Spec, RecurringTuning]):
    """Somebody in the account asks DynamoDB for something invalid, again and again.

    Watches: DynamoDB's UserErrors (HTTP 400) of the whole account and region: in two
    minutes of fifteen.
    Hurts: A request that is wrong stays wrong when it is retried: what it should have written is missing.
    Wrong when: Another service in the account is at fault; or a person tries queries in the console for ten minutes.
    First:
    - Search our functions' logs for ValidationException and ResourceNotFoundException.
    - Nothing there? Ask who else uses DynamoDB in this account: CloudTrail names them.
    Then:
    - Ours: look for a deployment that changed keys, expressions or a table's name, and roll it back.
    - Not ours: tell the owner, and raise threshold_count if it will stay.
    Prevent:
    - Test expressions and keys against a real table in the integration tests.
    - Count our own failed operations in VerifiedFan/Workers: that series is ours alone.
    Form: There is no such series by table: an alarm with TableName is silent for ever. So one alarm a service watches
    the account. Throttles and failed conditions are not counted by it. One slip in the console is no news, hence two
    minutes. Windows are a minute long, for two errors close to each other are in two windows of five minutes at one
    evaluation and in the same at the next.
    """

    priority = Priority.MEDIUM
    severity = Severity.P3
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html"
    covers = ("AWS/DynamoDB UserErrors",)
    Tuning: ClassVar[type[RuleTuning]] = RecurringTuning

    def applies(self, watch: Watch[Spec, RecurringTuning]) -> bool:
        return bool(watch.scope.of_kind("dynamodb_table"))

    def conditions(self, watch: Watch[Spec, RecurringTuning]) -> Iterator[Condition]:
        tuning = watch.tuning
        yield recurring(
            total({"errors": metrics.dynamodb_user_errors()}, MINUTE, label="errors a minute"),
            threshold=tuning.threshold_count,
            unit="errors",
            bad_minutes=tuning.bad_minutes,
            within_minutes=tuning.within_minutes,
        )
