"""What an event carries besides its owner, kind and time, as the bytes that are stored."""

import json
from uuid import UUID

from cameo_service.usecases.event_ports import EventRow, Position
from consent.identity import GrantId, SubjectId


def event_body(
    *,
    actor: SubjectId | None = None,
    provider: str = "",
    epoch: int | None = None,
    grant_id: GrantId | None = None,
) -> bytes:
    """JSON with what is there."""
    said = {
        "actor": str(actor) if actor else None,
        "provider": provider or None,
        "epoch": epoch,
        "grant_id": str(grant_id) if grant_id else None,
    }
    return json.dumps({name: value for name, value in said.items() if value is not None}).encode()


def event_row(owner: SubjectId, position: Position, kind: str, body: bytes, at_us: int) -> EventRow:
    """The event of a stored body. Names that this version does not know are left out."""
    said = json.loads(body)
    return EventRow(
        owner=owner,
        position=position,
        kind=kind,
        actor=SubjectId(UUID(said["actor"])) if "actor" in said else None,
        provider=said.get("provider", ""),
        epoch=said.get("epoch"),
        grant_id=GrantId(UUID(said["grant_id"])) if "grant_id" in said else None,
        at_us=at_us,
    )
