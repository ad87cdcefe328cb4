"""Saved queries: named as folders, over the right log groups, split where Logs Insights has a limit."""

from __future__ import annotations

from tests.monitors.sample import SPEC, plan_of, sample_plan


def named(plan, kind: str, key: str) -> dict[str, object]:
    return {query.name: query for query in plan.find(kind, key).queries}


def test_a_function_has_errors_and_what_its_log_fields_say():
    queries = named(sample_plan(), "lambda_function", "consume")
    assert list(queries) == [f"shop-test/consume/{what}" for what in ("errors", "processing counts", "key fields")]
    counts = queries["shop-test/consume/processing counts"].text
    assert "sum(count.in) as in_records, sum(count.failed) as failed_records by bin(5m)" in counts
    assert "orderId" in queries["shop-test/consume/key fields"].text
    assert {query.log_groups for query in queries.values()} == {("/aws/lambda/shop-test-eu-central-1-consume",)}


def test_a_function_without_log_fields_has_only_its_errors():
    assert list(named(sample_plan(), "lambda_function", "load")) == ["shop-test/load/errors"]


def test_the_service_has_the_three_shared_queries_over_all_functions():
    queries = named(sample_plan(), "service", "orders")
    assert list(queries) == [f"shop-test/all functions/{w}" for w in ("errors", "processing counts", "one campaign")]
    assert {len(query.log_groups) for query in queries.values()} == {4}
    assert 'campaignId = "12345"' in queries["shop-test/all functions/one campaign"].text


def test_beyond_fifty_log_groups_a_query_is_split_and_numbered():
    more = "".join(f"  extra{number:03d}: {{}}\n" for number in range(50))
    queries = named(plan_of(SPEC.replace("functions:\n", f"functions:\n{more}")), "service", "orders")
    errors = [query for name, query in queries.items() if "errors" in name]
    assert [name for name in queries if "errors" in name] == [f"shop-test/all functions/errors {n:03d}" for n in (1, 2)]
    assert [len(query.log_groups) for query in errors] == [50, 4]
    assert len({group for query in errors for group in query.log_groups}) == 54
