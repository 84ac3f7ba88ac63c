"""A store whose writes fail when a test says so."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cameo_service.usecases.ports.store import Store


class FailingStore(ABC):
    """Passes everything on to a store. Each write asks once what is to happen to it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @abstractmethod
    def failure(self) -> tuple[Exception | None, Exception | None]:
        """What the next write raises before its commit, and what after it."""

    def deployment(self) -> Any:
        return self._store.deployment()

    def read(self) -> Any:
        return self._store.read()

    def glance(self) -> Any:
        return self._store.glance()

    @contextmanager
    def write(self) -> Iterator[Any]:
        before, after = self.failure()
        with self._store.write() as transaction:
            yield transaction
            if before is not None:
                raise before
        if after is not None:
            raise after
