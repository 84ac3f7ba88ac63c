"""Backups of both databases: made while services run, checked by their digests, and put in place of what was lost.

A backup is a folder with main.db, keys.db and a manifest. main.db is copied first: a key is written before the
enrollment that needs it, so keys.db, copied after it, has every key but those of enrollments that ended in between;
then both are copied again. The key ring is never in it.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from cameo_service.storage.engines.errors import StoreError, StoreTooNewError
from cameo_service.storage.engines.migrate import TOO_NEW
from cameo_service.storage.engines.schema import Schema, revision_of
from cameo_service.storage.engines.sqlite import SqliteConnection, connect, copy_online, is_sound, look_at, remove_logs
from cameo_service.storage.history import read_high_water
from cameo_service.storage.operator.schema import DATABASES, schema_at
from cameo_service.storage.statements import Statement
from cameo_service.storage.store import KEY_DATABASE, MAIN_DATABASE
from cameo_service.storage.written.expressions import key_rows_in, rows_in, select
from cameo_service.usecases.ports.history import HighWater

FORMAT = "cameo-backup/v1"
MANIFEST = "manifest.json"
MOST_TRIES = 5
"""Copies of both databases until they fit. A copy takes seconds at most; an enrollment seldom ends within them."""

_ENROLLMENTS, _KEYS = rows_in("enrollments"), key_rows_in("wrapped_keys")
_ITEMS, _KEY_DEPLOYMENT = rows_in("sealed_items"), key_rows_in("deployment")
_ENROLLED = Statement(select(_ENROLLMENTS.c.enrollment_id))
_SEALED = Statement(
    select(_ENROLLMENTS.c.enrollment_id, _ITEMS.c.kind, _ITEMS.c.model_id).join(
        _ENROLLMENTS, _ENROLLMENTS.c.subject_id == _ITEMS.c.subject_id
    )
)
_KEYED = Statement(select(_KEYS.c.enrollment_id, _KEYS.c.kind, _KEYS.c.model_id))
_VERSIONS = Statement(select(_KEYS.c.key_version).distinct())
_IN_KEYS = Statement(select(_KEY_DEPLOYMENT.c.deployment_id))


class BackupExistsError(StoreError):
    """There is something of that name already: a backup is never written over another one. Name a new folder."""


class BackupUnsettledError(StoreError):
    """Enrollments ended during every copy: try again when less is changed."""


class NothingToBackUpError(StoreError):
    """There are no databases here, or of a program that is too old: name the data directory, or use that program."""


class BackupUnreadableError(StoreError):
    """This is no backup of this program: its manifest is missing or of another version."""


class BackupDamagedError(StoreError):
    """A file of the backup is not the one that was written: use another backup."""


class NewerDatabaseError(StoreError):
    """The database here is newer than the backup, or of another deployment, and is not written over: move it away
    first if the backup is wanted all the same.
    """


class UnreadableDatabaseError(StoreError):
    """A database here cannot be read, so how new it is cannot be told: move main.db and keys.db away first."""


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """size: bytes. sha256: hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a manifest says.

    policy: of the data directory. made_us: UTC microseconds. mark: how far main.db had come. files, schema: digest and
    revision of each database. enrollments: people with something sealed. key_versions: of the key-encryption keys that
    a ring must have to open it all.
    """

    policy: str
    made_us: int
    mark: HighWater
    files: Mapping[str, CopiedFile]
    schema: Mapping[str, str]
    enrollments: int
    key_versions: tuple[int, ...]


def make_backup(directory: Path, target: Path, policy: str, now_us: int) -> Backup:
    """Copies the databases of a data directory into a new folder, which has its name once all of it is on the disk.

    Args:
        directory: the data directory, on which services may run.
        target: the folder to make; outside of the data directory.
        policy: of the data directory.
        now_us: UTC microseconds.

    Raises:
        BackupExistsError: the folder, or a file of its name, exists.
        NothingToBackUpError: there are no databases, or none that can be read.
        StoreTooNewError: a newer program wrote the databases.
        BackupUnsettledError: see there.
        OSError, sqlite3.Error: it could not be written, such as on a full disk. Nothing is left.
    """
    if os.path.lexists(target):
        raise BackupExistsError(str(BackupExistsError.__doc__))
    if not all((directory / name).is_file() for name in DATABASES):
        raise NothingToBackUpError(str(NothingToBackUpError.__doc__))
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        _copy_until_settled(directory, unfinished)
        made = _described(unfinished, policy, now_us)
        _write(unfinished / MANIFEST, _to_json(made))
        _sync(unfinished)
        unfinished.rename(target)
        _sync(target.parent)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return made


def read_backup(folder: Path) -> Backup:
    """The manifest of a backup whose files are as they were written.

    Raises:
        BackupUnreadableError, BackupDamagedError: see there.
        StoreTooNewError: a newer program made it.
    """
    found = _from_json(folder / MANIFEST)
    for name, written in found.files.items():
        path = folder / name
        if not path.is_file() or _digested(path) != written:
            raise BackupDamagedError(f"{name} of the backup is not the file that was written: use another backup")
    _require_known(found.schema)
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """has_kept_keys: keys.db was there and stayed, because it knows who was erased since the backup."""

    backup: Backup
    has_kept_keys: bool


def place(folder: Path, directory: Path) -> Placed:
    """Puts the databases of a backup into a data directory that its caller has alone. `restore` has to follow.

    A keys.db of the same deployment stays: keys and salts that erasures destroyed must not come back. Each file is
    replaced as a whole or not at all.

    Raises:
        NewerDatabaseError, UnreadableDatabaseError: see there; nothing was changed.
        StoreError: see read_backup.
    """
    backup = read_backup(folder)
    if (directory / MAIN_DATABASE).exists():
        _require_no_loss(_mark_of(directory / MAIN_DATABASE), backup.mark)
    keeps_keys = (directory / KEY_DATABASE).exists()
    if keeps_keys and _owner_of(directory / KEY_DATABASE) != backup.mark.deployment_id:
        raise NewerDatabaseError(str(NewerDatabaseError.__doc__))
    for name in [MAIN_DATABASE] if keeps_keys else [KEY_DATABASE, MAIN_DATABASE]:
        incoming = directory / f"{name}.incoming"
        incoming.touch(mode=0o600)
        shutil.copyfile(folder / name, incoming)
        _sync(incoming)
        remove_logs(directory / name)
        incoming.replace(directory / name)
    _sync(directory)
    return Placed(backup, keeps_keys)


def _copy_until_settled(directory: Path, target: Path) -> None:
    for _ in range(MOST_TRIES):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(mode=0o700, parents=True)
        for name in DATABASES:
            copy_online(directory / name, target / name)
        try:
            if _is_settled(target):
                return
        except (sqlite3.OperationalError, TypeError):
            raise NothingToBackUpError(str(NothingToBackUpError.__doc__)) from None
    raise BackupUnsettledError(str(BackupUnsettledError.__doc__))


def _is_settled(copied: Path) -> bool:
    """Whether everything sealed in the copied main.db has its key in the copied keys.db."""
    with look_at(copied / MAIN_DATABASE) as main, look_at(copied / KEY_DATABASE) as keys:
        _require_known({MAIN_DATABASE: revision_of(main), KEY_DATABASE: revision_of(keys)})
        return set(_SEALED.all(main)) <= set(_KEYED.all(keys))


def _require_known(schema: Mapping[str, str]) -> None:
    if any(schema_at(name, schema[name], DATABASES[name]).schema is Schema.FUTURE for name in DATABASES):
        raise StoreTooNewError(TOO_NEW)


def _described(copied: Path, policy: str, now_us: int) -> Backup:
    with look_at(copied / MAIN_DATABASE) as main, look_at(copied / KEY_DATABASE) as keys:
        return Backup(
            policy=policy,
            made_us=now_us,
            mark=read_high_water(main),
            files={name: _digested(copied / name) for name in DATABASES},
            schema={MAIN_DATABASE: revision_of(main), KEY_DATABASE: revision_of(keys)},
            enrollments=len(_ENROLLED.all(main)),
            key_versions=tuple(sorted(version for (version,) in _VERSIONS.all(keys))),
        )


def _digested(path: Path) -> CopiedFile:
    with path.open("rb") as file:
        return CopiedFile(path.stat().st_size, file_digest(file, "sha256").hexdigest())


def _to_json(backup: Backup) -> bytes:
    mark = asdict(backup.mark) | {"deployment_id": backup.mark.deployment_id.hex()}
    return json.dumps({"format": FORMAT, **asdict(backup), "mark": mark}, indent=2).encode()


def _from_json(path: Path) -> Backup:
    try:
        said: dict[str, Any] = json.loads(path.read_bytes())
        if said.pop("format") != FORMAT or said["files"].keys() != DATABASES.keys():
            raise BackupUnreadableError(str(BackupUnreadableError.__doc__))
        mark = said.pop("mark")
        return Backup(
            mark=HighWater(**mark | {"deployment_id": bytes.fromhex(mark["deployment_id"])}),
            files={name: CopiedFile(**file) for name, file in said.pop("files").items()},
            key_versions=tuple(said.pop("key_versions")),
            **said,
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise BackupUnreadableError(str(BackupUnreadableError.__doc__)) from None


def _mark_of(path: Path) -> HighWater | None:
    """How far a database has come, its log included; None for one in which nothing was ever begun."""
    with _opened(path) as main:
        return read_high_water(main) if revision_of(main) else None


def _owner_of(path: Path) -> bytes | None:
    with _opened(path) as keys:
        found = _IN_KEYS.one(keys) if revision_of(keys) else None
    return found and bytes(found[0])


def _opened(path: Path) -> "closing[SqliteConnection]":
    try:
        connection = connect(path)
    except sqlite3.DatabaseError:
        raise UnreadableDatabaseError(str(UnreadableDatabaseError.__doc__)) from None
    if not is_sound(connection):
        connection.close()
        raise UnreadableDatabaseError(str(UnreadableDatabaseError.__doc__))
    return closing(connection)


def _require_no_loss(here: HighWater | None, backup: HighWater) -> None:
    if here is not None and backup.is_behind(here):
        raise NewerDatabaseError(str(NewerDatabaseError.__doc__))


def _write(path: Path, content: bytes) -> None:
    """The whole content is on the disk when it returns."""
    path.touch(mode=0o600)
    path.write_bytes(content)
    _sync(path)


def _sync(path: Path) -> None:
    """What a file or folder holds is on the disk when it returns."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
