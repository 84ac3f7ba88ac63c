"""What a data directory is bound to: one policy, so that demo records never mix with real ones, and those who use it.

Services share a directory. Acts that put other files in their place have it alone.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liveness.verdict.policy import PolicyName

_MARK = "policy"
_IN_USE = "in-use"
"""Locked by each that uses the directory; without content."""
_SERVED = "served"
"""Locked by each service on the directory; without content."""
_RELAYED = "relayed"
"""Locked by the service that posts webhooks; without content."""


class WrongDataDirectoryError(Exception):
    """The data directory belongs to another policy: use a separate directory for this policy."""


class DirectoryInUseError(Exception):
    """A service runs on this data directory: stop it first."""


class DirectoryTakenError(Exception):
    """This data directory is being migrated or restored: start the service when that is over."""


@contextmanager
def shared(directory: Path) -> Iterator[None]:
    """Uses a directory together with other services; makes it if needed, mode 0700.

    Raises:
        DirectoryTakenError: an act of the operator has it alone.
    """
    with _locked(directory, fcntl.LOCK_SH, DirectoryTakenError):
        yield


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Has a directory alone, to change what services never expect to change under them; makes it if needed, mode 0700.

    Raises:
        DirectoryInUseError: a service runs on it, or another such act.
    """
    with _locked(directory, fcntl.LOCK_EX, DirectoryInUseError):
        yield


class Serving:
    """A service on a directory, from now on until `close`.

    Attributes:
        is_alone: no other service was on the directory, and none comes before `let_others`.
    """

    def __init__(self, directory: Path) -> None:
        self._descriptor = _opened(directory / _SERVED)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.is_alone = True
        except BlockingIOError:
            # As long as one that is alone puts its directory in order.
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)
            self.is_alone = False

    def let_others(self) -> None:
        """Other services may come."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def close(self) -> None:
        """The service is gone."""
        os.close(self._descriptor)


class OneOfDirectory:
    """Which of the services on a directory posts webhooks: the first that asks, until it ends. For one thread.

    directory: exists.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._descriptor: int | None = None

    def is_elected(self) -> bool:
        """Whether this service is it now."""
        if self._descriptor is None:
            descriptor = _opened(self._directory / _RELAYED)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            self._descriptor = descriptor
        return True

    def close(self) -> None:
        """Leaves it to another service. May be called again."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def _locked(directory: Path, kind: int, refusal: type[Exception]) -> Iterator[None]:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = _opened(directory / _IN_USE)
    try:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refusal(str(refusal.__doc__)) from None
        yield
    finally:
        os.close(descriptor)


def claim_for_policy(directory: Path, policy: PolicyName) -> None:
    """Marks a new directory with its policy, or checks the mark of an existing one.

    Raises:
        WrongDataDirectoryError: the directory was created under another policy.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = directory / _MARK
    if not mark.exists():
        # Renamed into place: a process killed in between must not leave an empty mark that fits no policy.
        unfinished = mark.with_suffix(".new")
        unfinished.write_text(policy.value, encoding="utf-8")
        unfinished.replace(mark)
    require_policy(directory, policy)


def require_policy(directory: Path, policy: PolicyName) -> None:
    """Checks the mark of a directory; one without a mark is new, and fits every policy.

    Raises:
        WrongDataDirectoryError: the directory was created under another policy.
    """
    if policy_of(directory) not in {"", policy.value}:
        raise WrongDataDirectoryError(str(WrongDataDirectoryError.__doc__))


def policy_of(directory: Path) -> str:
    """The name of the policy of a directory; empty for a new one."""
    mark = directory / _MARK
    return mark.read_text(encoding="utf-8") if mark.exists() else ""
