"""Event source mappings: what Lambda's pollers do with queues and streams, over their public APIs."""

from __future__ import annotations
