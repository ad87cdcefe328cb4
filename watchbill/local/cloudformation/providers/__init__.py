"""Resource providers, one file an AWS service; `registry` finds them by walking this folder."""

from __future__ import annotations
