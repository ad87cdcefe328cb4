"""Every bad spec of tests/spec/bad gets exactly the message beside it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitors.catalogue import load_catalogue
from monitors.load import load_spec
from monitors.model.errors import PlanError, SpecError
from monitors.plan import build_plan
from watchbill.findings import Findings, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitors.model.plan import Plan

BAD = Path(__file__).parent / "bad"
COMPANION = "workers/load/monitors.yaml"
SPECS = sorted(path for path in BAD.glob("*.yaml") if not path.name.endswith(".monitors.yaml"))
PLANTED = (
    "MIIEv",
    "xoxb-0000000000-notarealtoken",
    "AKIAIOSFODNN7EXAMPLE",
    "hunter2",
    "hunter3",
    "3f9A8b1C7d2E6f4A9b0c",
    "MIIEv",
)


def files_of(path: Path) -> dict[str, str]:
    """The spec as `config.yaml`, and its monitors.yaml where one stands beside it."""
    files = {"config.yaml": path.read_text(encoding="utf-8")}
    companion = path.with_suffix(".monitors.yaml")
    return files | ({COMPANION: companion.read_text(encoding="utf-8")} if companion.is_file() else {})


def environment_of(text: str) -> str | None:
    """qa1, unless the first line says `# environment: …`."""
    said = re.match(r"# environment: ?(\w*)", text)
    return (said.group(1) or None) if said else "qa1"


def plan_of(files: dict[str, str]) -> Plan:
    environment = environment_of(files["config.yaml"])
    document = load_spec(files, main="config.yaml", environment=environment, catalogue=load_catalogue())
    return build_plan(document, load_catalogue())


def messages(path: Path) -> str:
    """What a person sees."""
    files = files_of(path)
    with pytest.raises((SpecError, PlanError)) as caught:
        plan_of(files)
    return render(Findings(problems=caught.value.problems, texts=files), "full") + "\n"


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_bad_spec_gets_its_message(path: Path, golden: Callable[[Path, str], None]) -> None:
    golden(path.with_suffix(".expected"), messages(path))


@pytest.mark.parametrize("form", ["full", "json", "junit", "sarif", "gitlab", "github"])
@pytest.mark.parametrize("path", [path for path in SPECS if path.stem.startswith("secret")], ids=lambda path: path.stem)
def test_a_secret_is_never_printed(path: Path, form: str) -> None:
    files = files_of(path)
    with pytest.raises(SpecError) as caught:
        plan_of(files)
    text = render(Findings(problems=caught.value.problems, texts=files), form)
    assert [secret for secret in PLANTED if secret in text] == []
    assert "secret-in-spec" in text


def test_there_are_at_least_fifty() -> None:
    assert len(SPECS) >= 50
