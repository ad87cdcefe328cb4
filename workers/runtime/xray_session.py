"""A `requests` session that signs what it sends for X-Ray's OTLP endpoint."""

from __future__ import annotations

import boto3
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest


class _SigV4(requests.auth.AuthBase):
    def __init__(self, region: str) -> None:
        self._region = region
        credentials = boto3.Session().get_credentials()
        if credentials is None:
            raise RuntimeError("no AWS credentials to sign traces for X-Ray with")
        self._credentials = credentials

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        unsigned = AWSRequest(
            method=request.method,
            url=request.url,
            data=request.body,
            headers={"Content-Type": request.headers.get("Content-Type", "application/x-protobuf")},
        )
        SigV4Auth(self._credentials, "xray", self._region).add_auth(unsigned)
        request.headers.update(dict(unsigned.headers.items()))
        return request


def signing_session(region: str) -> requests.Session:
    """Return a session signing for X-Ray in `region` with the process's credentials, refreshed by botocore."""
    session = requests.Session()
    session.auth = _SigV4(region)
    return session
