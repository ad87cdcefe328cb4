"""Distributions for a target that is not this interpreter."""

from __future__ import annotations

import zipfile
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from packaging.markers import Marker

from watchbill.packaging.error import PackagingError
from watchbill.packaging.target import Target
from watchbill.packaging.vendor import Vendor

if TYPE_CHECKING:
    from pathlib import Path

LAMBDA = Target(python=(3, 13), architecture="arm64")
ORJSON = f"orjson-{version('orjson')}"


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """Wheels of orjson for two platforms; what is in them tells them apart."""
    for tag in ("cp313-cp313-manylinux_2_17_aarch64.manylinux2014_aarch64", "cp313-cp313-manylinux_2_17_x86_64"):
        with zipfile.ZipFile(tmp_path / f"{ORJSON}-{tag}.whl", "w") as wheel:
            wheel.writestr("orjson/__init__.py", tag)
            wheel.writestr("orjson/__init__.pyi", "a stub")
            wheel.writestr(f"{ORJSON}.dist-info/METADATA", "Name: orjson")
            wheel.writestr(f"{ORJSON}.dist-info/RECORD", "hashes")
    return tmp_path


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_compiled_code_comes_from_a_wheel_for_the_functions_own_platform(architecture: str, wheels: Path) -> None:
    target = Target(python=(3, 13), architecture=architecture)
    vendored = Vendor(wheels=wheels, download=False).collect("load", ["orjson"], target, boto3=False)
    assert sorted(vendored.contents) == [f"{ORJSON}.dist-info/METADATA", "orjson/__init__.py"]
    assert {"arm64": b"aarch64", "x86_64": b"x86_64"}[architecture] in vendored.contents["orjson/__init__.py"]
    assert vendored.pins == (ORJSON.replace("-", "=="),)


def test_pure_python_is_taken_as_it_is_installed(tmp_path: Path) -> None:
    vendored = Vendor(wheels=tmp_path, download=False).collect("load", ["jmespath"], LAMBDA, boto3=False)
    assert "jmespath/__init__.py" in vendored.contents


def test_a_missing_wheel_is_told_with_the_command_that_fetches_it(tmp_path: Path) -> None:
    with pytest.raises(PackagingError) as refused:
        Vendor(wheels=tmp_path, download=False).collect("load", ["orjson"], LAMBDA, boto3=False)
    message = str(refused.value)
    assert "load cannot be packaged" in message
    assert f"orjson=={version('orjson')} built for Python 3.13 on arm64" in message
    assert "pip download" in message
    assert "manylinux2014_aarch64" in message


def test_every_import_that_nobody_holds_is_told_at_once() -> None:
    with pytest.raises(PackagingError) as refused:
        Vendor().collect("load", ["nowhere.at_all", "orjson", "nothing"], Target.here(), boto3=False)
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize(
    ("marker", "wanted"),
    [
        pytest.param("python_version < '3.12'", False, id="an older Python's requirement"),
        pytest.param("platform_machine == 'aarch64'", True, id="by machine"),
        pytest.param("sys_platform == 'win32'", False, id="by system"),
        pytest.param("extra == 'all'", False, id="an extra"),
    ],
)
def test_requirements_are_those_of_the_target(marker: str, *, wanted: bool) -> None:
    assert LAMBDA.wants(Marker(marker)) is wanted


@pytest.mark.parametrize(
    ("runtime", "glibc"),
    [("python3.13", "manylinux_2_34_aarch64"), ("python3.11", "manylinux_2_26_aarch64"), ("nodejs22.x", None)],
)
def test_a_runtime_takes_wheels_up_to_its_own_glibc(runtime: str, glibc: str | None) -> None:
    target = Target.of_runtime(runtime, "arm64")
    assert (target.platforms[0] if target else None) == glibc
