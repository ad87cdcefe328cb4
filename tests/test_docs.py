"""Commands shown in README.md and docs/ are run as they stand, against the embedded cloud where they need one."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from watchbill.cli import watchbill

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
NEED_A_CLOUD = ("plan", "deploy", "destroy")
ELSEWHERE = ("init", "local", "demo")
"""init needs an empty folder, local runs until interrupted, demo is `make demo`: each has tests of its own."""
ON_CALL = ("status", "open", "mute", "postmortem", "doctor", "logs", "debug", "canary")
"""They need something deployed, some trouble in it, or nobody's end: run in tests of their own, here only read."""


def shown_commands() -> list[str]:
    """Lines of bash blocks, without their comments, each once, in the order shown."""
    lines = []
    for page in PAGES:
        for block in re.findall(r"```bash\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            lines += [re.sub(r"\s+#.*", "", line).strip() for line in block.splitlines()]
    return list(dict.fromkeys(line for line in lines if line))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a user has: the spec, the workers, the alarm tests. Commands write here, not into the repository."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("config.yaml", "workers", "tests/alarms"):
        source, target = ROOT / name, folder / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(source, target)
    return folder


@pytest.fixture(scope="module")
def cloud(checkout: Path) -> Iterator[str]:
    """The address of `watchbill local`, run where the user stands. Commands find in it what those before them made."""
    program = [sys.executable, "-m", "watchbill", "local", "--env", "qa1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(program, cwd=checkout, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def run(words: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "watchbill", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def read_words(words: list[str]) -> None:
    """As the command line does before it runs anything: raises for an option or an argument that does not exist."""
    with watchbill.make_context("watchbill", list(words), resilient_parsing=False) as context:
        _, command, rest = watchbill.resolve_command(context, list(words))
        while isinstance(command, click.Group):
            inner = command.make_context(words[0], rest, parent=context)
            taken = [*inner._protected_args, *inner.args]
            _, command, rest = command.resolve_command(inner, taken)
        assert command is not None
        command.make_context(words[0], rest, parent=context)


@pytest.mark.parametrize("line", [line for line in shown_commands() if line.startswith("watchbill ")])
def test_a_command_that_is_shown_works(line: str, checkout: Path, request: pytest.FixtureRequest) -> None:
    words = shlex.split(line)[1:]
    if words[0] in ON_CALL and "--local" not in words:
        read_words(words)
    elif words[0] in ELSEWHERE:
        assert run([words[0], "--help"], checkout).returncode == 0
    elif words[0] in NEED_A_CLOUD or "--local" in words:
        extra = ["--local", *(["--yes"] if words[0] in ("deploy", "destroy") else [])]
        here = [word for word in words if word not in (*extra, "--follow")]  # to follow has no end
        done = run([*here, *extra], checkout, WATCHBILL_ENDPOINT=request.getfixturevalue("cloud"))
        assert done.returncode == 0, done.stdout + done.stderr
    else:
        done = run(words, checkout)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("line", [line for line in shown_commands() if line.startswith("make ")])
def test_a_make_target_that_is_shown_exists(line: str) -> None:
    assert subprocess.run(["make", "--dry-run", *shlex.split(line)[1:]], cwd=ROOT, capture_output=True).returncode == 0


def test_nothing_else_is_shown() -> None:
    known = ("watchbill ", "make ", "source ")
    assert [line for line in shown_commands() if not line.startswith(known)] == []
