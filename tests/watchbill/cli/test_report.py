"""watchbill report weekly: a page, a mail or figures; of an invented week, or of the embedded cloud."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.watchbill.local.weekly.conftest import SPEC
from watchbill.cli import watchbill

ROOT = Path(__file__).parents[3]
UNTIL = ("--until", "2026-11-22")


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return str(path)


def run(*arguments, **variables):
    return CliRunner(env={"CONFIG_ENV": "qa1", **variables}).invoke(watchbill, ("report", "weekly", *arguments))


def test_a_new_user_sees_a_report_without_an_account(spec, tmp_path):
    path = tmp_path / "week.html"
    result = run("-s", spec, "--sample", *UNTIL, "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    page = path.read_text(encoding="utf-8")
    assert "Week of 16 – 22 November 2026" in page
    assert page.count("data:image/png;base64,") >= 2
    assert run("-s", spec, "--sample", *UNTIL, "-o", str(tmp_path / "again.html")).exit_code == 0
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_a_spec_that_asks_for_no_report_can_be_looked_at_all_the_same(tmp_path):
    assert (
        run(
            "-s", str(ROOT / "watchbill/starter/config.yaml"), "-e", "prod", "--sample", "-o", str(tmp_path / "x.html")
        ).exit_code
        == 0
    )


def test_the_mail_is_written_as_it_is_sent(spec, tmp_path):
    path = tmp_path / "week.eml"
    assert run("-s", spec, "--sample", *UNTIL, "-o", str(path)).exit_code == 0
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert (mail["From"], mail["To"]) == ("watch@example.com", "crew@example.com, lead@example.com")
    assert mail["Date"] == "Mon, 23 Nov 2026 08:00:00 +0000"


def test_figures_as_json_and_no_file(spec, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("-s", spec, "--sample", *UNTIL, "--json")
    made = json.loads(result.stdout)
    assert made["format_version"] == "1"
    assert made["week"] == {"first": "2026-11-16", "last": "2026-11-22", "zone": "UTC"}
    assert made["alarms"]["fired"]["now"] == sum(made["alarms"]["by_day"])
    assert set(made["incidents"]["by_severity"]) == {"P1", "P2", "P3", "P4"}
    assert not (tmp_path / "weekly-report.html").exists()


@pytest.mark.parametrize("wrong", [("-o", "week.pdf"), ("--sample", "--local"), ("--until", "yesterday")])
def test_what_cannot_be_meant_is_wrong_usage(spec, wrong):
    result = run("-s", spec, *(wrong if "--sample" in wrong else ("--sample", *wrong)))
    assert result.exit_code == 2


def test_the_embedded_cloud_is_read_as_an_account_and_what_it_lacks_is_named(spec, endpoint, tmp_path):
    path = tmp_path / "week.html"
    result = run("-s", spec, "--local", "-o", str(path), WATCHBILL_LOCAL=endpoint, WATCHBILL_ENDPOINT=endpoint)
    assert result.exit_code == 0, result.output
    assert "embedded cloud" in result.stderr
    assert "not read: incidents: ResourceNotFoundException" in result.stderr
    assert "incidents: ResourceNotFoundException" in path.read_text(encoding="utf-8")
