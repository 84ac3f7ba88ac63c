"""The installation itself, and answers to requests that may come again."""

from sqlalchemy import Index

from cameo_service.storage.tables.base import CLUSTERED, STRICT, UNSET, MainTable, field
from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64


class DeploymentTable(MainTable):
    """One row: which installation this is, its incarnation, the newest revision, and whether everything is frozen."""

    __tablename__ = "deployment"
    __table_args__ = (STRICT,)
    only = field(Int64, primary_key=True)
    deployment_id = field(Id16)
    incarnation = field(Int64)
    revision = field(Int64)
    frozen = field(Int64, **UNSET)
    global_epoch = field(Int64, **UNSET)


class RememberedRequestTable(MainTable):
    """The answer to a write, so that its repetition gets the same one."""

    __tablename__ = "remembered_requests"
    __table_args__ = (Index("remembered_age", "created_us"), CLUSTERED)
    caller = field(BytewiseText, primary_key=True)
    request_id = field(BytewiseText, primary_key=True)
    body_sha256 = field(Bytes)
    reply = field(Bytes)
    created_us = field(Int64)
