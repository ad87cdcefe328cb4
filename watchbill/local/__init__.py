"""The embedded cloud: moto's server on loopback, and what moto lacks, each part in a module of its own."""

from __future__ import annotations
