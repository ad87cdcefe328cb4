"""Deep links into the CloudWatch console and to runbooks. Absolute: they travel in notifications."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from monitors.model.plan import Service


def console(region: str) -> str:
    return f"https://{region}.console.aws.amazon.com"


def runbook(service: Service, rule: str, key: str) -> str:
    """`<runbooks>/<kind>/<symptom>--<resource>.md`, as the runbook generator writes it."""
    return f"{service.runbooks_url}/{runbook_path(rule, key)}"


def runbook_path(rule: str, key: str) -> str:
    kind, symptom = rule.split(".", 1)
    return f"{kind}/{symptom}--{key}.md"


def dashboard(service: Service, name: str) -> str:
    return f"{console(service.region)}/cloudwatch/home?region={service.region}#dashboards/dashboard/{name}"


def alarm(service: Service, name: str) -> str:
    home = f"{console(service.region)}/cloudwatch/home?region={service.region}"
    return f"{home}#alarmsV2:alarm/{quote(name, safe='').replace('%', '$')}"


@lru_cache(maxsize=64)
def logs_insights(region: str, log_groups: tuple[str, ...], query: str, *, hours: int = 3) -> str:
    """A Logs Insights page with query and log groups filled in, over the last `hours`.

    Every alarm of a function links the same page: it is made once.
    """
    return _insights(region, f"end~0~start~-{hours * 3600}~timeType~'RELATIVE~unit~'seconds", query, log_groups)


def logs_insights_between(region: str, log_groups: tuple[str, ...], query: str, start: str, end: str) -> str:
    """The same over a time that is past: `start` and `end` as the console writes them, `2026-11-27T03:00:00.000Z`."""
    span = f"end~'{_jsurl(end)}~start~'{_jsurl(start)}~timeType~'ABSOLUTE~tz~'UTC"
    return _insights(region, span, query, log_groups)


def _insights(region: str, span: str, query: str, log_groups: tuple[str, ...]) -> str:
    groups = "".join(f"~'{_jsurl(group)}" for group in log_groups)
    detail = f"~({span}~editorString~'{_jsurl(query)}~source~({groups}))"
    # Brackets are escaped too: in Markdown a bare one would end the link.
    encoded = quote(detail, safe="~'*-_.").replace("%", "$")
    return f"{console(region)}/cloudwatch/home?region={region}#logsV2:logs-insights$3FqueryDetail$3D{encoded}"


def _jsurl(text: str) -> str:
    """The console's JSURL dialect: everything but word characters, dots and hyphens as `*hh`."""
    return re.sub(r"[^A-Za-z0-9_.-]", lambda match: "".join(f"*{byte:02x}" for byte in match.group().encode()), text)
