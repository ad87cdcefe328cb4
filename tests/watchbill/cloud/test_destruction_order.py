"""Taking down goes backwards: what follows goes first, strangers before all, the artefacts last."""

from __future__ import annotations

from watchbill.cloud.destruction import _backwards


def test_backwards() -> None:
    after = {"foundation": [], "function": ["foundation"], "table": ["function", "foundation"]}
    order = _backwards([*after, "orphan", "artefacts"], after, "artefacts")
    assert order == {
        "artefacts": {"foundation", "function", "table", "orphan"},
        "foundation": {"function", "table", "orphan"},
        "function": {"table", "orphan"},
        "orphan": set(),
        "table": {"orphan"},
    }
