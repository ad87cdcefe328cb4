"""moto enforces Lambda's concurrency quota only when told to; every real account has one."""

from __future__ import annotations

import os

CONCURRENT_EXECUTIONS = 1000  # a new account's quota in one region, of which 100 cannot be reserved


def apply() -> None:
    os.environ.setdefault("MOTO_LAMBDA_CONCURRENCY_QUOTA", str(CONCURRENT_EXECUTIONS))
