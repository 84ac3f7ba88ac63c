"""Whether a service can run from a configuration, looked at from outside: nothing is made, changed or migrated.

Each check answers with a finding: it holds, the operator should know of it, or it fails; and what to do.
"""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from cameo_client.errors import HistoryError
from cameo_service.analysis.errors import AnalysisError
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.walls.erect import Wall
from cameo_service.analysis.walls.look_around import Outside, look_around, nothing
from cameo_service.analysis.worker_process import WorkerProcess
from cameo_service.calibration_file import read
from cameo_service.clock import Clock
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import WrongDataDirectoryError, require_policy
from cameo_service.history.continuity import require_one_past
from cameo_service.history.folder import HistoryFolder
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.engines.migrate import TOO_NEW
from cameo_service.storage.engines.schema import Schema
from cameo_service.storage.engines.sqlite import SqliteConnection, is_sound, look_at
from cameo_service.storage.history import StoredEntries
from cameo_service.storage.keys import WrappedKeys
from cameo_service.storage.operator.schema import schema_of_directory
from cameo_service.storage.store import KEY_DATABASE, MAIN_DATABASE
from cameo_service.usecases.ports.history import BehindItsMarkError, Entries
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.key_ring import KeyRing
from cameo_service.vault.key_ring_file import KeyRingFile
from cameo_service.wiring.storage import key_versions, open_history, schema_of
from liveness.engines.choice import LANGUAGES_PACK
from liveness.limits.calibration import CalibrationError
from liveness.models import manifest, store
from liveness.models.errors import ModelPackError
from liveness.verdict.policy import PolicyName

LEAST_FREE_BYTES = 1024**3
"""A disk with less is nearly full: an act that cannot be written is refused, a revocation too."""
WALLS_S = 20.0
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class State(StrEnum):
    """What was found."""

    HOLDS = "holds"
    KNOW = "know"
    """The service starts; the operator should know what this means."""
    FAILS = "fails"
    """The service does not start, or loses something."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer. do: what to do about it; empty where it holds."""

    check: str
    state: State
    do: str = ""


def diagnose(config: ServiceConfig, clock: Clock) -> Iterator[Finding]:
    """Every finding about a configuration, settings first, walls last."""
    yield from _settings(config)
    yield from _data(config)
    ring, finding = _key_ring(config)
    yield finding
    if config.database_url:
        yield from _server(config, ring)
    elif ring is not None:
        yield from _databases(config, ring)
    if config.calibration and ring is not None:
        yield _asked("files.calibration", partial(read, config.calibration, ring.token_secret))
    yield from _packs(config)
    yield from walls(config, clock)


def _settings(config: ServiceConfig) -> Iterator[Finding]:
    callers = "" if not config.insecure_dev else "Callers name themselves: never expose this service."
    yield _told("settings.callers", State.KNOW, callers)
    policy = "" if config.policy is not PolicyName.DEMO else "Policy demo leaves out every check against attacks."
    yield _told("settings.policy", State.KNOW, policy)
    raised = f"A live capture may be opened to {config.live_ceiling.name}: docs/accuracy.md says what passes for live."
    yield _told("settings.live_ceiling", State.KNOW, raised if config.is_live_raised else "")
    wordless = "People may enroll without words: docs/languages.md says what that stops."
    yield _told("settings.wordless", State.KNOW, wordless if config.wordless is not None else "")
    root = "The service runs as root: give it a user of its own." if os.geteuid() == 0 else ""
    yield _told("settings.user", State.KNOW, root)


def _told(check: str, state: State, do: str) -> Finding:
    return Finding(check, state, do) if do else Finding(check, State.HOLDS)


def _data(config: ServiceConfig) -> Iterator[Finding]:
    folder = config.data_dir
    if not folder.is_dir():
        yield Finding("files.data_dir", State.KNOW, "There is no data directory yet: the first start makes it.")
        return
    is_open = folder.stat().st_mode & _OTHERS or not os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    private = "Give the data directory to this user alone: mode 0700." if is_open else ""
    yield _told("files.data_dir", State.FAILS, private)
    is_full = shutil.disk_usage(folder).free < LEAST_FREE_BYTES
    full = "Less than 1 GiB is free: docs/operate.md says what to do about a full disk." if is_full else ""
    yield _told("files.disk", State.FAILS, full)
    yield _asked("files.policy", lambda: require_policy(folder, config.policy))
    has = [(folder / name).is_file() for name in (MAIN_DATABASE, KEY_DATABASE)]
    lost = "One of main.db and keys.db is missing: put it back from the same backup." if has[0] != has[1] else ""
    yield _told("files.databases", State.FAILS, lost)


def _key_ring(config: ServiceConfig) -> tuple[KeyRing | None, Finding]:
    try:
        return KeyRingFile(config.key_ring, config.data_dir).load(), Finding("keys.ring", State.HOLDS)
    except KeyRingError as error:
        return None, Finding("keys.ring", State.FAILS, str(error))


_SCHEMAS = {
    Schema.NEW: Finding("files.version", State.KNOW, "A first start was cut off: the next one goes on."),
    Schema.OLD: Finding(
        "files.version",
        State.KNOW,
        "An older program wrote it: run `cameo backup`, then `cameo migrate`. A start waits.",
    ),
    Schema.FUTURE: Finding("files.version", State.FAILS, TOO_NEW),
}


_VERSIONS = {
    Schema.NEW: Finding("database.version", State.KNOW, "Nothing is stored in it yet: the first start begins it."),
    Schema.OLD: Finding(
        "database.version",
        State.KNOW,
        "An older program wrote it: back it up with pg_dump, then run `cameo migrate`. A start waits.",
    ),
    Schema.FUTURE: Finding("database.version", State.FAILS, TOO_NEW),
}
_GONE = "The ring lacks a key that sealed something: put the newest ring back (docs/operate.md, a lost key)."


def _databases(config: ServiceConfig, ring: KeyRing) -> Iterator[Finding]:
    main, keys = config.data_dir / MAIN_DATABASE, config.data_dir / KEY_DATABASE
    if not main.is_file() or not keys.is_file():
        return
    with look_at(main) as looked, look_at(keys) as locked:
        damaged = "A database is damaged: restore the newest backup (docs/operate.md)."
        if not (is_sound(looked) and is_sound(locked)):
            yield Finding("files.sound", State.FAILS, damaged)
            return
        yield Finding("files.sound", State.HOLDS)
        schema = schema_of_directory(config.data_dir)
        if schema is not Schema.CURRENT:
            yield _SCHEMAS[schema]
            return
        lost = WrappedKeys(locked).versions() - {key.version for key in ring.encryption_keys}
        behind = _asked("history.mark", lambda: _admitted(config, ring, looked))
        yield _told("keys.complete", State.FAILS, _GONE if lost else "")
        yield behind


def _server(config: ServiceConfig, ring: KeyRing | None) -> Iterator[Finding]:
    """Of a PostgreSQL database."""
    try:
        schema = schema_of(config)
    except StoreError as error:
        yield Finding("database.reached", State.FAILS, str(error))
        return
    yield Finding("database.reached", State.HOLDS)
    if schema is not Schema.CURRENT:
        yield _VERSIONS[schema]
    elif ring is not None:
        lost = key_versions(config) - {key.version for key in ring.encryption_keys}
        yield _told("keys.complete", State.FAILS, _GONE if lost else "")
        with closing(open_history(config)) as leaves:
            yield _asked("history.mark", lambda: _of_one_past(config, ring, leaves))


def _admitted(config: ServiceConfig, ring: KeyRing, main: SqliteConnection) -> None:
    _of_one_past(config, ring, StoredEntries(main))


def _of_one_past(config: ServiceConfig, ring: KeyRing, entries: Entries) -> None:
    if config.history.is_dir():
        folder = HistoryFolder(config.history, config.data_dir, ring.token_secret)
        require_one_past(folder, entries)


def _packs(config: ServiceConfig) -> Iterator[Finding]:
    for name in (*config.engines.packs, *((LANGUAGES_PACK,) if config.languages else ())):
        yield _asked(f"packs.{name}", partial(_verify, name, config.models))


def _verify(name: str, models: Path) -> None:
    store.verify(manifest.load(name), models)


def _asked(check: str, question: Callable[[], object]) -> Finding:
    try:
        question()
    except (WrongDataDirectoryError, HistoryError, BehindItsMarkError, ModelPackError, CalibrationError) as error:
        return Finding(check, State.FAILS, str(error))
    return Finding(check, State.HOLDS)


_DO = {
    "core_dump": "A worker that crashes may write a recording to the disk: forbid core dumps.",
    "memory": "A worker may take all memory: bound it.",
    "key_ring": "A worker may read the key ring: use a kernel with Landlock or a system with seccomp.",
    "files": "A worker may open files: use a kernel with Landlock (5.13 or later), and allow it.",
    "own_user": "A worker has the service's user: allow SETUID, SETGID and KILL, or start the service as another user.",
    "network": "A worker has no empty network: allow user namespaces, or SYS_ADMIN where the service starts as root.",
    "new_privileges": "A worker may gain privileges: start the service with no-new-privileges.",
    "capabilities": "A worker has capabilities: start the service without any.",
    "processes": "A worker may start threads without end: allow user namespaces, or bound the service's processes.",
    "system_calls": "No filter of system calls: use a kernel with seccomp, and allow it.",
}
_LAST = "key_ring"
"""When this one falls, the others did not help."""


def walls(config: ServiceConfig, clock: Clock) -> Iterator[Finding]:
    """Tried from inside a worker of the kind that decodes recordings."""
    try:
        worker = WorkerProcess(nothing, look_around, WorkerLimits(load_seconds=WALLS_S), clock)
        worker.wait_until_loaded()
        outside = Outside(str(Path(config.key_ring).resolve()), os.getuid())
        found = worker.run(outside, clock.monotonic_s() + WALLS_S)
        worker.kill()
    except AnalysisError as error:
        yield Finding("walls", State.FAILS, f"A worker does not start: {error.detail}")
        return
    for wall, do in _DO.items():
        if wall == Wall.OWN_USER and os.geteuid() != 0:
            # Root alone can change users, and a service should not be root.
            continue
        # What one wall keeps in may be kept by another as well: each is asked for.
        holds = found[wall] and wall not in worker.missing_walls
        unknown = "This system does not say whether this wall stands."
        state = State.FAILS if wall == _LAST else State.KNOW
        yield _told(f"walls.{wall}", state, {True: "", False: do, None: unknown}[holds])
