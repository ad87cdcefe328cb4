"""`watchbill doctor`: its screen, its document, its exit code."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from watchbill.cloud.render.signs import Pen
from watchbill.doctor.examination import Result, find_checks
from watchbill.doctor.finding import problem, unknown, warning, well
from watchbill.doctor.render.doctor_text import doctor_lines

GOLDEN = Path(__file__).parents[2] / "golden" / "doctor"
RESULTS = [
    Result(name="account", title="Credentials lead to the right account.", findings=(well("account 1, us-east-1"),)),
    Result(name="heartbeat", title="The router shows signs of life.", findings=()),
    Result(
        name="mail",
        title="SES sends from the spec's address, to anybody.",
        findings=(
            problem("ann@example.com is not verified yet", "SES refuses every mail from it", "follow the link"),
            warning(
                "SES is still in its sandbox", "it delivers to verified addresses only", "ask for production access"
            ),
            well("bob@example.com is verified"),
        ),
    ),
    Result(
        name="quotas",
        title="No quota is near.",
        findings=(
            unknown("could not be looked at", "DescribeStacks: no. The role in use may not call DescribeStacks."),
        ),
    ),
]


@pytest.mark.parametrize(("name", "results"), [("ill", RESULTS), ("well", RESULTS[:2])])
def test_an_examination_reads_so(golden, name, results):
    out = io.StringIO()
    console = Console(file=out, width=100, highlight=False)
    for line in doctor_lines(results, Pen(unicode=True)):
        console.print(line)
    golden(GOLDEN / f"{name}.txt", "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines()))


def test_what_is_wrong_is_the_exit_code(ward):
    result = ward.run("doctor", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert not document["healthy"]
    assert [check["name"] for check in document["checks"]] == list(find_checks())
    wrong = {check["name"]: check["findings"] for check in document["checks"] if check["verdict"] == "problem"}
    assert set(wrong) - {"heartbeat"} == {"log_groups", "mail", "secrets"}  # other tests let the router's heart beat
    assert all(
        finding["why"] and finding["do"]
        for found in wrong.values()
        for finding in found
        if finding["verdict"] == "problem"
    )


def test_one_check_can_be_asked_for(ward):
    result = ward.run("doctor", "--only", "account")
    assert (result.exit_code, "1 check, nothing wrong." in result.stdout) == (0, True)
    wrong = ward.run("doctor", "--only", "acount")
    assert (wrong.exit_code, "there is no check acount" in " ".join(wrong.stderr.replace("│", "").split())) == (2, True)
