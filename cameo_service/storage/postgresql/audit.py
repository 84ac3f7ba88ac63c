"""What an audit reads, in one snapshot of a PostgreSQL database that may run."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg

from cameo_service.storage.keys import SubjectSalts, WrappedKeys
from cameo_service.storage.operator.audit import AuditSnapshot, NothingToAuditError
from cameo_service.storage.operator.sealed_packs import Progress, counted
from cameo_service.storage.postgresql.connection import PostgresqlConnection
from cameo_service.storage.postgresql.sessions import connect
from cameo_service.storage.postgresql.store import Pools


@contextmanager
def audit_snapshot(url: str) -> Iterator[AuditSnapshot]:
    """A snapshot of the database, whose services may run.

    Raises:
        NothingToAuditError: no database there, or one of another version.
        DatabaseUnreachableError: see there.
    """
    connect(url).close()  # says at once, and by name, what a pool says after its patience
    with closing(Pools(url)) as pools:
        main = PostgresqlConnection(pools.main)
        try:
            main.begin_read()
            snapshot = AuditSnapshot(main, SubjectSalts(pools.of_keys(), bytes).all())
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, TypeError) as error:
            main.rollback()
            raise NothingToAuditError(str(NothingToAuditError.__doc__)) from error
        try:
            yield snapshot
        finally:
            main.rollback()


def net_progress(url: str, pack: str, nets: str) -> Progress:
    """How far people have moved to the nets in use; see `operator.sealed_packs`.

    Raises:
        DatabaseUnreachableError: see there.
    """
    connect(url).close()
    with closing(Pools(url)) as pools:
        main = PostgresqlConnection(pools.main)
        main.begin_read()
        try:
            return counted(main, pack, nets)
        finally:
            main.rollback()


def key_versions(url: str) -> frozenset[int]:
    """The versions of the key-encryption keys that something is wrapped with.

    Raises:
        DatabaseUnreachableError: see there.
    """
    connect(url).close()
    with closing(Pools(url)) as pools:
        return WrappedKeys(pools.of_keys()).versions()
