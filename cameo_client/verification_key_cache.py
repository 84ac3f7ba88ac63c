"""Verification keys, kept. An unknown key id asks the service again, at most once a minute."""

from collections.abc import Callable
from math import inf
from threading import Lock

from cameo_client.verification_key import VerificationKeys

REFRESH_S = 60.0
"""A flood of grants that somebody else signed must not become a flood of questions."""


class VerificationKeyCache:
    """Any thread may use it.

    Args:
        fetch: the current keys, such as `RenderClient.verification_keys`.
        monotonic_s: seconds that never go back.
    """

    def __init__(self, fetch: Callable[[], VerificationKeys], monotonic_s: Callable[[], float]) -> None:
        self._fetch = fetch
        self._monotonic_s = monotonic_s
        self._lock = Lock()
        self._keys: VerificationKeys | None = None
        self._refreshed_s = -inf

    def keys(self) -> VerificationKeys:
        """What is known; fetched the first time. Raises what `fetch` raises."""
        with self._lock:
            if self._keys is None:
                self._keys = self._fetch()
            return self._keys

    def refresh(self) -> bool:
        """Fetches anew, unless that was done in the last minute; returns whether it was. Raises what `fetch` raises."""
        with self._lock:
            now_s = self._monotonic_s()
            if now_s - self._refreshed_s < REFRESH_S:
                return False
            self._refreshed_s = now_s
            self._keys = self._fetch()
            return True
