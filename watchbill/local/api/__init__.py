"""AWS API actions served here instead of by moto, spoken through botocore's own service models."""

from __future__ import annotations
