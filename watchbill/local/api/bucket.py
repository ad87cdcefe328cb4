"""S3's request-metrics configurations, which moto does not have."""

from __future__ import annotations

import threading
from typing import Any, ClassVar

from moto.s3.exceptions import MissingBucket
from moto.s3.models import s3_backends

from watchbill.local.api.error import AwsError
from watchbill.local.api.service import Call, Service


class Buckets(Service):
    """Put, Get, List and DeleteBucketMetricsConfiguration; moto answers the rest."""

    NAME: ClassVar[str] = "s3"
    SIGNING: ClassVar[str] = "s3"

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def concerns(self, environ: dict[str, Any]) -> bool:
        names = [part.partition("=")[0] for part in str(environ.get("QUERY_STRING", "")).split("&")]
        return "metrics" in names

    def put_bucket_metrics_configuration(self, call: Call, parameters: dict[str, Any]) -> None:
        with self._lock:
            _configurations(call, parameters)[parameters["Id"]] = parameters["MetricsConfiguration"]

    def get_bucket_metrics_configuration(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            return {"MetricsConfiguration": _one(call, parameters)}

    def list_bucket_metrics_configurations(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            known = _configurations(call, parameters)
            return {"IsTruncated": False, "MetricsConfigurationList": [known[name] for name in sorted(known)]}

    def delete_bucket_metrics_configuration(self, call: Call, parameters: dict[str, Any]) -> None:
        with self._lock:
            _one(call, parameters)
            del _configurations(call, parameters)[parameters["Id"]]


def _configurations(call: Call, parameters: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Kept on moto's bucket itself, so that they go when it goes."""
    try:
        bucket = s3_backends[call.account][call.partition].get_bucket(parameters["Bucket"])
    except MissingBucket as error:
        raise AwsError("NoSuchBucket", "The specified bucket does not exist") from error
    kept: dict[str, dict[str, Any]] = bucket.__dict__.setdefault("metrics_configurations", {})
    return kept


def _one(call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
    known = _configurations(call, parameters)
    if parameters["Id"] not in known:
        raise AwsError("NoSuchConfiguration", "The specified configuration does not exist.")
    return known[parameters["Id"]]
