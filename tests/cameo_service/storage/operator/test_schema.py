"""Of which version a data directory is, and that a migration alone changes it."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from cameo_service.storage.engines.errors import StoreTooNewError
from cameo_service.storage.engines.migrate import configured
from cameo_service.storage.engines.schema import KEYS, MAIN, Schema, revisions
from cameo_service.storage.operator.schema import migrate_directory, schema_of_directory, schemas
from cameo_service.storage.store import SqliteStore
from tests.cameo_service.storage.operator.old_schema import BEFORE, NEWEST, at_revision, revision


@pytest.mark.parametrize("versions", [MAIN, KEYS])
def test_the_revisions_read_from_the_files_are_those_of_the_library(versions: Path) -> None:
    script = ScriptDirectory.from_config(configured(versions))
    assert revisions(versions) == tuple(reversed([step.revision for step in script.walk_revisions()]))


def test_a_directory_without_databases_is_new_and_looking_makes_none(tmp_path: Path) -> None:
    assert schema_of_directory(tmp_path / "data") is Schema.NEW
    assert list(tmp_path.iterdir()) == []


def test_an_old_database_is_told_with_what_is_missing_and_migrated(store: SqliteStore, directory: Path) -> None:
    store.close()
    assert schema_of_directory(directory) is Schema.CURRENT
    at_revision(directory, BEFORE)
    assert schema_of_directory(directory) is Schema.OLD
    main, keys = schemas(directory)
    assert (main.missing, keys.schema) == ((NEWEST,), Schema.CURRENT)
    assert [one.database for one in migrate_directory(directory)] == ["main.db"]
    assert (revision(directory), schema_of_directory(directory)) == (NEWEST, Schema.CURRENT)
    assert list(migrate_directory(directory)) == []


def test_a_database_from_the_future_is_left_alone(store: SqliteStore, directory: Path) -> None:
    store.close()
    at_revision(directory, "main_9999")
    with pytest.raises(StoreTooNewError, match="install the version that wrote it"):
        list(migrate_directory(directory))
    assert revision(directory) == "main_9999"
