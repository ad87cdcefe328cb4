"""Wheels for another platform than this one: fetched by pip into a folder, read from there."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from watchbill.packaging.distribution import belongs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from watchbill.packaging.target import Target


def find_wheel(folder: Path, name: str, version: str, target: Target) -> Path | None:
    """A wheel of exactly that version that runs on the target."""
    for path in sorted(folder.glob("*.whl")):
        try:
            found, found_version, _, wheel_tags = parse_wheel_filename(path.name)
        except InvalidWheelFilename:
            continue
        if found == name and str(found_version) == version and not target.wheel_tags.isdisjoint(wheel_tags):
            return path
    return None


def wheel_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """What belongs into a function's zip."""
    with zipfile.ZipFile(path) as wheel:
        for name in wheel.namelist():
            if not name.endswith("/") and belongs(name):
                yield name, wheel.read(name)


def fetch_command(pins: Sequence[str], target: Target, folder: Path) -> list[str]:
    """pip's own download for another platform: exact versions, wheels only."""
    platforms = [part for name in target.platforms for part in ("--platform", name)]
    options = ["--only-binary=:all:", "--no-deps", "--python-version", target.version, "--implementation", "cp"]
    return ["pip", "download", "--dest", str(folder), *options, *platforms, *sorted(pins)]


def fetch(pins: Sequence[str], target: Target, folder: Path) -> str:
    """Download the wheels. Returns what pip said of a failure, the empty string when all went well."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", *fetch_command(pins, target, folder), "--disable-pip-version-check", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, our own words
    return "" if done.returncode == 0 else done.stderr.strip()
