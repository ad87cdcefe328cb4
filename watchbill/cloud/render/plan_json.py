"""A plan for machines: one document, its format numbered, and the three integers of GitLab's plan widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.cloud.change import Action
from watchbill.cloud.edit import ABSENT
from watchbill.cloud.headline import summarise

if TYPE_CHECKING:
    from watchbill.cloud.change import Difference, ResourceChange
    from watchbill.cloud.edit import Edit
    from watchbill.cloud.glossary import Glossary

FORMAT_VERSION = "1"


def plan_document(difference: Difference, glossary: Glossary, environment: str) -> dict[str, Any]:
    """Everything that the text shows, and every edit of a dashboard besides."""
    return {
        "format_version": FORMAT_VERSION,
        "environment": environment,
        "changes_present": bool(difference.pending),
        "summary": summarise(difference, glossary),
        "counts": {**{action.value: difference.counts[action] for action in Action}, "unchanged": difference.unchanged},
        "cost": {
            "currency": "USD",
            "before": difference.cost_before,
            "after": difference.cost_after,
            "change": round(difference.cost_after - difference.cost_before, 6),
        },
        "stacks": [
            {
                "name": stack.name,
                "unit": stack.unit,
                "action": stack.verb.value,
                "note": stack.note,
                "unchanged": stack.unchanged,
                "resources": [_resource(change) for change in stack.resources],
            }
            for stack in difference.stacks
        ],
    }


def gitlab_report(difference: Difference) -> dict[str, int]:
    """`artifacts: reports: terraform:` reads exactly these. A replacement creates one and deletes one."""
    counts = difference.counts
    return {
        "create": counts[Action.ADD] + counts[Action.REPLACE],
        "update": counts[Action.CHANGE],
        "delete": counts[Action.REMOVE] + counts[Action.REPLACE],
    }


def _resource(change: ResourceChange) -> dict[str, Any]:
    source = change.source
    return {
        "action": change.action.value,
        "type": change.type,
        "logical_id": change.logical_id,
        "name": change.name,
        "rule": change.rule or None,
        "risk": change.risk.value if change.risk else None,
        "note": change.note,
        "deleted_outside": change.outside,
        "source": {"file": source.file, "line": source.line, "column": source.column} if source else None,
        "edits": [_edit(edit) for edit in change.edits],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    shown: dict[str, Any] = {"path": list(edit.path), "outside": edit.outside}
    if edit.before is not ABSENT:
        shown["before"] = edit.before
    if edit.after is not ABSENT:
        shown["after"] = edit.after
    return shown
