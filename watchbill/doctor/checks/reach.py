"""Slack and PagerDuty answer (only with --probe)."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, unknown, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient

SECONDS = 5.0
ADDRESSES = {
    "slack": ("api_url", "https://slack.com/api/"),
    "pagerduty": ("events_url", "https://events.pagerduty.com"),
}
"""By channel: the setting that gives another address, and the vendor's."""


def examine(patient: Patient) -> Iterator[Finding]:
    """A HEAD request without any secret, from this machine; any answer at all will do."""
    if not patient.probe:
        return
    wanted = {}
    for receiver in patient.plan.receivers:
        if receiver.channel in ADDRESSES:
            setting, address = ADDRESSES[receiver.channel]
            wanted[dict(receiver.settings).get(setting) or address] = receiver.channel
    for address, channel in sorted(wanted.items()):
        yield _probe(address, channel)


def _probe(address: str, channel: str) -> Finding:
    if not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        return unknown(f"{channel} at {address}", "only https is asked")
    request = urllib.request.Request(address, method="HEAD", headers={"User-Agent": "watchbill"})  # noqa: S310
    try:
        urllib.request.urlopen(request, timeout=SECONDS).close()  # noqa: S310 - its scheme was looked at
    except urllib.error.HTTPError:
        pass  # an answer
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        return problem(
            f"{channel} does not answer at {address}: {reason}",
            "from here; the router's network may differ, but the vendor may be down",
            "look at the vendor's status page, and at proxies and certificates",
        )
    return well(f"{channel} answers")
