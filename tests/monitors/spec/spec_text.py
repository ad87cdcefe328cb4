"""A small valid spec to build tests on, and how to load one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitors.catalogue import load_catalogue
from monitors.load import load_spec
from monitors.model.errors import SpecError

if TYPE_CHECKING:
    from monitors.model.problem import Problem
    from monitors.spec.document import SpecDocument

HEAD = """\
version: 1
service: orders
product: shop
region: us-east-1
owner: team
links: {repository: "https://git.example.com/a", runbooks: "https://git.example.com/b"}
teams: {team: {channel: "#team", on_call: rota}}
"""
ENVIRONMENTS = "environments: {qa1: {}}\n"


def load(body: str, environments: str = ENVIRONMENTS, environment: str = "qa1", **companions: str) -> SpecDocument:
    """Load HEAD + body; companions are monitors.yaml texts by the folder below workers/."""
    files = {"config.yaml": HEAD + body + environments}
    files |= {f"workers/{folder}/monitors.yaml": text for folder, text in companions.items()}
    return load_spec(files, main="config.yaml", environment=environment, catalogue=load_catalogue())


def refuse(body: str, environments: str = ENVIRONMENTS, environment: str = "qa1", **companions: str) -> list[Problem]:
    """The problems of a spec that is refused."""
    with pytest.raises(SpecError) as caught:
        load(body, environments, environment, **companions)
    return list(caught.value.problems)
