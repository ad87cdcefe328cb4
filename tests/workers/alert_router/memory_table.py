"""The incident table in memory: the same promises as DynamoDB's, one lock."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from workers.alert_router.table import WRITES_MAX, ConflictError, Item, Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class MemoryTable:
    """Bodies are kept as bytes, so that nobody shares what he has read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._items: dict[str, dict[str, tuple[Item, bytes]]] = defaultdict(dict)
        self._queues: dict[str, set[Key]] = defaultdict(set)
        self.writes = 0

    def get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        with self._lock:
            found = {key: self._items[key[0]].get(key[1]) for key in keys}
        return {key: _open(item) for key, item in found.items() if item}

    def query(self, pk: str, prefix: str = "") -> list[Item]:
        with self._lock:
            found = [item for sk, item in sorted(self._items[pk].items()) if sk.startswith(prefix)]
        return [_open(item) for item in found]

    def due(self, queue: str, until: int, limit: int) -> list[Item]:
        with self._lock:
            found = [self._items[pk][sk] for pk, sk in self._queues[queue]]
        ready = sorted((one for one in found if one[0].due <= until), key=lambda one: (one[0].due, one[0].key))
        return [_open(item) for item in ready[:limit]]

    def write(self, items: Iterable[Item]) -> None:
        wanted = list(items)
        assert len(wanted) <= WRITES_MAX
        assert len({item.key for item in wanted}) == len(wanted), "DynamoDB refuses two writes of one item"
        assert all(len(orjson.dumps(item.body)) < 400_000 for item in wanted), "DynamoDB refuses items above 400 KB"
        with self._lock:
            for item in wanted:
                stored = self._items[item.key[0]].get(item.key[1])
                if (stored[0].version if stored else 0) != item.version:
                    raise ConflictError(str(item.key))
            for item in wanted:
                self._put(item)
            self.writes += len(wanted)

    def _put(self, item: Item) -> None:
        pk, sk = item.key
        if stored := self._items[pk].get(sk):
            self._queues[stored[0].queue].discard(item.key)
        self._items[pk][sk] = (replace(item, version=item.version + 1, body={}), orjson.dumps(item.body))
        if item.queue:
            self._queues[item.queue].add(item.key)

    def all(self, prefix: str) -> list[Item]:
        """Every item whose PK starts with the prefix, by key."""
        pks = sorted(pk for pk in self._items if pk.startswith(prefix))
        return [_open(item) for pk in pks for _, item in sorted(self._items[pk].items())]


def _open(stored: tuple[Item, bytes]) -> Item:
    item, body = stored
    return replace(item, body=orjson.loads(body))
