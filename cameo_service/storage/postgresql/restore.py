"""The new incarnation of a PostgreSQL database that went back in time, such as one put back from a dump."""

from collections.abc import Callable, Sequence
from contextlib import closing

from cameo_service.storage.engines.errors import DatabaseInUseError
from cameo_service.storage.keys import SubjectSalts, WrappedKeys
from cameo_service.storage.operator.restore import Carry, Databases, Restored, restore_in
from cameo_service.storage.postgresql.connection import PostgresqlConnection
from cameo_service.storage.postgresql.schema import services_on
from cameo_service.storage.postgresql.store import Pools, open_postgresql
from cameo_service.usecases.ports.history import HighWater


def restore_database(
    url: str,
    mark: HighWater,
    published: Sequence[bytes],
    random_bytes: Callable[[int], bytes],
    now_us: int,
    carry: Carry,
) -> Restored:
    """See operator.restore.restore.

    Raises:
        DatabaseInUseError: a service has a session in the database.
        OtherHistoryError: mark or history belong to another database.
        StoreError: see open_postgresql.
    """
    if services_on(url):
        raise DatabaseInUseError(str(DatabaseInUseError.__doc__))
    open_postgresql(url, random_bytes).close()
    with closing(Pools(url)) as pools:
        keys, salts = WrappedKeys(pools.of_keys()), SubjectSalts(pools.of_keys(), random_bytes)
        databases = Databases(PostgresqlConnection(pools.main), keys, salts)
        return restore_in(databases, mark, published, random_bytes, now_us, carry)
