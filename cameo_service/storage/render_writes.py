"""Writes of renders and takedown orders."""

from cameo_service.storage.operator_writes import OperatorWrites
from cameo_service.storage.values import NOBODY, subject_bytes
from cameo_service.usecases.ports.renders import RenderRow, TakedownRow


class RenderWrites(OperatorWrites):
    """The part of ports.Transaction that is about renders."""

    def put_render(self, row: RenderRow) -> None:
        """Writes the row over what was there."""
        self._about_owner(
            "INSERT INTO renders (owner, render_grant_id, grant_id, requester, provider, opened_us, expires_us,"
            " output_sha256, drafted_us, published_us, parent_output, marking, removal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, render_grant_id) DO UPDATE SET"
            " expires_us = excluded.expires_us, output_sha256 = excluded.output_sha256,"
            " drafted_us = excluded.drafted_us, published_us = excluded.published_us,"
            " parent_output = excluded.parent_output, marking = excluded.marking, removal = excluded.removal",
            (
                row.owner.bytes,
                row.render_grant_id.bytes,
                row.grant_id.bytes if row.grant_id else NOBODY,
                subject_bytes(row.requester),
                row.provider,
                row.opened_us,
                row.expires_us,
                row.output_sha256,
                row.drafted_us,
                row.published_us,
                row.parent_output,
                row.marking,
                row.removal,
            ),
        )

    def put_takedown(self, row: TakedownRow) -> None:
        """Writes the order over what was there."""
        self._about_owner(
            "INSERT INTO takedowns (owner, takedown_id, render_grant_id, removal, ordered_us, due_us, tell_us,"
            " acknowledged_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, takedown_id) DO UPDATE SET"
            " tell_us = excluded.tell_us, acknowledged_us = excluded.acknowledged_us",
            (
                row.owner.bytes,
                row.takedown_id.bytes,
                row.render_grant_id.bytes,
                row.removal,
                row.ordered_us,
                row.due_us,
                row.tell_us,
                row.acknowledged_us,
            ),
        )
