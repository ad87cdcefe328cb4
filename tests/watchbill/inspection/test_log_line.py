"""Every shape of log event is read as level, message and fields, and nothing makes reading fail."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchbill.inspection.invocation import TAIL_BYTES, read_figures, read_tail
from watchbill.inspection.log_line import read_event
from watchbill.inspection.log_text import to_data, to_text

REQUEST = "1f2e3d4c-0000-4000-8000-000000000000"
JSON_REPORT = json.dumps({
    "time": "2026-03-04T12:00:00.100Z",
    "type": "platform.report",
    "record": {"requestId": REQUEST, "metrics": {"durationMs": 12.5, "memorySizeMB": 256}, "status": "timeout"},
})  # fmt: skip
TEXT_REPORT = (
    f"REPORT RequestId: {REQUEST}\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\t"
    "Max Memory Used: 84 MB\tInit Duration: 310.00 ms\t"
)
POWERTOOLS = (
    '{"level":"ERROR","location":"f:1","message":"invocation failed","service":"s","error":"KeyError",'
    '"exception":"Traceback\\n  here","exception_name":"KeyError","stack_trace":{"frames":[]}}'
)
RUNTIME = '{"level":"ERROR","errorMessage":"no","errorType":"KeyError","requestId":"r","stackTrace":["  File\\n    x"]}'


@pytest.mark.parametrize(
    ("text", "level", "message", "fields", "stack"),
    [
        (POWERTOOLS, "ERROR", "invocation failed", {"error": "KeyError"}, ("Traceback", "  here")),
        (RUNTIME, "ERROR", "KeyError: no", {}, ("  File", "    x")),
        ('{"level":"warning","msg":"m","a":{"b":{"c":1}}}', "WARN", "m", {"a.b.c": 1}, ()),
        ('{"message":{"got":2}}', "", "", {"got": 2}, ()),
        (JSON_REPORT, "ERROR", "platform.report", {"durationMs": 12.5, "memorySizeMB": 256, "status": "timeout"}, ()),
        (f"START RequestId: {REQUEST} Version: 1", "", f"START RequestId: {REQUEST} Version: 1", {}, ()),
        (f"2026-03-04T12:00:00Z {REQUEST} Task timed out after 3.00 seconds", "ERROR",
         f"2026-03-04T12:00:00Z {REQUEST} Task timed out after 3.00 seconds", {}, ()),
        (f"[WARNING]\t2026-03-04T12:00:00Z\t{REQUEST}\thello", "WARN",
         f"[WARNING]  2026-03-04T12:00:00Z  {REQUEST}  hello", {}, ()),
        (f"2026-03-04T12:00:00Z\t{REQUEST}\tERROR\thello", "ERROR",
         f"2026-03-04T12:00:00Z  {REQUEST}  ERROR  hello", {}, ()),
        ("{no json", "", "{no json", {}, ()),
    ],
    ids=["powertools", "runtime", "other logger", "object as message", "report", "start", "timeout", "python text",
         "node text", "broken json"],
)  # fmt: skip
def test_an_event_is_read(text, level, message, fields, stack):
    line = read_event(0, text)
    assert (line.level, line.message, line.fields, line.stack) == (level, message, fields, stack)


def test_a_request_id_is_found_in_any_form():
    for text in (JSON_REPORT, TEXT_REPORT, f'{{"function_request_id":"{REQUEST}"}}', f"[INFO]\tt\t{REQUEST}\tx"):
        assert read_event(0, text).request_id == REQUEST


_names = st.sampled_from(["message", "level", "type", "record", "_aws", "CloudWatchMetrics", "stackTrace", "requestId"])
_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text() | st.dictionaries(_names, _json, max_size=5).map(json.dumps))
def test_reading_and_showing_never_fails_and_prints_no_control_characters(text):
    line = read_event(1_772_625_600_000, text)
    shown = to_text(line).plain
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
    json.dumps(to_data(line))


@pytest.mark.parametrize(
    ("tail", "figures"),
    [
        (JSON_REPORT, {"durationMs": 12.5, "memorySizeMB": 256.0}),
        (TEXT_REPORT, {"durationMs": 12.5, "initDurationMs": 310.0, "maxMemoryUsedMB": 84.0, "memorySizeMB": 256.0}),
        ("nothing of the kind", {}),
    ],
)
def test_figures_are_those_of_the_report(tail, figures):
    assert read_figures(f"first\n{tail}\nlast") == figures


def test_a_tail_that_was_cut_loses_its_first_line_and_lines_keep_their_own_time():
    cut = ("x" * (TAIL_BYTES - 3 - len(JSON_REPORT)) + f"\ny\n{JSON_REPORT}").encode()
    assert len(cut) == TAIL_BYTES
    lines = list(read_tail(cut, 5))
    assert [(line.message, line.moment) for line in lines] == [("y", 5), ("platform.report", 1_772_625_600_100)]
    assert len(list(read_tail(cut[1:], 5))) == 3
