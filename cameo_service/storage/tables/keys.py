"""The tables of keys.db."""

from sqlmodel import Field

from cameo_service.storage.tables.base import CLUSTERED, STRICT, KeyTable
from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64


class KeyDeploymentTable(KeyTable, table=True):
    """One row: which installation these keys belong to."""

    __tablename__ = "deployment"
    __table_args__ = (STRICT,)
    only: int = Field(sa_type=Int64, primary_key=True)
    deployment_id: bytes = Field(sa_type=Id16)


class WrappedKeyTable(KeyTable, table=True):
    """The data key of one sealed item, wrapped by version `key_version` of the key-encryption key."""

    __tablename__ = "wrapped_keys"
    __table_args__ = (CLUSTERED,)
    subject_id: bytes = Field(sa_type=Id16, primary_key=True)
    enrollment_id: bytes = Field(sa_type=Id16, primary_key=True)
    kind: str = Field(sa_type=BytewiseText, primary_key=True)
    model_id: str = Field(sa_type=BytewiseText, primary_key=True)
    key_version: int = Field(sa_type=Int64)
    wrapped_key: bytes = Field(sa_type=Bytes)


class SubjectSaltTable(KeyTable, table=True):
    """What links leaves to a subject. Kept with the wrapped keys: what is erased here stays erased in a restore."""

    __tablename__ = "subject_salts"
    __table_args__ = (CLUSTERED,)
    subject_id: bytes = Field(sa_type=Id16, primary_key=True)
    salt: bytes = Field(sa_type=Bytes)
