"""Which of several processes does what one should do: the one whose session holds a lock of the database."""

from contextlib import suppress
from typing import Any

import psycopg

from cameo_service.storage.engines.errors import DatabaseUnreachableError
from cameo_service.storage.postgresql.hot_statements import IS_ALIVE, NOTICE_DEATH, TRY_TO_HOLD
from cameo_service.storage.postgresql.sessions import LOST, SEQUENCER_LOCK, connect


class Election:
    """One session, which keeps the lock from when it got it until it ends. For one thread at a time.

    url: of the database. lock: of the processes of which one is elected.
    """

    def __init__(self, url: str, lock: tuple[int, int] = SEQUENCER_LOCK) -> None:
        self._url, self._lock = url, lock
        self._session: psycopg.Connection[Any] | None = None
        self._holds = False

    def is_elected(self) -> bool:
        """Whether this process is the one now; False while the database cannot be reached.

        Ask before every round: a process whose session died is told so, and another one has the lock by then.
        """
        try:
            session = self._open_session()
            if self._holds:
                session.execute(IS_ALIVE.encode())
            else:
                row: Any = session.execute(TRY_TO_HOLD.format(lock=self._lock).encode()).fetchone()
                self._holds = bool(row[0])
        except (*LOST, DatabaseUnreachableError):
            self.close()
        return self._holds

    def close(self) -> None:
        """Ends the session; another process is elected when it asks next."""
        session, self._session, self._holds = self._session, None, False
        if session is not None:
            with suppress(*LOST):
                session.close()

    def _open_session(self) -> "psycopg.Connection[Any]":
        if self._session is None:
            self._session = connect(self._url)
            self._session.execute(NOTICE_DEATH.encode(), prepare=False)
        return self._session
