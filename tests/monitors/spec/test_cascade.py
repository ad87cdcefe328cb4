"""The nearest word wins, field by field, and keeps its place."""

from __future__ import annotations

import pytest

from tests.monitors.spec.spec_text import load, refuse

LAYERS = {
    "built in": ("functions: {load: {}}\n", "{qa1: {}}", 60, None),
    "defaults of the kind": (
        "defaults: {lambda_function: {timeout_seconds: 30}}\nfunctions: {load: {}}\n",
        "{qa1: {}}",
        30,
        8,
    ),
    "the resource over defaults": (
        "defaults: {lambda_function: {timeout_seconds: 30}}\nfunctions: {load: {timeout_seconds: 40}}\n",
        "{qa1: {}}",
        40,
        9,
    ),
    "the environment over the resource": (
        "functions: {load: {timeout_seconds: 40}}\n",
        "{qa1: {functions: {load: {timeout_seconds: 50}}}}",
        50,
        9,
    ),
    "an environment's defaults over the document's": (
        "defaults: {lambda_function: {timeout_seconds: 30}}\nfunctions: {load: {}}\n",
        "{qa1: {defaults: {lambda_function: {timeout_seconds: 20}}}}",
        20,
        10,
    ),
    "the resource over an environment's defaults": (
        "functions: {load: {timeout_seconds: 40}}\n",
        "{qa1: {defaults: {lambda_function: {timeout_seconds: 20}}}}",
        40,
        8,
    ),
}


@pytest.mark.parametrize(("body", "overlay", "seconds", "line"), LAYERS.values(), ids=LAYERS)
def test_the_nearest_layer_wins(body: str, overlay: str, seconds: int, line: int | None) -> None:
    document = load(body, f"environments: {overlay}\n")
    assert document.resources["lambda_function"]["load"].timeout_seconds == seconds
    if line is not None:
        assert document.place("functions", "load", "timeout_seconds").line == line


def test_defaults_for_all_reach_every_kind() -> None:
    document = load(
        "defaults: {all: {critical: true, tags: {cost: a}}}\nfunctions: {load: {tags: {b: c}}}\nqueues: {q: {}}\n"
    )
    assert document.resources["sqs_queue"]["q"].critical
    assert document.resources["lambda_function"]["load"].tags == {"cost": "a", "b": "c"}


@pytest.mark.parametrize(
    "said",
    [
        "defaults: {all: {rules: {lambda_function.throttled: {threshold_count: 7}}}}\nfunctions: {load: {}}\n",
        "defaults: {lambda_function: {rules: {throttled: {threshold_count: 7}}}}\nfunctions: {load: {}}\n",
        "functions: {load: {rules: {throttled: {threshold_count: 7}}}}\n",
    ],
    ids=["for all, by full id", "by kind", "at the resource"],
)
def test_a_rule_is_tuned_at_any_level(said: str) -> None:
    rules = load(said).resources["lambda_function"]["load"].rules
    assert rules.throttled.threshold_count == 7
    assert rules.error_rate_high.threshold_percent == 5


def test_an_environment_tunes_one_field_of_one_rule() -> None:
    body = "functions: {load: {rules: {error_rate_high: {threshold_percent: 8, recovers_below_percent: 3}}}}\n"
    overlay = "environments: {qa1: {functions: {load: {rules: {error_rate_high: {threshold_percent: 9}}}}}}\n"
    document = load(body, overlay)
    tuning = document.resources["lambda_function"]["load"].rules.error_rate_high
    assert (tuning.threshold_percent, tuning.recovers_below_percent) == (9, 3)
    rule = ("functions", "load", "rules", "error_rate_high")
    assert document.place(*rule, "threshold_percent").line == 9
    assert document.place(*rule, "recovers_below_percent").line == 8


def test_a_list_replaces_a_list() -> None:
    body = "defaults: {lambda_function: {log_fields: [a, b]}}\nfunctions: {load: {log_fields: [c]}}\n"
    assert load(body).resources["lambda_function"]["load"].log_fields == ["c"]


def test_monitors_yaml_is_merged_below_the_spec() -> None:
    body = "functions: {load: {handler: workers.load.handler.handle, timeout_seconds: 40}}\n"
    document = load(body, load="critical: true\ntimeout_seconds: 30\n")
    function = document.resources["lambda_function"]["load"]
    assert (function.critical, function.timeout_seconds) == (True, 40)
    assert str(document.place("functions", "load", "critical")) == "workers/load/monitors.yaml:1:1"
    assert document.place("functions", "load").file == "config.yaml"


def test_kinds_without_a_section_are_tuned_under_defaults() -> None:
    document = load("defaults: {canary: {rules: {failing: {failures: 3, of_runs: 4}}}}\n")
    assert document.derived_rules["canary"].failing.failures == 3


def test_resources_that_tune_nothing_share_their_tunings() -> None:
    functions = load("functions: {a: {}, b: {}, c: {rules: {throttled: {threshold_count: 7}}}}\n").resources
    a, b, c = (functions["lambda_function"][key].rules for key in "abc")
    assert a is b
    assert c is not a
    assert c.error_rate_high is a.error_rate_high


@pytest.mark.parametrize(
    "body",
    [
        "defaults: {lambda_function: {memory_size_mb: 2048}}\n",
        "functions: {load: {triggers: [{schedule: rate(1 hour)}], uses: [{secret: a/b, access: [read]}]}}\n",
        "tables: {t: {partition_key: {name: PK}}}\n",
    ],
    ids=["defaults pin what is built in", "items of a list", "required fields"],
)
def test_what_may_restate_a_default(body: str) -> None:
    load(body)


def test_monitors_yaml_may_say_what_a_team_s_defaults_say() -> None:
    defaults = "defaults: {lambda_function: {timeout_seconds: 30}}\n"
    load(f"{defaults}functions: {{load: {{handler: workers.load.handler.handle}}}}\n", load="timeout_seconds: 30\n")


def test_a_farther_layer_may_tune_what_a_nearer_one_turns_off() -> None:
    load(
        "defaults: {lambda_function: {rules: {throttled: {threshold_count: 7}}}}\n"
        "functions: {load: {rules: {throttled: {enabled: false, reason: retried by the caller}}}}\n"
    )


def test_a_fault_in_defaults_is_told_once() -> None:
    functions = ", ".join(f"f{index}: {{}}" for index in range(50))
    problems = refuse(f"defaults: {{lambda_function: {{timeout_seconds: 9999}}}}\nfunctions: {{{functions}}}\n")
    assert [problem.code for problem in problems] == ["out-of-range"]


def test_the_digest_names_every_file() -> None:
    body = "functions: {load: {handler: workers.load.handler.handle}}\n"
    digests = {load(body).digest, load(body, load="critical: true\n").digest, load(body + "# \n").digest}
    assert len(digests) == 3
    assert load(body).digest == load(body).digest
