"""An embedded cloud that runs functions, in a process of its own: prints its address and stays until it is ended."""

from __future__ import annotations

from watchbill.local.cloud import EmbeddedCloud
from watchbill.local.running import Runner

cloud = EmbeddedCloud()
with Runner(cloud):
    print(cloud.endpoint_url, flush=True)
    cloud.serve()
