"""The embedded cloud as one object: start it, talk to it with boto3, stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.local.client import ClientPool
from watchbill.local.gateway import Gateway
from watchbill.local.server import LoopbackServer

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import boto3

    from watchbill.local.tap import Tap


class EmbeddedCloud:
    """AWS on a free port of 127.0.0.1: moto, our stack engine and the alarm calls that moto lacks.

    Every caller reaches it as it would reach AWS, through boto3 and `endpoint_url`; no code path is special to it.
    Use it as a context manager. Only one can run in a process at a time: moto's state is global to the process.
    """

    def __init__(self, region: str = "us-east-1", port: int = 0) -> None:
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

        from watchbill.local.api.bucket import Buckets
        from watchbill.local.api.cloudwatch.service import CloudWatch
        from watchbill.local.api.function import Functions
        from watchbill.local.api.logs import Logs
        from watchbill.local.cloudformation.service import CloudFormation
        from watchbill.local.repair import apply_repairs, metric

        apply_repairs()
        self._hear = metric.listen
        self.region = region
        self._cloudformation = CloudFormation()
        self.cloudwatch = CloudWatch()
        """Alarms and metric data, for what evaluates them in this process."""
        services = (self._cloudformation, self.cloudwatch, Logs(), Functions(), Buckets())
        self._gateway = Gateway(DomainDispatcherApplication(create_backend_app), services)
        self._server = LoopbackServer(self._gateway, port)
        self.endpoint_url = self._server.url
        self._cloudformation.endpoint_url = self.endpoint_url
        self._clients = ClientPool(self.endpoint_url, region)

    @property
    def session(self) -> boto3.Session:
        """A session whose every client reaches this cloud without being told `endpoint_url`."""
        return self._clients.session

    @property
    def taps(self) -> list[Tap]:
        """Who sees every request and answer; add and remove at will."""
        return self._gateway.taps

    def client(self, service: str) -> Any:
        """A boto3 client of `service` in this cloud's region; the same one for the same name."""
        return self._clients.client(service)

    def reset(self) -> None:
        """Delete everything in every region, once the stacks under way are done."""
        from moto.core.base_backend import BackendDict
        from moto.core.model_instances import reset_model_data

        self._cloudformation.join()
        self._gateway.reset()
        BackendDict.reset()
        reset_model_data()

    def start(self) -> Self:
        self._hear(self.cloudwatch.metrics.put)
        self._server.start()
        return self

    def stop(self) -> None:
        """Wait for the stacks under way, close the port and forget everything."""
        self._cloudformation.join()
        self._server.stop()
        self._hear(None)
        self.reset()

    def serve(self) -> None:
        """Serve in the calling thread until interrupted, instead of `start`."""
        self._hear(self.cloudwatch.metrics.put)
        self._server.serve()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(port: int, region: str = "us-east-1") -> None:
    """Run an embedded cloud on 127.0.0.1:`port` in the calling thread until interrupted."""
    EmbeddedCloud(region=region, port=port).serve()
