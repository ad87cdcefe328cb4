"""validate, schema and init, as people and CI run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from click.testing import CliRunner, Result

from monitors.catalogue import load_catalogue
from monitors.schema import build_json_schema
from monitors.spec.reader import read_yaml
from watchbill.cli import watchbill
from watchbill.starter import starter_text

ROOT = Path(__file__).parents[3]
WANTED = ("title", "description", "examples")
BAD = ROOT / "tests/spec/bad/unknown-key-misspelt.yaml"


def run(*arguments: str, **variables: str) -> Result:
    return CliRunner(env={"CONFIG_ENV": None, **variables}).invoke(watchbill, arguments)


def test_any_command_that_reads_a_bad_spec_shows_where(tmp_path: Path) -> None:
    program = [
        sys.executable,
        "-c",
        "from watchbill.cli import main; main()",
        "preview",
        "-s",
        str(BAD),
        "--env",
        "qa1",
    ]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == BAD.with_suffix(".expected").read_text().replace("config.yaml", str(BAD))


def test_the_real_spec_is_valid_for_every_environment() -> None:
    result = run("validate", "-s", str(ROOT / "config.yaml"))
    assert result.exit_code == 0
    assert [line.split(":")[1] for line in result.stdout.splitlines()] == [" valid for qa1", " valid for prd1"]


@pytest.mark.parametrize(("arguments", "variables"), [(("--env", "prd1"), {}), ((), {"CONFIG_ENV": "prd1"})])
def test_one_environment_can_be_chosen(arguments: tuple[str, ...], variables: dict[str, str]) -> None:
    result = run("validate", "-s", str(ROOT / "config.yaml"), *arguments, **variables)
    assert (result.exit_code, "prd1" in result.stdout, "qa1" in result.stdout) == (0, True, False)


def test_a_spec_that_tells_nobody_is_valid_and_warned_of(tmp_path: Path) -> None:
    spec = tmp_path / "config.yaml"
    told = starter_text()
    start, end = told.index("receivers:"), told.index("# What holds for every")
    spec.write_text(told[:start] + told[end:])
    silent = run("validate", "-s", str(spec))
    assert (silent.exit_code, "nobody would be told of any alarm" in silent.stderr) == (0, True), silent.output
    spec.write_text(told)
    assert run("validate", "-s", str(spec)).stderr == ""


def test_problems_go_to_stdout_with_exit_code_1() -> None:
    result = run("validate", "-s", str(BAD))
    assert result.exit_code == 1
    assert result.stdout == BAD.with_suffix(".expected").read_text().replace("config.yaml", str(BAD))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from watchbill.cli import main; main()", "validate"]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: config.yaml: there is no such file")
    assert done.stdout == ""


class TestFormats:
    """Each format is what its reader expects, for a spec with two problems and for one without."""

    def test_json(self) -> None:
        found = json.loads(run("validate", "-s", str(BAD), "-f", "json").stdout)
        assert found["ok"] is False
        assert [(p["code"], p["line"], p["column"], p["end_column"]) for p in found["problems"]] == [
            ("unknown-key", 9, 10, 24),
            ("unknown-key", 9, 30, 36),
        ]
        assert json.loads(run("validate", "-s", str(ROOT / "config.yaml"), "-f", "json").stdout)["ok"] is True

    def test_junit(self) -> None:
        suites = ET.fromstring(run("validate", "-s", str(BAD), "-f", "junit").stdout)
        assert (suites.get("failures"), len(suites.findall(".//failure"))) == ("2", 2)
        passed = ET.fromstring(run("validate", "-s", str(ROOT / "config.yaml"), "-f", "junit").stdout)
        assert (passed.get("tests"), passed.get("failures")) == ("1", "0")

    def test_sarif(self) -> None:
        (sarif,) = json.loads(run("validate", "-s", str(BAD), "-f", "sarif").stdout)["runs"]
        assert [result["ruleId"] for result in sarif["results"]] == ["unknown-key"] * 2
        assert sarif["tool"]["driver"]["rules"] == [{"id": "unknown-key"}]
        region = sarif["results"][0]["locations"][0]["physicalLocation"]["region"]
        assert region == {"startLine": 9, "startColumn": 10, "endColumn": 24}

    def test_gitlab_fingerprints_stay_when_lines_move(self, tmp_path: Path) -> None:
        moved = tmp_path / "spec.yaml"
        prints = []
        for text in (BAD.read_text(), "# a line more\n\n" + BAD.read_text()):
            moved.write_text(text)
            entries = json.loads(run("validate", "-s", str(moved), "-f", "gitlab").stdout)
            prints.append([entry["fingerprint"] for entry in entries])
        assert prints[0] == prints[1]
        assert len(set(prints[0])) == 2

    def test_github(self) -> None:
        first, second = run("validate", "-s", str(BAD), "-f", "github").stdout.splitlines()
        assert first.startswith("::error file=")
        assert ",line=9,col=10,endColumn=24,title=unknown-key::unknown key `timeout_second`" in first
        assert "memory_size_mb" in second


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = build_json_schema(load_catalogue())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_schema_accepts_the_real_spec_and_the_starter(validator: jsonschema.Draft202012Validator) -> None:
    for text in ((ROOT / "config.yaml").read_text(), starter_text()):
        tree, _ = read_yaml(text, "spec")
        assert tree is not None
        assert [error.message for error in validator.iter_errors(tree.data())] == []


@pytest.mark.parametrize("name", ["unknown-key-misspelt", "out-of-range", "unknown-choice", "environment-unknown-key"])
def test_the_schema_refuses_what_an_editor_can_see(name: str, validator: jsonschema.Draft202012Validator) -> None:
    tree, _ = read_yaml((ROOT / f"tests/spec/bad/{name}.yaml").read_text(), "spec")
    assert tree is not None
    assert not validator.is_valid(tree.data())


def test_every_key_of_the_schema_explains_itself() -> None:
    lacking: list[str] = []

    def walk(schema: object, path: str) -> None:
        if isinstance(schema, dict):
            for name, field in schema.get("properties", {}).items():
                lacking.extend(f"{path}.{name}: {part}" for part in WANTED if part not in field)
            for key, value in schema.items():
                walk(value, f"{path}.{key}")
        elif isinstance(schema, list):
            for item in schema:
                walk(item, path)

    walk(json.loads(run("schema").stdout), "")
    assert lacking == []


def test_init_writes_a_valid_spec_and_never_overwrites_unasked(tmp_path: Path) -> None:
    spec = tmp_path / "team" / "config.yaml"
    assert run("init", "-s", str(spec)).exit_code == 0
    assert run("validate", "-s", str(spec)).exit_code == 0
    assert json.loads((spec.parent / "config.schema.json").read_text())["title"] == "Watchbill spec"
    spec.write_text("mine\n")
    refused = run("init", "-s", str(spec))
    assert (refused.exit_code, spec.read_text()) == (1, "mine\n")
    assert "--force" in refused.stderr
    assert run("init", "-s", str(spec), "--force").exit_code == 0
    assert spec.read_text() == starter_text()


def test_what_init_writes_is_generated_packed_and_answers(tmp_path: Path) -> None:
    spec = tmp_path / "config.yaml"
    run("init", "-s", str(spec))
    assert run("generate", "-s", str(spec), "--env", "dev", "-o", str(tmp_path / "build")).exit_code == 0
    handled = (
        "import json; from workers.handle_orders.handler import handle\n"
        "print(handle(json.load(open('workers/handle_orders/event.json')), None))\n"
    )
    # There is no such table here: the message is given back, and said to be.
    done = subprocess.run(
        [sys.executable, "-c", handled],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=dict(os.environ, ORDERS_TABLE=""),
    )
    assert "00000000-0000-4000-8000-000000000000" in done.stdout.splitlines()[-1], done.stderr


def test_help_lists_every_command_without_importing_one() -> None:
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom watchbill.cli import watchbill\n"
        "print(CliRunner().invoke(watchbill, ['--help']).output)\n"
        "print(sorted({'pydantic', 'yaml', 'boto3', 'moto', 'watchbill.cli.validate'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "Check the spec: every problem at once" in done.stdout
    assert done.stdout.rstrip().endswith("[]")
    assert "_options" not in done.stdout


def test_a_mistyped_command_is_suggested() -> None:
    result = run("validat")
    assert result.exit_code == 2
    assert "validate" in result.stderr
