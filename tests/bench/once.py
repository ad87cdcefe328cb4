"""One measurement in a process of its own: `python -m tests.bench.once MODE SPEC OUTPUT` prints a JSON line."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.memory import peak_megabytes
from watchbill.cli import be_quick

STARTED = time.perf_counter()
PEER = ("alarms", "dashboards")
"""What slic-watch's plugin makes too."""
FOR_PEOPLE = "runbooks"
"""All else is deployed, and measured as the whole."""


def whole(spec: str, output: str, *, peer: bool) -> dict[str, object]:
    """Spec → written templates. `seconds` counts from the command's own imports to the last byte."""
    from generators.collect import find_generators, generate
    from watchbill.reading import read_plan

    plan = read_plan(spec, "qa1")
    planned = time.perf_counter()
    made = generate(plan, only=PEER if peer else find_generators().keys() - {FOR_PEOPLE})
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    for stack in made.stacks:
        (folder / f"{stack.name}.json").write_bytes(stack.body)
    return {
        "plan_seconds": planned - STARTED,
        "alarms": sum(1 for _ in plan.alarms),
        "stacks": len(made.stacks),
        "resources": sum(stack.resources for stack in made.stacks),
        "largest_bytes": max(len(stack.body) for stack in made.stacks),
        "largest_resources": max(stack.resources for stack in made.stacks),
        "bytes": sum(len(stack.body) for stack in made.stacks),
    }


def troposphere(folder: str) -> dict[str, object]:
    """The floor: the same resources made and written by troposphere alone.

    Its reader of templates makes the objects first, unmeasured; then each is made again, property by property, as a
    program using troposphere would, and turned into JSON: that is measured.
    """
    from troposphere import Template
    from troposphere.template_generator import TemplateGenerator

    count = 0
    seconds = 0.0
    for path in sorted(Path(folder).glob("*.json")):
        template = json.loads(path.read_text(encoding="utf-8"))
        for body in template["Resources"].values():
            body["Properties"].pop("ActionConfiguration", None)  # troposphere 4.11 knows neither of the two
            body["Properties"].pop("LoggingConfig", None)
        objects = list(TemplateGenerator(template).resources.values())
        begun = time.process_time()
        made = Template()
        for one in objects:
            made.add_resource(rebuild(one))
        assert json.dumps(made.to_dict(), sort_keys=True)
        seconds += time.process_time() - begun
        count += len(objects)
    return {"resources": count, "build_cpu_seconds": seconds}


def rebuild(made: Any) -> Any:
    """A troposphere object made anew from its own properties, nested ones too."""
    from troposphere import BaseAWSObject

    properties = {
        name: rebuild(value)
        if isinstance(value, BaseAWSObject)
        else [rebuild(item) if isinstance(item, BaseAWSObject) else item for item in value]
        if isinstance(value, list)
        else value
        for name, value in made.properties.items()
    }
    return type(made)(made.title, **properties)


def main(mode: str, source: str, output: str) -> None:
    be_quick()
    result = troposphere(source) if mode == "troposphere" else whole(source, output, peer=mode == "peer")
    result["seconds"] = time.perf_counter() - STARTED
    result["cpu_seconds"] = time.process_time()
    result["peak_mb"] = peak_megabytes()
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
