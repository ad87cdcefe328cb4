"""Cuts an answer into pages, the token being the offset of the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from watchbill.local.api.error import AwsError

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")


def cut_page(items: Sequence[Item], token: str | None, size: int) -> tuple[list[Item], str | None]:
    """The page of `items` that `token` points to and the token of the one after it, None on the last.

    Raises AwsError InvalidNextToken for a token that this module never gave out.
    """
    if token is not None and not token.isdecimal():
        raise AwsError("InvalidNextToken", f"The token {token} is invalid.")
    start = int(token or 0)
    end = start + size
    return list(items[start:end]), str(end) if end < len(items) else None
