"""Each naive reading of facts/cloudwatch.md §6.2 by name, and the form that escapes it.

Structure where the trap is one of structure; where it is one of time, the alarm runs in the evaluator.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest

from monitors.model.alarm import Comparison, LowSamples, MissingData, Part
from monitors.model.metric import Metric, dimensions, math, single
from monitors.registry import check_metric
from tests.monitors.clockwork import alarms, run, steady
from tests.monitors.sample import find, having, plan_of, sample_plan

TABLE = dimensions(TableName="items")


def metrics_of(alarm) -> list[Metric]:
    return [series.metric for series in alarm.condition.series if series.metric is not None]


def dynamodb(name: str, statistic: str = "Sum", **dims: str) -> Metric:
    return Metric(namespace="AWS/DynamoDB", name=name, dimensions=dimensions(**dims), statistic=statistic)


# A. "ThrottledRequests > 10"


def test_trap_a1_throttled_requests_by_table_name_alone_is_silent():
    (reason,) = check_metric(dynamodb("ThrottledRequests", TableName="items"), None)
    assert "no series by TableName alone: add Operation, or use ReadThrottleEvents" in reason
    names = {
        metric.name
        for part in (Part.TRIP, Part.HOLD)
        for metric in metrics_of(find("dynamodb_table.throttled", "items", part))
    }
    assert names == {"ReadThrottleEvents", "WriteThrottleEvents"}


def test_trap_a2_the_average_of_an_event_counter_is_about_one():
    (reason,) = check_metric(dynamodb("WriteThrottleEvents", "Average", TableName="items"), None)
    assert "about 1 whatever the load" in reason
    assert {metric.statistic for metric in metrics_of(find("dynamodb_table.throttled", "items"))} == {"Sum"}


def test_trap_a3_throttles_of_indexes_are_series_of_their_own():
    found = {
        dict(metric.dimensions).get("GlobalSecondaryIndexName")
        for metric in metrics_of(find("dynamodb_table.throttled", "items"))
    }
    assert found == {None, "byDate", "byUser"}
    (reason,) = check_metric(dynamodb("ReadThrottleEvents", TableName="items", GlobalSecondaryIndex="byDate"), None)
    assert "did you mean GlobalSecondaryIndexName?" in reason


def test_trap_a4_an_alarm_that_ignores_missing_data_would_never_recover():
    """Whether DynamoDB's alarms always ignore it, AWS's pages disagree about: with FILL nothing is missing."""
    trip = find("dynamodb_table.throttled", "items").condition
    burst = {"writes": steady(30, [20])}
    changes = run(trip, burst, until=120, dynamodb_ignores=True)
    assert [state for _, state in changes] == ["OK", "ALARM", "OK"]
    returned = replace(trip.returned, expression=re.sub(r"FILL\((\w+), 0\)", r"\1", trip.returned.expression))
    bare = replace(trip, series=(*trip.series[:-1], returned))
    assert run(bare, burst, until=600, dynamodb_ignores=True)[-1][1] == "ALARM"


def test_trap_a5_ten_throttles_spread_over_operations_are_added_up_within_ten_metrics():
    trip = find("dynamodb_table.throttled", "items")
    spread = {series.id: steady(2, [20]) for series in trip.condition.series if series.metric is not None}
    assert len(spread) == 6 <= 10
    assert alarms(run(trip, spread, until=60)) == [22]
    with pytest.raises(Exception, match="takes 10"):
        plan_of(_with_indexes(5))
    assert plan_of(_with_indexes(5, chosen="indexes: [i0, i1]"))


def _with_indexes(count: int, chosen: str = "") -> str:
    from tests.monitors.sample import SPEC

    indexes = ", ".join(f"i{n}: {{partition_key: {{name: k{n}}}}}" for n in range(count))
    rules = f", rules: {{throttled: {{{chosen}}}}}" if chosen else ""
    return SPEC.replace("  notes: {}", f"  notes: {{indexes: {{{indexes}}}{rules}}}")


# B. "UserErrors"


def test_trap_b1_user_errors_by_table_name_are_silent():
    (reason,) = check_metric(dynamodb("UserErrors", TableName="items"), None)
    assert "leave the dimensions out" in reason
    (metric,) = metrics_of(find("service.user_errors", "orders"))
    assert metric.dimensions == ()


def test_trap_b2_one_slip_in_somebodys_console_does_not_alert_the_team():
    alarm = find("service.user_errors", "orders")
    assert alarms(run(alarm, {"errors": steady(1, [20])}, until=90)) == []
    assert alarms(run(alarm, {"errors": steady(1, range(20, 40))}, until=90)) != []


# C. "GetRecords.IteratorAge > N"


def test_trap_c1_the_old_name_has_no_data():
    old = Metric(
        namespace="AWS/Kinesis",
        name="GetRecords.IteratorAge",
        dimensions=dimensions(StreamName="s"),
        statistic="Maximum",
    )
    assert "GetRecords.IteratorAgeMilliseconds" in check_metric(old, "ms")[0]
    assert [m.name for m in metrics_of(find("kinesis_stream.consumer_lag", "orders"))] == [
        "GetRecords.IteratorAgeMilliseconds"
    ]


def test_trap_c2_an_hour_is_compared_in_milliseconds():
    for rule, key in (("kinesis_stream.consumer_lag", "orders"), ("lambda_function.iterator_age_high", "consume")):
        condition = find(rule, key).condition
        assert (condition.threshold, condition.unit) == (3_600_000, "ms")
    age = replace(metrics_of(find("kinesis_stream.consumer_lag", "orders"))[0])
    assert "convert it" in check_metric(age, "s")[0]


def test_trap_c3_an_average_hides_one_stuck_shard():
    for rule, key in (("kinesis_stream.consumer_lag", "orders"), ("lambda_function.iterator_age_high", "consume"),
                      ("kinesis_stream.fan_out_lag", "fanned")):  # fmt: skip
        assert {metric.statistic for metric in metrics_of(find(rule, key))} == {"Maximum"}


@pytest.mark.parametrize("extra", range(4))
def test_trap_c4_a_dead_consumer_emits_nothing_and_is_seen(extra: int):
    alarm = find("kinesis_stream.consumer_lag", "orders")
    changes = run(alarm, {"m1": steady(500, range(60))}, until=120, extra_points=extra)
    assert len(alarms(changes)) == 1
    assert 70 <= alarms(changes)[0] <= 75
    healthy = replace(alarm.condition, missing_data=MissingData.NOT_BREACHING)
    assert alarms(run(healthy, {"m1": steady(500, range(60))}, until=120, extra_points=extra)) == []


def test_trap_c5_enhanced_fan_out_has_its_own_lag_and_a_silent_consumer_is_behind():
    assert having("kinesis_stream.fan_out_lag") == {"fanned"}
    alarm = find("kinesis_stream.fan_out_lag", "fanned")
    assert {metric.name for metric in metrics_of(alarm)} == {"SubscribeToShardEvent.MillisBehindLatest"}
    both = {"consumer_0": steady(200, range(240)), "consumer_1": steady(300, range(240))}
    assert alarms(run(alarm, both, until=240, created=60)) == []
    one_dies = {**both, "consumer_1": steady(300, range(120))}
    assert len(alarms(run(alarm, one_dies, until=240, created=60))) == 1
    assert find("kinesis_stream.consumer_lag", "fanned").condition.missing_data is MissingData.NOT_BREACHING


def test_trap_c6_two_consumers_of_a_stream_are_told_apart_by_lambdas_own_age():
    (metric,) = metrics_of(find("lambda_function.iterator_age_high", "consume"))
    assert (metric.namespace, metric.name) == ("AWS/Lambda", "IteratorAge")
    assert having("lambda_function.iterator_age_high") == {"consume", "follow"}


# D. "queue depth continuously growing"


def test_trap_d1_a_single_dip_of_an_approximate_count_does_not_reset_growth():
    alarm = find("sqs_queue.depth_growing", "jobs")
    growing = {minute: 150.0 + 4 * minute for minute in range(90)}
    dip = {**growing, **steady(growing[44] - 30, range(45, 50))}
    assert alarms(run(alarm, {"depth": growing}, until=90))
    assert alarms(run(alarm, {"depth": dip}, until=90))


def test_trap_d2_a_small_queue_and_a_draining_queue_do_not_fire():
    alarm = find("sqs_queue.depth_growing", "jobs")
    assert alarms(run(alarm, {"depth": {m: float(m) for m in range(90)}}, until=90)) == []
    assert alarms(run(alarm, {"depth": {m: 1000.0 - 5 * m for m in range(90)}}, until=90)) == []


def test_trap_d3_an_idle_queue_without_points_counts_as_not_growing():
    alarm = find("sqs_queue.depth_growing", "jobs")
    assert alarms(run(alarm, {"depth": {}}, until=60)) == []
    assert alarms(run(alarm, {"depth": steady(500, range(5))}, until=60)) == []


def test_trap_d4_growth_stands_beside_the_age_that_users_mean():
    assert having("sqs_queue.depth_growing") == having("sqs_queue.oldest_message_too_old") == {"jobs"}


# E. "Errors > 5% of invocations"


def test_trap_e1_five_errors_of_ten_thousand_calls_are_no_five_percent():
    calls = steady(2000, range(60))
    alarm = find("lambda_function.error_rate_high", "consume")
    assert alarms(run(alarm, {"calls": calls, "errors": dict.fromkeys(range(60), 8.0)}, until=60)) == []
    assert alarms(run(alarm, {"calls": calls, "errors": {m: 8.0 if m < 20 else 160.0 for m in range(60)}}, until=60))


def test_trap_e2_one_failed_call_at_night_is_no_hundred_percent():
    alarm = find("lambda_function.error_rate_high", "consume")
    assert alarms(run(alarm, {"calls": steady(1, [20]), "errors": steady(1, [20])}, until=60)) == []


def test_trap_e3_few_calls_that_all_fail_are_seen_all_the_same():
    calls = dict.fromkeys(range(0, 90, 6), 1.0)
    data = {"calls": calls, "errors": {minute: 1.0 if minute >= 30 else 0.0 for minute in calls}}
    assert alarms(run(find("lambda_function.error_rate_high", "consume"), data, until=90)) == []
    assert alarms(run(find("lambda_function.failing_repeatedly", "consume"), data, until=90))


def test_trap_e4_old_errors_do_not_linger_when_the_traffic_stops():
    alarm = find("lambda_function.error_rate_high", "consume")
    changes = run(
        alarm, {"calls": steady(100, range(25)), "errors": {m: 50.0 if m >= 20 else 0.0 for m in range(25)}}, until=90
    )
    assert [state for _, state in changes] == ["OK", "ALARM", "OK"]
    assert changes[-1][0] <= 40


def test_trap_e5_throttled_calls_are_neither_invocations_nor_errors():
    assert having("lambda_function.throttled") == having("lambda_function.error_rate_high")
    (metric,) = metrics_of(find("lambda_function.throttled", "consume"))
    assert metric.name == "Throttles"


@pytest.mark.parametrize("key", ["consume", "load"])
def test_trap_e6_a_long_functions_errors_land_in_old_buckets_and_are_seen(key: str):
    """Calls start in minute 100 and report when they end: 60 s or 900 s later, and two minutes for publication."""
    alarm = find("lambda_function.error_rate_high", key)
    timeout = {"consume": 60, "load": 900}[key]
    data = {"calls": steady(25, [100]), "errors": steady(25, [100])}
    changes = run(alarm, data, until=180, delay=timeout // 60 + 1)
    assert len(alarms(changes)) == 1
    short = replace(alarm.condition, evaluation_periods=1)
    if key == "load":
        assert alarms(run(short, data, until=180, delay=timeout // 60 + 1)) == []


# F. "no invocations for 1 hour"


@pytest.mark.parametrize("extra", range(4))
def test_trap_f1_an_hour_of_silence_is_seen_after_little_more_than_an_hour(extra: int):
    alarm = find("lambda_function.not_invoked", "consume")
    changes = run(alarm, {"seen": steady(3, range(180))}, until=420, extra_points=extra)
    assert len(alarms(changes)) == 1
    assert 240 <= alarms(changes)[0] <= 244
    hour = replace(
        alarm.condition,
        series=single(metrics_of(alarm)[0].at(period=3600)),
        evaluation_periods=1,
        datapoints_to_alarm=1,
    )
    if extra == 2:
        assert alarms(run(hour, {"m1": steady(3, range(180))}, until=420, extra_points=extra))[0] > 350


@pytest.mark.parametrize("treatment", [MissingData.MISSING, MissingData.NOT_BREACHING, MissingData.IGNORE])
def test_trap_f2_with_any_other_treatment_a_silent_function_may_never_be_seen(treatment: MissingData):
    alarm = find("lambda_function.not_invoked", "consume")
    assert alarm.condition.missing_data is MissingData.BREACHING
    bare = replace(alarm.condition, series=single(metrics_of(alarm)[0]), missing_data=treatment)
    assert alarms(run(bare, {"m1": steady(3, range(180))}, until=900)) == []


def test_trap_f3_a_deployment_of_a_function_not_yet_called_is_quiet_for_its_first_hour():
    alarm = find("lambda_function.not_invoked", "consume")
    assert alarm.condition.warm_up_minutes == 60
    loud = replace(alarm.condition, warm_up_minutes=None)
    assert alarms(run(loud, {}, until=59)) != []
    changes = run(alarm, {"seen": steady(1, range(30, 200))}, until=200)
    assert alarms(changes) == []


# G. "recovery: Errors < 1% for 10 min"


def test_trap_g1_the_hold_says_ok_only_after_ten_clean_minutes():
    hold = find("lambda_function.error_rate_high", "consume", Part.HOLD)
    errors = {m: 10.0 if 20 <= m < 30 else (2.0 if m == 34 else 0.0) for m in range(90)}
    changes = run(hold, {"calls": steady(100, range(90)), "errors": errors}, until=90)
    assert [state for _, state in changes] == ["OK", "ALARM", "OK"]
    assert changes[-1][0] >= 34 + 10


def test_trap_g2_a_lone_less_than_alarm_would_alarm_in_every_healthy_minute():
    for alarm in sample_plan().alarms:
        if alarm.part is Part.HOLD:
            assert alarm.condition.comparison.is_upper
            assert not alarm.tells_alarm
            assert alarm.tells_ok


def test_trap_g3_silence_in_an_outage_is_no_recovery():
    hold = find("lambda_function.error_rate_high", "consume", Part.HOLD)
    assert hold.condition.missing_data is MissingData.IGNORE
    data = {"calls": steady(100, range(30)), "errors": dict.fromkeys(range(30), 50.0)}
    assert run(hold, data, until=300)[-1][1] == "ALARM"


def test_trap_g4_the_trips_ok_closes_nothing_where_a_hold_decides():
    for alarm in sample_plan().alarms:
        held = any(other.incident == alarm.incident and other.part is Part.HOLD for other in sample_plan().alarms)
        if alarm.part is Part.TRIP:
            assert alarm.tells_ok is not held


def test_trap_g5_one_alarm_with_a_dead_band_forgets_over_sliding_windows():
    """Why duration_near_timeout is a pair: a point in the band is skipped, and the window behind it is older news."""
    trip = find("lambda_function.duration_near_timeout", "consume")
    (metric,) = metrics_of(trip)
    band = replace(
        trip.condition,
        series=math("(seen > 48000) / ((seen > 48000) + (seen < 42000))", seen=metric.at(statistic="Maximum")),
        comparison=Comparison.GREATER_OR_EQUAL,
        threshold=1,
        evaluation_periods=1,
        missing_data=MissingData.IGNORE,
    )
    slow_once = {m: 50_000.0 if m == 20 else (45_000.0 if m >= 26 else 30_000.0) for m in range(60)}
    changes = run(band, {"seen": slow_once}, until=60)
    assert len(alarms(changes)) > 1, "it recovered below 70 %, and tripped again without being above 80 %"


# H. Others


def test_trap_h1_missing_data_is_stated_and_never_left_at_its_default():
    treatments = {alarm.condition.missing_data for alarm in sample_plan().alarms}
    assert MissingData.MISSING not in treatments


@pytest.mark.parametrize(
    ("rule", "key", "series"),
    [
        ("lambda_function.timed_out", "consume", "timeouts"),
        ("lambda_function.async_events_dropped", "load", "dropped"),
        ("sqs_queue.dead_letters_waiting", "letters", "visible"),
        ("dynamodb_table.system_errors", "items", "op_GetItem"),
        ("router.dead_letters", "alert-router", "depth"),
    ],
)
def test_trap_h2_a_sparse_alarm_recovers_from_events_that_are_a_quarter_of_an_hour_apart(rule, key, series):
    alarm = find(rule, key)
    late = alarm.condition.window_seconds // 60
    changes = run(alarm, {series: dict.fromkeys((20, 20 + late + 15), 1.0)}, until=120)
    assert [state for _, state in changes] == ["OK", "ALARM", "OK", "ALARM", "OK"]


@pytest.mark.parametrize(
    ("rule", "key", "series", "bad"),
    [
        ("kinesis_stream.writes_throttled", "orders", "refused", 3),
        ("kinesis_stream.batch_puts_failing", "orders", "failed", 3),
        ("kinesis_stream.puts_failing", "orders", "success", 0.5),
        ("kinesis_stream.gets_failing", "orders", "success", 0.5),
        ("s3_bucket.requests_failing", "files", "failed", 0.5),
        ("kinesis_stream.reads_throttled", "orders", "refused", 0.5),
        ("sqs_queue.oldest_message_too_old", "jobs", "age", 1000),
    ],
)
def test_trap_h3_points_that_come_two_minutes_late_still_fire_a_filled_alarm(rule, key, series, bad):
    alarm = find(rule, key)
    assert alarms(run(alarm, {series: steady(bad, range(20, 60))}, until=60, delay=1)) != []
    assert alarm.condition.datapoints_to_alarm < alarm.condition.evaluation_periods


def test_trap_h4_each_threshold_is_in_its_metrics_own_unit():
    duration = find("lambda_function.duration_near_timeout", "load").condition
    assert (duration.threshold, duration.unit) == (720_000, "ms")
    age = find("sqs_queue.oldest_message_too_old", "jobs").condition
    assert (age.threshold, age.unit) == (900, "s")


def test_trap_h5_latency_is_no_average_and_one_slow_call_at_night_is_no_slow_table():
    """Ignoring few samples is documented for an alarm on one percentile; over math, windows must agree instead."""
    latency = find("dynamodb_table.latency_high", "items")
    assert {metric.statistic for metric in metrics_of(latency)} == {"p99"}
    assert alarms(run(latency, {"op_Query": {20: 900.0, 30: 900.0}}, until=90)) == []
    assert alarms(run(latency, {"op_Query": {20: 900.0, 25: 900.0, 30: 900.0}}, until=90)) != []
    duration = find("lambda_function.duration_near_timeout", "load")
    assert duration.condition.low_samples is LowSamples.EVALUATE, "a function called once a day would never be judged"
    slow = {"m1": {20: 800_000.0}}
    assert alarms(run(duration, slow, until=60, delay=14)) != []


def test_trap_h6_no_unit_is_ever_sent():
    assert "unit" not in {field.name for field in fields(Metric)}


def test_trap_h7_an_alarm_sees_its_own_region_only_so_no_metric_names_another():
    regions = {dict(metric.dimensions).get("Region") for alarm in sample_plan().alarms for metric in metrics_of(alarm)}
    assert regions == {None}
