"""Writes of one transaction: enrollments, spent grants, and the logs that ride along with every write."""

import json
import sqlite3

from cameo_service.storage.delegation_writes import DelegationWrites
from cameo_service.storage.erasure_writes import ErasureWrites
from cameo_service.storage.errors import KeyRetiredError
from cameo_service.storage.guardianship_writes import GuardianshipWrites
from cameo_service.storage.history_leaves import EverythingRow, append_leaf, append_leaf_of_everything, unlink_leaves
from cameo_service.storage.invitation_writes import InvitationWrites
from cameo_service.storage.removal_writes import RemovalWrites
from cameo_service.storage.snapshot import REMEMBERED_US
from cameo_service.storage.subject_salts import SubjectSalts
from cameo_service.storage.values import joined, subject_bytes
from cameo_service.storage.wrapped_keys import WrappedKeys
from cameo_service.usecases.acting.events import activity_body
from cameo_service.usecases.ports.activity import REFUSED, ActivityRow
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SessionRow
from consent.identity import RenderGrantId, SubjectId
from consent.terms import SubjectState

HOUR_US = 3_600_000_000

_APPEND = (
    "INSERT INTO activity (owner, seq, revision, at_us, hour, kind, actor, provider, reason, count, output_sha256,"
    " takedown_id)"
    " VALUES (?, (SELECT COALESCE(MAX(seq), 0) + 1 FROM activity WHERE owner = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_COUNTED = (
    " ON CONFLICT (owner, actor, reason, hour) WHERE kind = 'refused' DO UPDATE SET"
    " count = activity.count + excluded.count, at_us = excluded.at_us, revision = excluded.revision,"
    " provider = excluded.provider"
)


class SqliteTransaction(ErasureWrites, DelegationWrites, GuardianshipWrites, InvitationWrites, RemovalWrites):
    """See ports.Transaction.

    replaced, added: (subject, enrollment) whose wrapped keys have to go once this committed, or once it did not.
    unlinked: subjects whose salts have to go once this committed.
    """

    def __init__(
        self, connection: sqlite3.Connection, keys: WrappedKeys, salts: SubjectSalts, *, counts_guardians: bool = False
    ) -> None:
        super().__init__(connection, keys, counts_guardians=counts_guardians)
        self._salts = salts
        self.replaced: list[tuple[bytes, bytes]] = []
        self.added: list[tuple[bytes, bytes]] = []
        self.unlinked: list[bytes] = []

    def put_session(self, session: SessionRow) -> None:
        """Writes the session over what was there."""
        self._about_owner(
            "INSERT INTO sessions (session_id, subject_id, request_id, purposes, consent_record, state, attempts,"
            " created_us, expires_us, checks, record, act) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (session_id) DO UPDATE SET state = excluded.state, attempts = excluded.attempts,"
            " expires_us = excluded.expires_us, checks = excluded.checks, record = excluded.record",
            (
                session.session_id.bytes,
                session.subject.bytes,
                session.request_id,
                json.dumps(sorted(session.purposes)),
                session.consent_record,
                session.state,
                session.attempts,
                session.created_us,
                session.expires_us,
                json.dumps(session.checks),
                session.record,
                session.act,
            ),
        )

    def put_owner_proof(self, owner: SubjectId, act: str, verified_us: int) -> None:
        """Writes the proof over an earlier one for the same act."""
        self._about_owner(
            "INSERT INTO owner_verifications (owner, act, verified_us) VALUES (?, ?, ?)"
            " ON CONFLICT (owner, act) DO UPDATE SET verified_us = excluded.verified_us",
            (owner.bytes, act, verified_us),
        )

    def take_owner_proof(self, owner: SubjectId, act: str) -> int | None:
        """Deletes the proof and returns its time."""
        statement = "DELETE FROM owner_verifications WHERE owner = ? AND act = ? RETURNING verified_us"
        row = self._connection.execute(statement, (owner.bytes, act)).fetchone()
        return None if row is None else int(row[0])

    def put_enrollment(self, enrollment: EnrollmentRow) -> None:
        """Replaces the subject's enrollment. Its keys are on the disk before it commits.

        Raises:
            KeyRetiredError: it was sealed under a key that an erasure is about to destroy.
        """
        self._require_kept_keys(enrollment)
        subject = enrollment.subject.bytes
        removed = "DELETE FROM enrollments WHERE subject_id = ? RETURNING enrollment_id"
        for (earlier,) in self._connection.execute(removed, (subject,)).fetchall():
            if earlier == enrollment.enrollment_id.bytes:
                raise ValueError("an enrollment is sealed once: a new one needs a new id")
            self.replaced.append((subject, earlier))
        self._insert_enrollment(enrollment)
        self.added.append((subject, enrollment.enrollment_id.bytes))
        self._keys.put(enrollment)

    def _require_kept_keys(self, enrollment: EnrollmentRow) -> None:
        (awaited,) = self._connection.execute("SELECT COALESCE(MAX(awaits_version), 0) FROM erasures").fetchone()
        if any(item.key_version < awaited for item in enrollment.sealed):
            raise KeyRetiredError("sealed under a key that is being destroyed: seal again under the newest")

    def _insert_enrollment(self, enrollment: EnrollmentRow) -> None:
        subject = enrollment.subject.bytes
        self._about_owner(
            "INSERT INTO enrollments (subject_id, enrollment_id, version, assurance, audience_ceiling, modalities,"
            " created_us, expires_us, bound_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                subject,
                enrollment.enrollment_id.bytes,
                enrollment.version,
                int(enrollment.assurance),
                int(enrollment.audience_ceiling),
                joined(enrollment.modalities),
                enrollment.created_us,
                enrollment.expires_us,
                enrollment.bound_to,
            ),
        )
        self._connection.executemany(
            "INSERT INTO sealed_items (subject_id, kind, model_id, ciphertext) VALUES (?, ?, ?, ?)",
            [(subject, item.kind, item.model_id, item.ciphertext) for item in enrollment.sealed],
        )

    def spend(self, render_grant_id: RenderGrantId, now_us: int) -> bool:
        """Whether this was the first time."""
        statement = "INSERT INTO spent_grants (render_grant_id, spent_us) VALUES (?, ?) ON CONFLICT DO NOTHING"
        return self._connection.execute(statement, (render_grant_id.bytes, now_us)).rowcount == 1

    def record_activity(self, row: ActivityRow) -> None:
        """Appends a line, or counts it on to the hour's line of the same refusal; appends its leaf to the history.

        About an erased person nothing is written any more; the app is told all the same.
        """
        if self.requester(row.owner).state is not SubjectState.ERASED:
            self._append_line(row)
            self.record_leaf(row)
        # A refusal must not move the revision that the refused caller reads.
        if row.kind != REFUSED:
            self.emit(row.owner, row.kind, activity_body(row), row.at_us)

    def _append_line(self, row: ActivityRow) -> None:
        owner = row.owner.bytes
        self._about_owner(
            _APPEND + _COUNTED if row.kind == REFUSED else _APPEND,
            (
                owner,
                owner,
                row.revision,
                row.at_us,
                row.at_us // HOUR_US,
                row.kind,
                subject_bytes(row.actor),
                row.provider,
                row.reason,
                row.count,
                row.output_sha256,
                row.takedown_id and row.takedown_id.bytes,
            ),
        )

    def record_leaf(self, row: ActivityRow) -> None:
        """Appends a leaf to the history, and nothing to the feed."""
        append_leaf(self._connection, self._salts, row, is_narrowing=self.is_narrowing)

    def record_everything(self, kind: str, service_id: str, reason: str, now_us: int) -> None:
        """Appends a leaf about everybody."""
        told = EverythingRow(self.next_revision(), now_us, kind, service_id, reason)
        append_leaf_of_everything(self._connection, self._salts, told, is_narrowing=self.is_narrowing)

    def unlink_history(self, owner: SubjectId) -> None:
        """Makes the owner's leaves nobody's, for good once this commits. The tree stays what it was."""
        unlink_leaves(self._connection, owner.bytes)
        self.unlinked.append(owner.bytes)

    def remember(self, caller: str, request_id: str, body_sha256: bytes, reply: bytes, now_us: int) -> None:
        """Keeps the answer for 24 h and forgets those that are older."""
        forget = "DELETE FROM remembered_requests WHERE created_us <= ?"
        self._connection.execute(forget, (now_us - REMEMBERED_US,))
        self._connection.execute(
            "INSERT INTO remembered_requests (caller, request_id, body_sha256, reply, created_us)"
            " VALUES (?, ?, ?, ?, ?)",
            (caller, request_id, body_sha256, reply, now_us),
        )
