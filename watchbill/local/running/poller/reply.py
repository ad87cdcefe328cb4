"""What a function said about its batch, by Lambda's rules for partial batch responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from watchbill.local.running.outcome import Outcome


def failed_items(outcome: Outcome, known: Collection[str]) -> set[str]:
    """Identifiers of the records that failed; all of `known` where the answer breaks the rules.

    Nothing, null, an empty object and an empty list mean success. An empty, missing or unknown `itemIdentifier`, or
    any other shape, means that the whole batch failed.
    """
    answer = outcome.answer
    if answer is None or answer == {}:
        return set()
    if not isinstance(answer, dict):
        return set(known)
    entries: Any = answer.get("batchItemFailures")
    if entries is None:
        return set()
    if not isinstance(entries, list):
        return set(known)
    found = [entry.get("itemIdentifier") if isinstance(entry, dict) else None for entry in entries]
    return {str(item) for item in found} if all(item in known for item in found) else set(known)
