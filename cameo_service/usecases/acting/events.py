"""The body of an event: what it carries besides its owner, kind and time, as the bytes that are stored."""

import json
from uuid import UUID

from cameo_service.usecases.ports.activity import ActivityRow
from cameo_service.usecases.ports.events import EventRow, Position
from cameo_service.usecases.ports.renders import TakedownId
from consent.identity import GrantId, SubjectId
from consent.render_lease import Removal


def event_body(  # noqa: PLR0913 - one keyword for each thing that an event can say
    *,
    actor: SubjectId | None = None,
    provider: str = "",
    epoch: int | None = None,
    grant_id: GrantId | None = None,
    takedown_id: TakedownId | None = None,
    output_sha256: bytes | None = None,
    due_us: int | None = None,
    removal: Removal = Removal.NONE,
    count: int | None = None,
) -> bytes:
    """JSON of the values that are given."""
    said = {
        "actor": str(actor) if actor else None,
        "provider": provider or None,
        "epoch": epoch,
        "grant_id": str(grant_id) if grant_id else None,
        "takedown_id": str(takedown_id) if takedown_id else None,
        "output_sha256": output_sha256.hex() if output_sha256 else None,
        "due_us": due_us,
        "removal": removal or None,
        "count": count,
    }
    return json.dumps({name: value for name, value in said.items() if value is not None}).encode()


def activity_body(row: ActivityRow) -> bytes:
    """The body of a line of activity as an event."""
    return event_body(
        actor=row.actor,
        provider=row.provider,
        takedown_id=row.takedown_id,
        output_sha256=row.output_sha256,
        # The reason of a line about an order is the removal that was ordered.
        removal=Removal(row.reason) if row.takedown_id else Removal.NONE,
    )


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
        takedown_id=TakedownId(UUID(said["takedown_id"])) if "takedown_id" in said else None,
        output_sha256=bytes.fromhex(said["output_sha256"]) if "output_sha256" in said else None,
        due_us=said.get("due_us"),
        removal=Removal(said.get("removal", Removal.NONE)),
        count=said.get("count"),
    )
