"""The tables of keys.db."""

from cameo_service.storage.tables.base import CLUSTERED, STRICT, KeyTable, field
from cameo_service.storage.tables.types import Bytes, BytewiseText, Id16, Int64


class KeyDeploymentTable(KeyTable):
    """One row: which installation these keys belong to."""

    __tablename__ = "deployment"
    __table_args__ = (STRICT,)
    only = field(Int64, primary_key=True)
    deployment_id = field(Id16)


class WrappedKeyTable(KeyTable):
    """The data key of one sealed item, wrapped by version `key_version` of the key-encryption key."""

    __tablename__ = "wrapped_keys"
    __table_args__ = (CLUSTERED,)
    subject_id = field(Id16, primary_key=True)
    enrollment_id = field(Id16, primary_key=True)
    kind = field(BytewiseText, primary_key=True)
    model_id = field(BytewiseText, primary_key=True)
    key_version = field(Int64)
    wrapped_key = field(Bytes)


class SubjectSaltTable(KeyTable):
    """What links leaves to a subject. Kept with the wrapped keys: what is erased here stays erased in a restore."""

    __tablename__ = "subject_salts"
    __table_args__ = (CLUSTERED,)
    subject_id = field(Id16, primary_key=True)
    salt = field(Bytes)
