"""For merge requests: GitLab's Code Quality report."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchbill.findings import Findings

SEVERITY = {"error": "major", "warning": "minor"}


def render(findings: Findings) -> str:
    """One entry a problem. Fingerprints name what is wrong, not its line: what moves is not new."""
    seen: Counter[tuple[str, str, str, str]] = Counter()
    entries = []
    for problem in findings.problems:
        identity = (problem.code, findings.path(problem), problem.path, problem.message)
        seen[identity] += 1
        digest = hashlib.sha256("\x00".join((*identity, str(seen[identity]))).encode("utf-8", "replace"))
        entries.append(
            {
                "description": f"{problem.message}. {problem.help}" if problem.help else problem.message,
                "check_name": problem.code,
                "fingerprint": digest.hexdigest(),
                "severity": SEVERITY[problem.level],
                "location": {"path": findings.path(problem), "lines": {"begin": problem.source.line}},
            }
        )
    return json.dumps(entries, indent=2, ensure_ascii=False)
