"""Enrollment: invitations, sessions, proofs, what is sealed, and recordings as fingerprints."""

from sqlalchemy import ForeignKeyConstraint, Index, column
from sqlmodel import Field

from cameo_service.storage.tables.base import CLUSTERED, STRICT, UNSET, MainTable, about, owned
from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64


class InvitationTable(MainTable, table=True):
    """One person may start one enrollment. See `ports.enrollment.InvitationRow`."""

    __tablename__ = "invitations"
    __table_args__ = (owned(), Index("invitations_by_id", "invitation_id", unique=True), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.invitations"))
    invitation_id: bytes = Field(sa_type=Id16, primary_key=True)
    expires_us: int = Field(sa_type=Int64)
    used_us: int | None = Field(sa_type=Int64)


class SessionTable(MainTable, table=True):
    """An enrollment session. `purposes`, `checks`: JSON that is only ever read whole.

    `attempt_id`: of the attempt that runs; NULL: none does. `beats`: see `ports.enrollment.RunningAttempt`.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        owned("subject_id"),
        Index("sessions_of_subject", "subject_id", "created_us"),
        Index("running_attempts", "attempt_id", sqlite_where=column("attempt_id").is_not(None)),
        CLUSTERED,
    )
    session_id: bytes = Field(sa_type=Id16, primary_key=True)
    subject_id: bytes = Field(sa_type=Id16, sa_column_kwargs=about(exported="sessions"))
    request_id: str = Field(sa_type=BytewiseText)
    purposes: str = Field(sa_type=BytewiseText)
    consent_record: str = Field(sa_type=BytewiseText)
    state: str = Field(sa_type=BytewiseText)
    attempts: int = Field(sa_type=Int64)
    created_us: int = Field(sa_type=Int64)
    expires_us: int = Field(sa_type=Int64)
    checks: str = Field(sa_type=BytewiseText)
    record: str | None = Field(sa_type=BytewiseText)
    act: str | None = Field(sa_type=BytewiseText)
    attempt_id: bytes | None = Field(sa_type=Id16)
    beats: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)


class OwnerVerificationTable(MainTable, table=True):
    """A proof that was not used yet. The act that uses it deletes it."""

    __tablename__ = "owner_verifications"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.owner_verifications"))
    act: str = Field(sa_type=BytewiseText, primary_key=True)
    verified_us: int = Field(sa_type=Int64)


class EnrollmentTable(MainTable, table=True):
    """A subject's one enrollment. `modalities`: sorted values joined by commas.

    `audience_ceiling`: what the checks that ran permit at most; facts lower it.
    """

    __tablename__ = "enrollments"
    __table_args__ = (owned("subject_id"), CLUSTERED)
    subject_id: bytes = Field(
        sa_type=Id16,
        primary_key=True,
        sa_column_kwargs=about(apart="Enrollments.end", exported="consent.enrollment_version"),
    )
    enrollment_id: bytes = Field(sa_type=Id16)
    version: int = Field(sa_type=Int64)
    assurance: int = Field(sa_type=Int64)
    audience_ceiling: int = Field(sa_type=Int64)
    modalities: str = Field(sa_type=BytewiseText)
    created_us: int = Field(sa_type=Int64)
    expires_us: int | None = Field(sa_type=Int64)
    bound_to: str | None = Field(sa_type=BytewiseText)


class SealedItemTable(MainTable, table=True):
    """Vault ciphertext. Useless without its row in keys.db."""

    __tablename__ = "sealed_items"
    __table_args__ = (
        ForeignKeyConstraint(["subject_id"], ["enrollments.subject_id"], ondelete="CASCADE"),
        STRICT,
    )
    subject_id: bytes = Field(
        sa_type=Id16, primary_key=True, sa_column_kwargs=about(apart="Enrollments.end", exported="kept.sealed")
    )
    kind: str = Field(sa_type=BytewiseText, primary_key=True)
    model_id: str = Field(sa_type=BytewiseText, primary_key=True)
    ciphertext: bytes = Field(sa_type=Bytes)


class NetMoveTable(MainTable, table=True):
    """Where a person stands after a change of nets. See `ports.net_moves.NetMove`."""

    __tablename__ = "net_moves"
    __table_args__ = (owned(), Index("net_moves_due", "due_us"), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.net_moves"))
    nets: str = Field(sa_type=BytewiseText)
    state: str = Field(sa_type=BytewiseText)
    since_us: int = Field(sa_type=Int64)
    asked_us: int | None = Field(sa_type=Int64)
    ends_us: int | None = Field(sa_type=Int64)
    due_us: int | None = Field(sa_type=Int64)


class SeenRecordingTable(MainTable, table=True):
    """One recording. pictures, sound: curves, row by row. keys: big-endian 32-bit numbers, as in recording_keys."""

    __tablename__ = "seen_recordings"
    __table_args__ = (
        owned(),
        Index("seen_recordings_owner", "owner"),
        Index("seen_recordings_digest", "sha256"),
        Index("seen_recordings_age", "seen_us"),
        STRICT,
    )
    recording_id: int = Field(sa_type=Int64, primary_key=True)
    owner: bytes = Field(sa_type=Id16, sa_column_kwargs=about(apart="Recordings.forget", exported="kept.sealed"))
    seen_us: int = Field(sa_type=Int64)
    sha256: bytes = Field(sa_type=Bytes)
    pictures: bytes = Field(sa_type=Bytes)
    sound: bytes = Field(sa_type=Bytes)
    keys: bytes = Field(sa_type=Bytes)


class RecordingKeyTable(MainTable, table=True):
    """That a recording is found by a key. About 4 rows for each second of recording."""

    __tablename__ = "recording_keys"
    __table_args__ = (CLUSTERED,)
    key: int = Field(sa_type=Int64, primary_key=True)
    recording_id: int = Field(sa_type=Int64, primary_key=True)
