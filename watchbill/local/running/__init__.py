"""Runs deployed functions as Lambda would: in its runtime client, fed by its sources, with its logs and metrics."""

from __future__ import annotations

from watchbill.local.running.runner import Runner

__all__ = ["Runner"]
