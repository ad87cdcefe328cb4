"""Spec → plan → code → stacks: all that a command needs to know of a project, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from generators.artefact import TextArtefact
    from generators.stacks import Stack
    from monitors.model.plan import Plan
    from watchbill.cloud.proposal import Owner
    from watchbill.packaging.package import Package
    from watchbill.packaging.vendor import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """`code` maps S3 keys to what makes the zip; making is slow, so it waits until a zip is missed."""

    plan: Plan
    stacks: tuple[Stack, ...]
    files: tuple[TextArtefact, ...]
    code: Mapping[str, Callable[[], bytes]]
    account: str | None

    @property
    def owner(self) -> Owner:
        from watchbill.cloud.proposal import Owner

        service = self.plan.service
        return Owner(service=service.name, environment=service.environment, prefix=service.prefix, account=self.account)

    @property
    def dashboards(self) -> tuple[str, ...]:
        """Names of the dashboards in the stacks."""
        from watchbill.cloud.template import read_template

        return tuple(
            str(definition.properties.get("DashboardName", definition.logical_id))
            for stack in self.stacks
            for definition in read_template(stack.template).resources.values()
            if definition.type == "AWS::CloudWatch::Dashboard"
        )


def load_project(spec: Path, environment: str | None, *, local: bool = False, pack: bool = True) -> Project:
    """`local` packs code for this machine's Python, else for each function's Lambda runtime; without `pack` none is.

    Raises SpecError, PlanError, PackagingError, UnreadableError.
    """
    from generators.collect import generate
    from monitors.catalogue import load_catalogue
    from monitors.plan import build_plan
    from watchbill.packaging.package import build_of
    from watchbill.reading import read_spec

    document = read_spec(spec, environment)
    plan = build_plan(document, load_catalogue())
    packages = _pack(plan, spec.parent, local=local) if pack else ()
    output = generate(plan, build_of(packages))
    return Project(
        plan=plan,
        stacks=output.stacks,
        files=output.files,
        code={package.key: _maker(package) for package in packages},
        account=document.head.account,
    )


def _pack(plan: Plan, root: Path, *, local: bool) -> tuple[Package, ...]:
    from watchbill.packaging.package import Recipe, package_functions
    from watchbill.packaging.target import Target

    return package_functions(plan, Recipe(root=root, target=Target.here() if local else None, vendor=_vendor()))


@cache
def _vendor() -> Vendor:
    """One for the process: it remembers the distributions it has read."""
    from watchbill.packaging.vendor import Vendor

    return Vendor()


def _maker(package: Package) -> Callable[[], bytes]:
    return lambda: package.archive
