"""A Logs Insights query that the embedded cloud cannot compute is refused, and never answered with nothing."""

from __future__ import annotations

import time

import pytest
from botocore.exceptions import ClientError


def test_a_query_with_stats_is_refused_and_one_without_runs(cloud) -> None:
    cloud.reset()
    logs = cloud.client("logs")
    logs.create_log_group(logGroupName="group")
    window = {"logGroupNames": ["group"], "startTime": 0, "endTime": int(time.time())}
    with pytest.raises(ClientError, match="does not compute `stats`"):
        logs.start_query(queryString="filter type = 'a'\n| stats max(b) by @log", **window)
    query = logs.start_query(queryString="fields @message | limit 5", **window)["queryId"]
    assert logs.get_query_results(queryId=query)["status"] == "Complete"
