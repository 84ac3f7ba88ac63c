"""A cache of verification keys. It fetches them again for an unknown key id, at most once a minute."""

from collections.abc import Callable
from math import inf
from threading import Lock

from cameo_client.verification_key import VerificationKeys

KEY_REFRESH_S = 60.0
"""Time between two fetches: many grants with unknown keys must not cause many calls."""


class VerificationKeyCache:
    """Keeps the keys of one service. Any thread may use it.

    Args:
        fetch: fetches the current keys (`fetch_verification_keys`).
        monotonic_s: a clock in seconds that never goes back.
    """

    def __init__(self, fetch: Callable[[], VerificationKeys], monotonic_s: Callable[[], float]) -> None:
        self._fetch = fetch
        self._monotonic_s = monotonic_s
        self._lock = Lock()
        self._keys: VerificationKeys | None = None
        self._refreshed_s = -inf

    def keys(self) -> VerificationKeys:
        """The known keys; the first call fetches them. Raises what `fetch` raises."""
        with self._lock:
            if self._keys is None:
                self._keys = self._fetch()
            return self._keys

    def refresh(self) -> bool:
        """Fetches the keys and returns True, or returns False within a minute of the last fetch. Raises as `fetch`."""
        with self._lock:
            now_s = self._monotonic_s()
            if now_s - self._refreshed_s < KEY_REFRESH_S:
                return False
            self._refreshed_s = now_s
            self._keys = self._fetch()
            return True
