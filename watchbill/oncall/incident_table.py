"""The router's incidents, read only: what is open, what was, and what became of each notification."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from monitors import names
from watchbill.cloud.error import CloudError
from workers.alert_router import record
from workers.alert_router.fact import digest
from workers.alert_router.incident import Incident, Told
from workers.alert_router.table import Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from monitors.model.plan import Service
    from watchbill.cloud.connection import Connection
    from workers.alert_router.delivery import Receipt
    from workers.alert_router.outbox import Row

_EPISODE_FIELDS = frozenset(field.name for field in fields(Incident)) - {"entries", "told"}


class NoTableError(CloudError):
    """The router's table is not there: nobody keeps incidents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One incident's history. `incident` lists no entries; `resources` are all that took part in it."""

    incident: Incident
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """All that is kept of one incident: its history, every notification, and what each receiver's vendor answered."""

    episode: Episode
    rows: tuple[Row, ...]
    receipts: Mapping[str, Receipt]


class IncidentTable:
    """The incidents of one service in one environment."""

    def __init__(self, connection: Connection, service: Service) -> None:
        self._connection = connection
        self._service = service

    @property
    def name(self) -> str:
        return names.incident_table(self._service)

    def present(self) -> list[Incident]:
        """Each group's present or last incident, with its members. One query."""
        place, service = self._connection.place, self._service
        identity = digest(place.account, place.region, service.environment, service.name)[:12]
        items = self._query("#pk = :pk", {"#pk": "PK"}, {":pk": {"S": f"service#{identity}"}}, ConsistentRead=True)
        return [record.incident_of(item) for item in items if item.key[1].startswith("group#")]

    def between(self, since: datetime, until: datetime) -> list[Episode]:
        """The incidents that opened then, the oldest first."""
        items = self._query(
            "#queue = :queue AND #due BETWEEN :since AND :until",
            {"#queue": "queue", "#due": "due"},
            {":queue": {"S": record.EPISODES}, ":since": _ms(since), ":until": _ms(until)},
            IndexName="due",
        )
        return [episode for episode in map(_episode, items) if self._ours(episode.incident)]

    def last(self) -> Episode | None:
        """The incident that opened last, if there ever was one."""
        items = self._query(
            "#queue = :queue",
            {"#queue": "queue"},
            {":queue": {"S": record.EPISODES}},
            IndexName="due",
            ScanIndexForward=False,
        )
        return next((episode for episode in map(_episode, items) if self._ours(episode.incident)), None)

    def file(self, incident_id: str) -> File | None:
        """Everything about one incident; None for an id that is none of ours."""
        pk, _ = record.episode_key(incident_id)
        found = list(self._query("#pk = :pk", {"#pk": "PK"}, {":pk": {"S": pk}}, ConsistentRead=True))
        episodes = [_episode(item) for item in found if item.key[1] == "episode"]
        if not episodes:
            return None
        receipts = {
            item.key[1].removeprefix("talk#"): receipt
            for item in found
            if item.key[1].startswith("talk#") and (receipt := record.receipt_of(item.body.get("receipt")))
        }
        rows = [record.row_of(item) for item in found if item.key[1].startswith("row#")]
        return File(episode=episodes[0], rows=tuple(sorted(rows, key=lambda row: row.revision)), receipts=receipts)

    def _ours(self, incident: Incident) -> bool:
        return (incident.service, incident.environment) == (self._service.name, self._service.environment)

    def _query(
        self, condition: str, columns: Mapping[str, str], values: Mapping[str, Any], **options: Any
    ) -> Iterator[Item]:
        dynamodb = self._connection.client("dynamodb")
        pages = dynamodb.get_paginator("query").paginate(
            TableName=self.name,
            KeyConditionExpression=condition,
            ExpressionAttributeNames=dict(columns),
            ExpressionAttributeValues=dict(values),
            **options,
        )
        try:
            yield from _items(pages)
        except dynamodb.exceptions.ResourceNotFoundException:
            raise NoTableError(f"there is no table {self.name}: the alert router is not deployed here") from None


def _items(pages: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
    for page in pages:
        for stored in page["Items"]:
            yield Item(key=(stored["PK"]["S"], stored["SK"]["S"]), body=json.loads(stored["body"]["S"]))


def _episode(item: Item) -> Episode:
    body = item.body
    known = {name: value for name, value in body.items() if name in _EPISODE_FIELDS}
    told = {name: Told(**told) for name, told in body["told"].items()}
    return Episode(incident=Incident(**known, entries={}, told=told), resources=tuple(body.get("resources", ())))


def _ms(moment: datetime) -> dict[str, str]:
    return {"N": str(round(moment.timestamp() * 1_000))}
