"""Every name that leaves the program is made here."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.alarm import Part
    from monitors.model.plan import Service

LOGICAL_ID_MAX = 255
ALARM_NAME_MAX = 255  # PutMetricAlarm, botocore 1.44 `cloudwatch` model


def kebab(text: str) -> str:
    """`loadScoresToStream` → `load-scores-to-stream`, `DLQ_parked` → `dlq-parked`."""
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])", r"\1\3-\2\4", text)
    return re.sub(r"[^A-Za-z0-9]+", "-", spaced).strip("-").lower()


def pascal(text: str) -> str:
    """`error_rate_high` → `ErrorRateHigh`; everything but ASCII letters and digits is dropped."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", text) if word)


PLACEHOLDERS = ("product", "environment", "region", "service", "name", "key")
"""What a name template may hold."""


def fill(
    template: str, *, product: str, environment: str, region: str, service: str, key: str, name: str | None
) -> str:
    """Fill a kind's name template. Raises KeyError for a placeholder that does not exist."""
    return template.format_map(
        {
            "product": product,
            "environment": environment,
            "region": region,
            "service": service,
            "name": name or kebab(key),
            "key": key,
        }
    )


def physical(template: str, service: Service, key: str, name: str | None) -> str:
    """The template filled with a service's facts. Raises KeyError for a placeholder that does not exist."""
    return fill(
        template,
        product=service.product,
        environment=service.environment,
        region=service.region,
        service=service.name,
        key=key,
        name=name,
    )


def incident(service: Service, short: str, key: str, symptom: str) -> str:
    """The key of one rule × resource; also the name of its trip alarm."""
    return f"{service.prefix}-{short}-{key}-{symptom.replace('_', '-')}"


def alarm(incident_name: str, part: Part) -> str:
    """A trip alarm has the incident's name; hold and step say what they are."""
    return incident_name if part == "trip" else f"{incident_name}-{part.value}"


def logical_id(*parts: str) -> str:
    """An injective CloudFormation logical id within a stack.

    One PascalCase word stays as it is (`ErrorRateHigh`). Anything else (`my-fn`, `my_fn`, several parts) becomes
    PascalCase plus eight hex digits of the exact parts, so that no two inputs share an id.
    """
    if len(parts) == 1 and re.fullmatch(r"[A-Z][A-Za-z0-9]*", parts[0]) and len(parts[0]) <= LOGICAL_ID_MAX:
        return parts[0]
    digest = hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:8]
    return f"{pascal('-'.join(parts))[: LOGICAL_ID_MAX - 8]}{digest}"


def stack(service: Service, short: str, key: str) -> str:
    """Stack names take letters, digits and hyphens, case-sensitively; a lossy key adds its digest."""
    plain = re.sub(r"[^A-Za-z0-9-]", "-", key)
    suffix = "" if plain == key else f"-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    return f"{service.prefix}-{short}-{plain}{suffix}"


def stack_of_service(service: Service, unit: str) -> str:
    """Stacks of service-wide units: `foundation` → `prd2011-qa1-foundation`."""
    return f"{service.prefix}-{kebab(unit)}"


def incident_table(service: Service) -> str:
    """Where the alert router keeps its incidents: `prd2011-qa1-incidents`."""
    return f"{service.prefix}-incidents"


def mute_by_hand_prefix(service: Service) -> str:
    """Begins the names of mute rules that people make: no stack holds them."""
    return f"{service.prefix}-by-hand-"


def mute_by_hand(service: Service, what: str, who: str, moment: str) -> str:
    """`prd2011-qa1-by-hand-load-db-ann-20261127T151002`: short enough for any list, and unique to the second."""
    return f"{mute_by_hand_prefix(service)}{kebab(what)[:40]}-{kebab(who)[:20] or 'somebody'}-{moment}"


def canary_runner(service: Service) -> str:
    """The function that runs the canaries: `prd2011-qa1-canary-runner`."""
    return f"{service.prefix}-canary-runner"
