"""A start over a data directory: nothing is served over an old schema, and none is migrated unless that was told.

See docs/adr/0046-schema-and-backups.md.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from time import sleep

from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import DirectoryTakenError, alone, shared
from cameo_service.rpc.front.not_yet import NoCallers, NotYetStep, add_every_method
from cameo_service.rpc.front.server import PortSettings
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ErrorStep, LogStep, RequestIdStep
from cameo_service.storage.engines.errors import StoreTooNewError
from cameo_service.storage.engines.migrate import TOO_NEW
from cameo_service.storage.engines.schema import Schema
from cameo_service.wiring.rpc import bound, tls_files
from cameo_service.wiring.storage import migrate_old, schema_of

_LOG = logging.getLogger("cameo_service")
LOOK_S = 1.0
"""Pause between two looks at a database that waits for `cameo migrate`."""


def ready_directory(config: ServiceConfig, pause: Callable[[float], object] = sleep) -> ExitStack:
    """Uses the data directory from now on, once its schema is this program's or it is new. Close what it returns last.

    An old schema is migrated here under `migrate_on_start` alone. Otherwise the port of unary calls says to probes that
    it does not serve, and to callers that they come again, until `cameo migrate` has run.

    Args:
        config: the settings.
        pause: waits that many seconds.

    Raises:
        StoreTooNewError: a newer program wrote the databases.
        DirectoryInUseError: a service runs on the directory that was to be migrated.
        DirectoryTakenError: the directory is being migrated or restored.
        DatabaseUnreachableError, DatabaseInUseError: of a PostgreSQL database.
        PortUnavailableError, TlsFilesError: see wiring.rpc.
    """
    if config.migrate_on_start and schema_of(config) is Schema.OLD:
        with alone(config.data_dir):
            for database in migrate_old(config):
                _LOG.warning("%s was migrated from %s to %s", database.database, database.found, database.newest)
    used = _used(config)
    if used is not None:
        return used
    with _waiting_port(config) as port:
        _LOG.warning(
            "port %d waits: an older program wrote the database. Run `cameo backup`, then `cameo migrate`.", port
        )
        while used is None:
            pause(LOOK_S)
            # Looked at without the lock first, which `cameo migrate` needs alone.
            if schema_of(config) is not Schema.OLD:
                with suppress(DirectoryTakenError):
                    used = _used(config)
    return used


def _used(config: ServiceConfig) -> ExitStack | None:
    """The directory in use; None while its schema is old, and then it is not in use."""
    with ExitStack() as used:
        used.enter_context(shared(config.data_dir))
        schema = schema_of(config)
        if schema is Schema.FUTURE:
            raise StoreTooNewError(TOO_NEW)
        return None if schema is Schema.OLD else used.pop_all()


@contextmanager
def _waiting_port(config: ServiceConfig) -> Iterator[int]:
    loop, clock = ServerLoop(), SystemClock()
    steps = (RequestIdStep(lambda: secrets.token_hex(8)), LogStep(clock, _LOG), ErrorStep(), NotYetStep())
    settings = PortSettings(
        config.host, config.port, 1, NoCallers(), steps, clock, tls=tls_files(config), is_shared=config.share_ports
    )
    try:
        server = bound(loop, settings, add_every_method)
        server.start()
        try:
            yield server.port
        finally:
            server.stop(0.0)
    finally:
        loop.close()
