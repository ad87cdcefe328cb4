"""Metrics of the services beside Lambda, from the requests that really passed: AWS's names, dimensions and gaps."""

from __future__ import annotations
