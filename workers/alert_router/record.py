"""Members, incidents and rows ↔ items of the table."""

from __future__ import annotations

from typing import Any

import orjson

from incidents.latch import Latch, Register
from workers.alert_router.delivery import Receipt
from workers.alert_router.fact import Facts
from workers.alert_router.incident import Entry, Incident, Told
from workers.alert_router.member import Member, Voice
from workers.alert_router.notification import Action, Notification
from workers.alert_router.notification import Member as Listed
from workers.alert_router.outbox import Row, Status
from workers.alert_router.table import Item, Key

Json = dict[str, Any]
DAY = 24 * 3600
# Long enough for a year's reports of incidents; the rest is only needed while somebody may ask what was sent.
EPISODE_KEPT, KEPT = 400 * DAY, 90 * DAY
NEVER = 2**53
EPISODES = "episode"
"""The queue that episodes stand in, due when they opened: so the weekly report finds them by time."""


def plain(value: object) -> Json:
    """Turn a dataclass into plain JSON values."""
    made: Json = orjson.loads(orjson.dumps(value))
    return made


def latch_key(identity: str) -> Key:
    return f"latch#{identity}", "latch"


def incident_key(service_id: str, group_id: str) -> Key:
    return f"service#{service_id}", f"group#{group_id}"


def row_key(incident_id: str, receiver: str, revision: int) -> Key:
    return f"incident#{incident_id}", f"row#{receiver}#{revision:08d}"


def talk_key(incident_id: str, receiver: str) -> Key:
    return f"incident#{incident_id}", f"talk#{receiver}"


def episode_key(incident_id: str) -> Key:
    return f"incident#{incident_id}", "episode"


def member_item(member: Member, version: int, group_id: str, now: int) -> Item:
    """`group_id` is where the open latch belongs; a closed one belongs nowhere, and is forgotten after a while."""
    opened = member.latch.is_open
    return Item(
        key=latch_key(member.id),
        body={"member": plain(member), "group": group_id if opened else ""},
        version=version,
        queue=f"member#{group_id}" if opened else "",
        due=int(member.latch.opened_at or 0),
        expires=0 if opened else now // 1000 + KEPT,
    )


def member_of(item: Item) -> tuple[Member, str]:
    """Return the member and the group that its open latch belongs to."""
    body = item.body["member"]
    latch = body["latch"]
    registers = {name: Register(**register) for name, register in latch["registers"].items()}
    member = Member(
        **{
            **body,
            "facts": Facts(**body["facts"]),
            "latch": Latch(**{**latch, "registers": registers}),
            "voices": {name: Voice(**voice) for name, voice in body["voices"].items()},
            "links": _pairs(body["links"]),
        }
    )
    return member, item.body["group"]


def incident_item(incident: Incident, version: int, due: int, now: int) -> Item:
    """`due` 0: nothing will be due by itself; the reconciler finds what is not over by the index all the same."""
    over = not incident.is_open and incident.count <= 0
    return Item(
        key=incident_key(incident.service_id, incident.group_id),
        body=plain(incident),
        version=version,
        queue="" if over else "incident",
        due=0 if over else due or NEVER,
        expires=now // 1000 + KEPT if over else 0,
    )


def incident_of(item: Item, *, listed: bool = True) -> Incident:
    """Read an incident; without its list where only the rest matters, for lists are long."""
    body = item.body
    return Incident(
        **{
            **body,
            "entries": {key: _entry(entry) for key, entry in body["entries"].items()} if listed else {},
            "told": {name: Told(**told) for name, told in body["told"].items()},
        }
    )


def _entry(body: Json) -> Entry:
    return Entry(**{**body, "voice": Voice(**body["voice"]), "links": _pairs(body["links"])})


def row_item(row: Row, version: int, now: int) -> Item:
    pending = row.status is Status.PENDING
    return Item(
        key=row_key(row.notification.incident_id, row.receiver, row.revision),
        body=plain(row),
        version=version,
        queue="outbox" if pending else "",
        due=row.due if pending else 0,
        expires=0 if pending else now // 1000 + KEPT,
    )


def row_of(item: Item) -> Row:
    body = item.body
    told = body["notification"]
    notification = Notification(
        **{
            **told,
            "action": Action(told["action"]),
            "members": tuple(Listed(**member) for member in told["members"]),
            "links": _pairs(told["links"]),
            "details": _pairs(told["details"]),
        }
    )
    return Row(**{**body, "status": Status(body["status"]), "notification": notification})


def episode_item(incident: Incident, version: int, now: int) -> Item:
    """The history of one episode, for reports: what `incident_item` forgets when the next one begins."""
    return Item(
        key=episode_key(incident.incident_id),
        body={key: value for key, value in plain(incident).items() if key != "entries"}
        | {"resources": sorted({entry.resource for entry in incident.entries.values()})},
        version=version,
        queue=EPISODES,
        due=incident.opened_at,
        expires=now // 1000 + EPISODE_KEPT,
    )


def receipt_of(body: Json | None) -> Receipt | None:
    return Receipt(**body) if body else None


def _pairs(lists: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in lists)
