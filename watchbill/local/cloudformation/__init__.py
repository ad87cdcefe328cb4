"""CloudFormation: our own stack engine behind the real API (docs/adr/0002-own-stack-engine.md)."""

from __future__ import annotations
