"""Enrollment: invitations, sessions, proofs, what is sealed, and recordings as fingerprints."""

from sqlalchemy import ForeignKeyConstraint, Index

from cameo_service.storage.tables.base import CLUSTERED, STRICT, MainTable, field, owned
from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64


class InvitationTable(MainTable):
    """One person may start one enrollment. See `ports.enrollment.InvitationRow`."""

    __tablename__ = "invitations"
    __table_args__ = (owned(), Index("invitations_by_id", "invitation_id", unique=True), CLUSTERED)
    owner = field(Id16, primary_key=True)
    invitation_id = field(Id16, primary_key=True)
    expires_us = field(Int64)
    used_us = field(Int64, nullable=True)


class SessionTable(MainTable):
    """An enrollment session. `purposes`, `checks`: JSON that is only ever read whole."""

    __tablename__ = "sessions"
    __table_args__ = (owned("subject_id"), Index("sessions_of_subject", "subject_id", "created_us"), CLUSTERED)
    session_id = field(Id16, primary_key=True)
    subject_id = field(Id16)
    request_id = field(BytewiseText)
    purposes = field(BytewiseText)
    consent_record = field(BytewiseText)
    state = field(BytewiseText)
    attempts = field(Int64)
    created_us = field(Int64)
    expires_us = field(Int64)
    checks = field(BytewiseText)
    record = field(BytewiseText, nullable=True)
    act = field(BytewiseText, nullable=True)


class OwnerVerificationTable(MainTable):
    """A proof that was not used yet. The act that uses it deletes it."""

    __tablename__ = "owner_verifications"
    __table_args__ = (owned(), CLUSTERED)
    owner = field(Id16, primary_key=True)
    act = field(BytewiseText, primary_key=True)
    verified_us = field(Int64)


class EnrollmentTable(MainTable):
    """A subject's one enrollment. `modalities`: sorted values joined by commas.

    `audience_ceiling`: what the checks that ran permit at most; facts lower it.
    """

    __tablename__ = "enrollments"
    __table_args__ = (owned("subject_id"), CLUSTERED)
    subject_id = field(Id16, primary_key=True)
    enrollment_id = field(Id16)
    version = field(Int64)
    assurance = field(Int64)
    audience_ceiling = field(Int64)
    modalities = field(BytewiseText)
    created_us = field(Int64)
    expires_us = field(Int64, nullable=True)
    bound_to = field(BytewiseText, nullable=True)


class SealedItemTable(MainTable):
    """Vault ciphertext. Useless without its row in keys.db."""

    __tablename__ = "sealed_items"
    __table_args__ = (
        ForeignKeyConstraint(["subject_id"], ["enrollments.subject_id"], ondelete="CASCADE"),
        STRICT,
    )
    subject_id = field(Id16, primary_key=True)
    kind = field(BytewiseText, primary_key=True)
    model_id = field(BytewiseText, primary_key=True)
    ciphertext = field(Bytes)


class SeenRecordingTable(MainTable):
    """One recording. pictures, sound: curves, row by row. keys: big-endian 32-bit numbers, as in recording_keys."""

    __tablename__ = "seen_recordings"
    __table_args__ = (
        owned(),
        Index("seen_recordings_owner", "owner"),
        Index("seen_recordings_digest", "sha256"),
        Index("seen_recordings_age", "seen_us"),
        STRICT,
    )
    recording_id = field(Int64, primary_key=True)
    owner = field(Id16)
    seen_us = field(Int64)
    sha256 = field(Bytes)
    pictures = field(Bytes)
    sound = field(Bytes)
    keys = field(Bytes)


class RecordingKeyTable(MainTable):
    """That a recording is found by a key. About 4 rows for each second of recording."""

    __tablename__ = "recording_keys"
    __table_args__ = (CLUSTERED,)
    key = field(Int64, primary_key=True)
    recording_id = field(Int64, primary_key=True)
