"""Recordings that were handed in, as fingerprints. They are found by what they look and sound like, not by owner."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, STRICT, MainTable, owned
from cameo_service.storage.types import Bytes, Id16, Int64


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
    owner: bytes = Field(sa_type=Id16)
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
