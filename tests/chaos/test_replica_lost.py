"""A replica that dies: what it was recording, and what it alone did, is taken over by the others."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.cli import enroll
from cameo_service.history.folder import HistoryFolder, TilesTree
from cameo_service.vault.key_ring_file import KeyRingFile
from liveness.challenge.prompts import Challenge
from tests.chaos.replicas import LONG_S, Deployment, Replica
from tests.e2e import acts

RECORDING, JUDGING, ABANDONED = (
    pb.EnrollmentState.Value(f"ENROLLMENT_STATE_{name}") for name in ("RECORDING", "JUDGING", "ABANDONED")
)
Seen = TypeVar("Seen")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def deployment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Two replicas."""
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    name = server.make() if server else ""
    folder = tmp_path_factory.mktemp("deployment")
    with Deployment(folder, server.url(name) if server else "", count=2).running() as deployment:
        yield deployment
    if server:
        server.drop(name)


class Recording:
    """An upload of bytes that no net ever sees, which pauses after its first chunk until it is let go."""

    def __init__(self, at: Replica, person: str, session_id: str) -> None:
        self._session_id, self._may_go_on, self._is_begun = session_id, threading.Event(), threading.Event()
        self._replies = at.streams.enrollment(person).record_enrollment(self._messages())
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        assert self._is_begun.wait(LONG_S)

    def go_on(self) -> None:
        """All of it is sent."""
        self._may_go_on.set()

    def end(self) -> None:
        self._may_go_on.set()
        self._replies.cancel()
        self._thread.join(LONG_S)

    def _messages(self) -> Iterator[pb.RecordEnrollmentRequest]:
        first, *rest = enroll.upload_messages(self._session_id, bytes(200_000), Challenge())
        yield first
        self._is_begun.wait()
        yield rest[0]
        self._may_go_on.wait()
        yield from rest[1:]

    def _read(self) -> None:
        try:
            for _ in self._replies:
                self._is_begun.set()
        except RefusedError as error:
            self.refused = error
            self._is_begun.set()


def awaited(look: Callable[[], Seen], wanted: Callable[[Seen], bool]) -> Seen:
    """What a look finds, once it is what is wanted."""
    pause = threading.Event()
    for _ in range(round(LONG_S / 0.2)):
        seen = look()
        if wanted(seen):
            return seen
        pause.wait(0.2)
    raise AssertionError(f"still {seen}")


def begun(deployment: Deployment, at: Replica, person: str) -> tuple[str, Recording]:
    acts.introduce(at, person)
    session_id = acts.start(at, person).session_id
    return session_id, Recording(at, person, session_id)


def test_a_recording_that_died_with_its_replica_is_made_again_at_another_one_at_once(deployment: Deployment) -> None:
    dying, other = deployment.replicas
    session_id, recording = begun(deployment, dying, "ada")
    assert acts.session(other, "ada", session_id).state == RECORDING
    dying.kill()
    recording.end()
    again = Recording(other, "ada", session_id)
    read = acts.session(other, "ada", session_id)
    assert (read.state, read.attempts_left) == (RECORDING, 1)
    again.end()
    dying.start()


def test_a_recording_that_had_come_whole_costs_nothing_when_its_replica_dies(deployment: Deployment) -> None:
    dying, other = deployment.replicas
    session_id, recording = begun(deployment, dying, "ben")
    recording.go_on()
    awaited(lambda: acts.session(other, "ben", session_id).state, lambda state: state == JUDGING)
    with pytest.raises(RefusedError, match="RECORDING_RUNNING"):
        list(other.streams.enrollment("ben").record_enrollment(enroll.upload_messages(session_id, b"1", Challenge())))
    dying.kill()
    recording.end()
    read = awaited(lambda: acts.session(other, "ben", session_id), lambda read: read.state != JUDGING)
    assert (read.state, read.attempts_left) == (ABANDONED, 3)
    dying.start()


def test_a_replica_that_starts_ends_no_recording_of_another_one(deployment: Deployment) -> None:
    recorder, starting = deployment.replicas
    session_id, recording = begun(deployment, recorder, "cleo")
    recording.go_on()
    awaited(lambda: acts.session(starting, "cleo", session_id).state, lambda state: state == JUDGING)
    starting.kill()
    starting.start()
    assert acts.session(starting, "cleo", session_id).state == JUDGING
    recorder.kill()
    recording.end()
    recorder.start()


def test_another_replica_publishes_the_history_when_the_one_that_did_dies(deployment: Deployment) -> None:
    config = deployment.config
    secret = KeyRingFile(config.key_ring, config.data_dir).load().token_secret
    folder = HistoryFolder(config.history, config.data_dir, secret)

    def published() -> int:
        checkpoint = TilesTree(folder).checkpoint()
        return checkpoint.size if checkpoint else 0

    publisher = awaited(lambda: holder_of(folder.lock_path, deployment), lambda found: found is not None)
    assert publisher is not None
    publisher.kill()
    before = published()
    (other,) = deployment.live()
    acts.introduce(other, "dan")
    awaited(published, lambda size: size > before)
    assert holder_of(folder.lock_path, deployment) is other
    publisher.start()


def holder_of(lock: Path, deployment: Deployment) -> Replica | None:
    """The replica whose process holds the lock of a file, as the system lists it."""
    inode = f":{lock.stat().st_ino}" if lock.exists() else "nothing"
    held = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    holders = {int(words[4]) for words in held if words[1] == "FLOCK" and words[5].endswith(inode)}
    return next((replica for replica in deployment.live() if replica.process.pid in holders), None)
