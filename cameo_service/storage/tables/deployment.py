"""The installation itself, and answers to requests that may come again."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables.base import CLUSTERED, STRICT, UNSET, MainTable
from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64


class DeploymentTable(MainTable, table=True):
    """One row: which installation this is, its incarnation, the newest revision, and whether everything is frozen."""

    __tablename__ = "deployment"
    __table_args__ = (STRICT,)
    only: int = Field(sa_type=Int64, primary_key=True)
    deployment_id: bytes = Field(sa_type=Id16)
    incarnation: int = Field(sa_type=Int64)
    revision: int = Field(sa_type=Int64)
    frozen: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)
    global_epoch: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)


class RememberedRequestTable(MainTable, table=True):
    """The answer to a write, so that its repetition gets the same one."""

    __tablename__ = "remembered_requests"
    __table_args__ = (Index("remembered_age", "created_us"), CLUSTERED)
    caller: str = Field(sa_type=BytewiseText, primary_key=True)
    request_id: str = Field(sa_type=BytewiseText, primary_key=True)
    body_sha256: bytes = Field(sa_type=Bytes)
    reply: bytes = Field(sa_type=Bytes)
    created_us: int = Field(sa_type=Int64)
