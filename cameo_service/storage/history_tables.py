"""The tables of the history. Leaves are one sequence for the whole deployment: their key cannot lead with the owner."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, STRICT, KeyTable, MainTable, owned
from cameo_service.storage.types import Bytes, Id16, Int64


class HistoryLeafTable(MainTable, table=True):
    """A leaf, in the order of commits from 0 without gaps. Rows are never deleted.

    owner, record: null once the owner is erased, and for leaves that a restore took over from the published tree.
    The owner alone is null for what an operator did to everybody at once.
    """

    __tablename__ = "history_leaves"
    __table_args__ = (owned(), Index("history_of_owner", "owner", "revision", "leaf_index"), STRICT)
    leaf_index: int = Field(sa_type=Int64, primary_key=True)
    owner: bytes | None = Field(sa_type=Id16)
    revision: int = Field(sa_type=Int64)
    entry: bytes = Field(sa_type=Bytes)
    record: bytes | None = Field(sa_type=Bytes)


class SubjectSaltTable(KeyTable, table=True):
    """What links leaves to a subject. Kept with the wrapped keys: what is erased here stays erased in a restore."""

    __tablename__ = "subject_salts"
    __table_args__ = (CLUSTERED,)
    subject_id: bytes = Field(sa_type=Id16, primary_key=True)
    salt: bytes = Field(sa_type=Bytes)
