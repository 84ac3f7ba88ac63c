"""A cluster as one of the pools that analyse: bounded, refused by the same errors, and never needed for a start."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from cameo_service.analysis.errors import AnalysisBusy, AnalysisUnavailable
from cameo_service.analysis.pool import PoolLoad
from cameo_service.clock import Clock

_LOG = logging.getLogger(__name__)
RETRY_S = 30.0
"""Between two attempts to enter a cluster that could not be entered: each takes some CPU-seconds."""


class Member(Protocol):
    """A membership in a cluster; see `ClusterMember`."""

    @property
    def is_entered(self) -> bool:
        """Whether it takes jobs."""

    def wait_until_entered(self) -> None:
        """Returns when it takes jobs, or raises `AnalysisUnavailable`."""

    def run(self, job: object, timeout_s: float, wait_s: float, recording: int | None) -> Any:
        """The result of one job."""

    def close(self) -> None:
        """Ends it."""


class ClusterWorkers:
    """The nodes of a cluster behind one blocking call, as `AnalysisPool`; safe for many threads.

    A cluster that cannot be entered, or is lost, costs no start: jobs are refused with `AnalysisUnavailable`, and a
    later job has it tried again.

    Args:
        new_member: begins to enter the cluster, and raises `AnalysisUnavailable` where that cannot be begun.
        places: jobs that it is given at the same time.
        clock: for deadlines.
    """

    def __init__(self, new_member: Callable[[], Member], places: int, clock: Clock) -> None:
        self._new_member, self._clock = new_member, clock
        self._lock = threading.Condition()
        self._member: Member | None = None
        self._waits: deque[object] = deque()
        self._free = places
        self._begun, self._waited_s, self._replaced = 0, 0.0, 0
        self._entered_s: float | None = None
        self._is_closed = False

    def enter(self) -> None:
        """Returns when jobs can be given.

        Raises:
            AnalysisUnavailable: the cluster cannot be used; `detail` says why.
        """
        member = self._new_member()
        with self._lock:
            if self._is_closed:
                member.close()
            self._member = member
        member.wait_until_entered()

    def enter_soon(self) -> None:
        """Begins to enter the cluster, unless that was tried just now; a log line says how it went."""
        with self._lock:
            now_s = self._clock.monotonic_s()
            if self._is_closed or (self._entered_s is not None and now_s - self._entered_s < RETRY_S):
                return
            self._replaced += self._entered_s is not None
            self._entered_s = now_s
        threading.Thread(target=self._try_to_enter, name="analysis-cluster", daemon=True).start()

    def submit(self, job: object, timeout_s: float, wait_s: float | None = None, recording: int | None = None) -> Any:
        """Has one job done on a node; see `AnalysisPool.submit`.

        wait_s: for a place here and for a node there, together.

        Raises:
            RecordingError, ChallengeError: the task refused the recording or the challenge.
            AnalysisError: the subclass says why there is no result.
        """
        left_s = timeout_s if wait_s is None else wait_s
        began_s = self._clock.monotonic_s()
        with self._place(left_s):
            member = self._entered()
            left_s -= self._clock.monotonic_s() - began_s
            return member.run(job, timeout_s, timeout_s + max(left_s, 0.0), recording)

    def load_now(self) -> PoolLoad:
        """How busy the places are. replaced: how often the cluster was entered anew."""
        with self._lock:
            return PoolLoad(len(self._waits), self._begun, self._waited_s, self._replaced)

    def close(self) -> None:
        """Leaves the cluster; jobs that run there are ended, and raise `AnalysisUnavailable`."""
        with self._lock:
            self._is_closed = True
            self._lock.notify_all()
            member = self._member
        if member is not None:
            member.close()

    def _try_to_enter(self) -> None:
        try:
            self.enter()
        except AnalysisUnavailable as error:
            _LOG.warning("the cluster cannot be used, so files are analysed here: %s", error.detail)
        else:
            _LOG.info("files are analysed by the cluster")

    def _entered(self) -> Member:
        with self._lock:
            member = self._member
        if member is not None and member.is_entered:
            return member
        self.enter_soon()
        raise AnalysisUnavailable("the service is not a member of its cluster now")

    @contextmanager
    def _place(self, wait_s: float) -> Iterator[None]:
        """One of the places, in the order in which they were asked for."""
        self._take(wait_s)
        try:
            yield
        finally:
            with self._lock:
                self._free += 1
                self._lock.notify_all()

    def _take(self, wait_s: float) -> None:
        asked_s, ticket = self._clock.monotonic_s(), object()
        with self._lock:
            self._waits.append(ticket)
            self._lock.wait_for(lambda: self._is_closed or self._is_next(ticket), max(wait_s, 0.0))
            has_place = self._is_next(ticket)
            self._waits.remove(ticket)
            self._begun += 1
            self._waited_s += self._clock.monotonic_s() - asked_s
            self._free -= has_place
            self._lock.notify_all()
            if self._is_closed:
                self._free += has_place
                raise AnalysisUnavailable("the service leaves its cluster")
        if not has_place:
            raise AnalysisBusy("no place on the cluster was free in time")

    def _is_next(self, ticket: object) -> bool:
        return bool(self._free) and self._waits[0] is ticket
