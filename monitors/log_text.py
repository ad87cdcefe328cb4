"""Logs Insights texts that more than one kind uses. Logs are JSON, one object a line, with Lambda's platform events."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NEWEST_FIRST = "sort @timestamp desc"


def errors_text() -> str:
    """Errors in our own words, the runtime's, and the platform's reports of invocations that did not succeed."""
    return "\n".join(
        (
            "fields @timestamp, level, message, errorType, errorMessage, record.status, record.errorType, @message",
            '| filter level in ["ERROR", "CRITICAL", "FATAL"] or @message like /ERROR/',
            '    or (type = "platform.report" and record.status != "success")',
            f"| {NEWEST_FIRST}",
        )
    )


def counts_text(fields: Sequence[str]) -> str:
    """Sums of count fields by five minutes."""
    sums = ", ".join(f"sum({field}) as {field.rpartition('.')[2]}_records" for field in fields)
    present = " or ".join(f"ispresent({field})" for field in fields)
    return f"filter {present}\n| stats {sums} by bin(5m)"


def campaign_text() -> str:
    """Everything one campaign caused. The id is an example to be replaced."""
    return "\n".join(
        (
            "# put the campaign's id between the quotes",
            "fields @timestamp, @log, level, message, @message",
            '| filter campaignId = "12345"',
            f"| {NEWEST_FIRST}",
        )
    )
