"""All event source mappings of the cloud, each with its poller, as Lambda's API lists them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from watchbill.local.running.poller.kinesis import KinesisStream
from watchbill.local.running.poller.mapping import Mapping, read_mapping
from watchbill.local.running.poller.queue import QueuePoller
from watchbill.local.running.poller.stream import StreamPoller
from watchbill.local.running.poller.table import TableStream
from watchbill.local.running.work import Job, earliest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.destination import Destinations
    from watchbill.local.running.recorder import Recorder

log = logging.getLogger(__name__)
Poller = QueuePoller | StreamPoller


class Pollers:
    """Lists the mappings again whenever Lambda's API was told something. A changed mapping keeps its place."""

    def __init__(self, cloud: EmbeddedCloud, destinations: Destinations, recorder: Recorder) -> None:
        self._cloud = cloud
        self._destinations = destinations
        self._recorder = recorder
        self._pollers: dict[str, Poller] = {}
        self._is_stale = True

    def forget(self) -> None:
        self._is_stale = True

    def jobs(self, now: float) -> Iterator[Job]:
        if self._is_stale:
            self._list()
        for poller in self._pollers.values():
            yield from poller.jobs(now)

    def due(self, now: float) -> float | None:
        return earliest(*(poller.due(now) for poller in self._pollers.values()))

    @property
    def all(self) -> list[Poller]:
        return list(self._pollers.values())

    @property
    def streams(self) -> list[StreamPoller]:
        return [poller for poller in self._pollers.values() if isinstance(poller, StreamPoller)]

    def _list(self) -> None:
        self._is_stale = False  # first, so that a change during the listing is seen
        pages = self._cloud.client("lambda").get_paginator("list_event_source_mappings").paginate()
        found = {m.uuid: m for page in pages for m in map(read_mapping, page["EventSourceMappings"])}
        kept: dict[str, Poller] = {}
        for uuid, mapping in found.items():
            poller = self._pollers.get(uuid) or self._open(mapping)
            if isinstance(poller, StreamPoller):
                poller.change(mapping)
            elif poller is not None:
                poller.mapping = mapping
            if poller is not None:
                kept[uuid] = poller
        self._pollers = kept

    def _open(self, mapping: Mapping) -> Poller | None:
        try:
            if mapping.service == "sqs":
                return QueuePoller(self._cloud, mapping)
            if mapping.service == "kinesis":
                function = self._cloud.client("lambda").get_function_configuration(FunctionName=mapping.function_arn)
                stream = KinesisStream(self._cloud, mapping, function["Role"])
                return StreamPoller(stream, mapping, self._destinations, self._recorder)
            return StreamPoller(TableStream(self._cloud, mapping), mapping, self._destinations, self._recorder)
        except ClientError as error:
            log.warning("%s is not polled: %s", mapping.source_arn, error)
            return None
