"""AWS/ApiGateway: HTTP, REST and WebSocket APIs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
"""

from __future__ import annotations

from monitors.known_metrics.known import CALL, SPREAD, rows

NAMESPACE = "AWS/ApiGateway"
HTTP = ("ApiId", "ApiId Stage", "ApiId Method Resource Stage")
SOCKET = ("ApiId", "ApiId Stage", "ApiId Route Stage")
REST = ("ApiName", "ApiName Stage", "ApiName Method Resource Stage")

METRICS = (
    *rows(
        "4xx 5xx", HTTP, "count", CALL, remedy="HTTP APIs have 4xx and 5xx by ApiId; REST APIs have 4XXError by ApiName"
    ),
    *rows("DataProcessed", HTTP, "bytes", SPREAD),
    *rows("4XXError 5XXError CacheHitCount CacheMissCount", REST, "count", CALL),
    *rows("Count", (*HTTP, *REST), "count", ("Sum", "SampleCount")),
    *rows("ConnectCount MessageCount ClientError IntegrationError ExecutionError", SOCKET, "count", CALL),
    *rows("Latency IntegrationLatency", (*HTTP, *REST), "ms", SPREAD),
)
