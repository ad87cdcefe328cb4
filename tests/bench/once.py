"""One measurement in a process of its own: `python -m tests.bench.once MODE SPEC OUTPUT` prints a JSON line."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

STARTED = time.perf_counter()


def whole(spec: str, output: str, *, only: tuple[str, ...] | None) -> dict[str, object]:
    """Spec → written templates. `seconds` counts from the first import to the last byte."""
    from generators.collect import generate
    from watchbill.reading import read_plan

    plan = read_plan(spec, "qa1")
    planned = time.perf_counter()
    made = generate(plan, only=only)
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    for stack in made.stacks:
        (folder / f"{stack.name}.json").write_text(stack.template, encoding="utf-8")
    return {
        "plan_seconds": planned - STARTED,
        "alarms": sum(1 for _ in plan.alarms),
        "stacks": len(made.stacks),
        "resources": sum(stack.resources for stack in made.stacks),
        "largest_bytes": max(len(stack.template) for stack in made.stacks),
        "largest_resources": max(stack.resources for stack in made.stacks),
        "bytes": sum(len(stack.template) for stack in made.stacks),
    }


def troposphere(folder: str) -> dict[str, object]:
    """The floor: the same resources made and written by troposphere alone, read from what `whole` wrote."""
    from troposphere import Tags, Template
    from troposphere.template_generator import TemplateGenerator

    count = 0
    seconds = 0.0
    for path in sorted(Path(folder).glob("*.json")):
        template = json.loads(path.read_text(encoding="utf-8"))
        for body in template["Resources"].values():
            body["Properties"].pop("ActionConfiguration", None)  # troposphere 4.11 does not know it
        begun = time.perf_counter()
        rebuilt = TemplateGenerator(template)
        rebuilt.to_json()
        seconds += time.perf_counter() - begun
        count += len(template["Resources"])
    assert Tags
    assert Template
    return {"resources": count, "build_seconds": seconds}


def main(mode: str, source: str, output: str) -> None:
    if mode == "troposphere":
        result = troposphere(source)
    else:
        result = whole(source, output, only=("alarms", "dashboards") if mode == "peer" else None)
    result["seconds"] = time.perf_counter() - STARTED
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
