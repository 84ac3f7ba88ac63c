"""What a start does over a schema that is not this program's."""

from contextlib import closing
from pathlib import Path

import pytest

from cameo_client.connection import open_channel
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import operator_service_pb2 as pb
from cameo_service.cli.connection import Callers
from cameo_service.cli.healthcheck import probed
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import DirectoryInUseError, DirectoryTakenError, alone, shared
from cameo_service.storage.engines.errors import StoreTooNewError
from cameo_service.storage.operator.schema import migrate_directory
from cameo_service.storage.store import open_store
from cameo_service.wiring.schema import ready_directory
from tests.cameo_service.storage.operator.old_schema import BEFORE, NEWEST, at_revision, revision
from tests.cameo_service.test_bootstrap import free_port


@pytest.fixture
def config(tmp_path: Path) -> ServiceConfig:
    """Over a database that an older program wrote."""
    config = ServiceConfig(data_dir=tmp_path / "data", port=free_port(), insecure_dev=True)
    open_store(config.data_dir, bytes).close()
    at_revision(config.data_dir, BEFORE)
    return config


def never(_seconds: float) -> None:
    raise AssertionError("it waits")


class Operator:
    """Notes what callers and probes hear while a service waits, and migrates at the second look."""

    def __init__(self, config: ServiceConfig) -> None:
        self.config, self.heard = config, list[str]()

    def __call__(self, _seconds: float) -> None:
        self.heard.append(probed(f"127.0.0.1:{self.config.port}", 60.0))
        with open_channel(f"127.0.0.1:{self.config.port}") as channel, pytest.raises(RefusedError) as refused:
            Callers(channel).operator().freeze_everything(pb.FreezeEverythingRequest(request_id="1", reason="now"))
        self.heard.append(f"{refused.value.status.name} {refused.value.reason}")
        self.heard.append(revision(self.config.data_dir))
        if len(self.heard) > 3:
            with alone(self.config.data_dir):
                list(migrate_directory(self.config.data_dir))


def test_a_service_waits_and_says_so_until_its_operator_has_migrated(config: ServiceConfig) -> None:
    operator = Operator(config)
    with ready_directory(config, operator), pytest.raises(DirectoryInUseError), alone(config.data_dir):
        pass
    assert operator.heard == ["NOT_SERVING", "UNAVAILABLE SCHEMA_OLD", BEFORE] * 2
    assert revision(config.data_dir) == NEWEST
    assert probed(f"127.0.0.1:{config.port}", 60.0) == "UNREACHABLE"


def test_a_start_that_was_told_to_migrates(config: ServiceConfig) -> None:
    ready_directory(config.model_copy(update={"migrate_on_start": True}), never).close()
    assert revision(config.data_dir) == NEWEST


def test_a_start_that_was_told_to_migrates_nothing_under_another_service(config: ServiceConfig) -> None:
    with shared(config.data_dir), pytest.raises(DirectoryInUseError):
        ready_directory(config.model_copy(update={"migrate_on_start": True}), never)
    assert revision(config.data_dir) == BEFORE


def test_a_schema_from_the_future_is_refused_whatever_was_told(config: ServiceConfig) -> None:
    at_revision(config.data_dir, "main_9999")
    for told in (False, True):
        with pytest.raises(StoreTooNewError, match="install the version that wrote it"):
            ready_directory(config.model_copy(update={"migrate_on_start": told}), never)


def test_an_empty_directory_is_begun_and_a_current_one_is_used(tmp_path: Path) -> None:
    config = ServiceConfig(data_dir=tmp_path / "new", insecure_dev=True)
    for _ in range(2):
        with closing(ready_directory(config, never)):
            open_store(config.data_dir, bytes).close()


def test_nothing_starts_while_files_are_being_put_in_place(tmp_path: Path) -> None:
    config = ServiceConfig(data_dir=tmp_path / "new", insecure_dev=True)
    with alone(config.data_dir), pytest.raises(DirectoryTakenError, match="when that is over"):
        ready_directory(config, never)
