"""Packaging the real functions for this interpreter."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generators.crew import CrewFunction
from watchbill.packaging.package import Package, Recipe, build_of, package_function, package_functions
from watchbill.packaging.target import Target
from watchbill.packaging.vendor import Vendor
from watchbill.packaging.wanted import Wanted
from watchbill.reading import read_plan

if TYPE_CHECKING:
    from monitors.model.plan import Plan

VENDOR = Vendor()  # reads each distribution once
ROOT = Path(__file__).parents[3]
FUNCTIONS = [
    "loadScoresToDynamoDB",
    "loadScoresToStream",
    "processSavedScores",
    "proxyCampaignService",
    "redriveDeadLetters",
    "saveEntryScoring",
    "saveFanlistScores",
    "verdictReporter",
]
EXECUTE = "import importlib, sys; sys.path[:0] = sys.argv[2:]; print(importlib.import_module(sys.argv[1]).handle)"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(ROOT / "config.yaml", "qa1")


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the workers: whoever edits them meanwhile does not change this test's outcome."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "workers", root / "workers")
    return root


@pytest.fixture(scope="module")
def packages(plan: Plan, copied: Path) -> dict[str, Package]:
    recipe = Recipe(root=copied, target=Target.here(), vendor=VENDOR)
    return {package.function: package for package in package_functions(plan, recipe)}


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda's Python runtime brings, and nothing else: boto3 with what it requires."""
    folder = tmp_path_factory.mktemp("runtime")
    for path, content in VENDOR.collect("runtime", ["boto3"], Target.here(), boto3=True).contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_handler_is_imported_from_its_zip_alone(
    function: str, packages: dict[str, Package], plan: Plan, runtime: Path, tmp_path: Path
) -> None:
    package = packages[function]
    with zipfile.ZipFile(io.BytesIO(package.archive)) as archive:
        archive.extractall(tmp_path)
    module = plan.find("lambda_function", function).resource.settings.handler.rpartition(".")[0]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", EXECUTE, module, str(tmp_path), str(runtime)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "function handle" in done.stdout


def test_the_same_sources_give_the_same_bytes_whatever_their_dates_and_order(
    plan: Plan, packages: dict[str, Package], copied: Path, tmp_path: Path
) -> None:
    again = tmp_path / "elsewhere"
    for path in sorted((copied / "workers").rglob("*"), reverse=True):
        target = again / path.relative_to(copied)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            os.utime(target, (1, 1))
    function = plan.find("lambda_function", "saveFanlistScores").resource
    package = package_function(Wanted.by_spec(function), Recipe(root=again, target=Target.here(), vendor=VENDOR))
    assert package.digest == packages[function.key].digest
    assert package.archive == packages[function.key].archive


def test_a_changed_line_changes_the_digest_of_those_that_import_it(
    plan: Plan, packages: dict[str, Package], copied: Path, tmp_path: Path
) -> None:
    shutil.copytree(copied / "workers", tmp_path / "workers")
    with (tmp_path / "workers/verdict_reporter/handler.py").open("a") as handler:
        handler.write("\n# changed\n")
    recipe = Recipe(root=tmp_path, target=Target.here(), vendor=VENDOR)
    build = build_of(package_functions(plan, recipe))
    changed = {key for key, digest in build.code.items() if digest != packages[key].digest}
    assert changed == {"verdictReporter"}


def test_a_zip_holds_its_own_worker_and_what_that_imports(packages: dict[str, Package]) -> None:
    contents = packages["verdictReporter"].contents
    workers = {path.split("/")[1] for path in contents if path.startswith("workers/")}
    assert workers == {"__init__.py", "runtime", "verdict_reporter"}
    assert "workers/verdict_reporter/handler.py" in contents
    assert not [path for path in contents if path.endswith((".pyc", ".pyi", "monitors.yaml", "event.json"))]
    assert not [path for path in contents if path.startswith(("opentelemetry/", "pydantic/", "moto/"))]


def test_boto3_comes_with_the_runtime_unless_it_is_asked_for(
    plan: Plan, packages: dict[str, Package], copied: Path
) -> None:
    package = packages["loadScoresToDynamoDB"]
    names = [pin.partition("==")[0] for pin in package.pins]
    assert "orjson" in names
    assert not {"boto3", "botocore", "s3transfer"} & set(names)
    assert all(version for _, _, version in (pin.partition("==") for pin in package.pins))
    assert len(package.archive) < 2 * 2**20
    assert package.key == f"code/loadScoresToDynamoDB/{package.digest}.zip"
    function = plan.find("lambda_function", package.function).resource
    whole = package_function(
        Wanted.by_spec(function), Recipe(root=copied, target=Target.here(), vendor=VENDOR, boto3=True)
    )
    assert {"boto3", "botocore", "s3transfer"} <= {pin.partition("==")[0] for pin in whole.pins}


def test_a_function_of_our_own_is_packed_from_where_watchbill_lies_with_its_files(tmp_path):
    crew = CrewFunction(
        role="alert-router",
        name="prd2011-qa1-alert-router",
        handler="workers.alert_router.handler.handle",
        description="Tells people",
        timeout_seconds=60,
        files={"workers/alert_router/routes.json": b"{}"},
    )
    package = package_function(Wanted.by_crew(crew), Recipe(root=tmp_path, target=Target.here(), vendor=VENDOR))
    assert package.key == f"code/crew/alert-router/{package.digest}.zip"
    assert package.contents["workers/alert_router/routes.json"] == b"{}"
    assert "workers/alert_router/channels/slack/notifier.py" in package.contents, "channels are found by walking"
