"""Stands between render grants and the model: lets a render start, and stops it when somebody takes consent back.

Asks nobody over the network while it decides: grants are verified offline, revocations come from a replica that a
watch keeps fresh. It fetches no likeness and publishes nothing; both ask the service again.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from threading import Lock

from cameo_client.errors import RenderStoppedError, StopReason, VerificationError, VerificationFailure
from cameo_client.guarded_render import GuardedRender
from cameo_client.render_grant import kid_of, verify_render_grant
from cameo_client.render_grant_claims import RenderGrantClaims
from cameo_client.revocation_replica import RevocationReplica
from cameo_client.verification_key_cache import VerificationKeyCache

LOG = logging.getLogger(__name__)


class RenderGuard:
    """Guards the renders of one workload. Any thread may use it.

    Args:
        service_id: who this workload is: grants for anybody else are refused.
        keys: where verification keys come from.
        replica: what was taken back.
        utc_us: this machine's time, microseconds since 1970-01-01 UTC.
    """

    def __init__(
        self, service_id: str, keys: VerificationKeyCache, replica: RevocationReplica, utc_us: Callable[[], int]
    ) -> None:
        self._service_id = service_id
        self._keys = keys
        self._replica = replica
        self._utc_us = utc_us
        self._lock = Lock()
        self._renders: set[GuardedRender] = set()
        self._by_scope: defaultdict[bytes, set[GuardedRender]] = defaultdict(set)

    def admit(
        self, render_grant: bytes, *, job: str, prompt: str, cancel: Callable[[StopReason], None]
    ) -> GuardedRender:
        """Lets a render start. End it with `finish`.

        Args:
            render_grant: what CheckPrompt returned.
            job: the job, as given to CheckPrompt.
            prompt: exactly the text about to be fed to the model.
            cancel: called at most once, on another thread, when the render must stop. It should return at once.

        Raises:
            VerificationError: not a grant for this workload, job, prompt and time.
            RenderStoppedError: consent was taken back since, or revocations are not fresh.
        """
        claims = self._verified(render_grant, job, prompt)
        render = GuardedRender(claims, kid_of(render_grant), self._replica, cancel)
        # Registered first: a floor that rises from here on either finds the render or is seen by the check.
        self._register(render)
        reason = render.held_back_by()
        if reason:
            self.finish(render)
            raise RenderStoppedError(reason)
        return render

    def finish(self, render: GuardedRender) -> None:
        """The render is over: forget it. Finishing twice is fine."""
        with self._lock:
            self._renders.discard(render)
            for scope, _ in render.scopes:
                self._by_scope[scope].discard(render)
                if not self._by_scope[scope]:
                    del self._by_scope[scope]

    def apply(self, floors: Iterable[tuple[bytes, int]]) -> None:
        """Raises floors, and stops every render below one of them."""
        risen = self._replica.raise_floors(floors)
        with self._lock:
            touched = [render for scope in risen for render in self._by_scope.get(scope, ())]
        for render in touched:
            if not all(self._replica.floor(scope) <= epoch for scope, epoch in render.scopes):
                self._stop(render, StopReason.REVOKED)

    def follow(self, deployment: bytes, incarnation: int) -> None:
        """Floors are of this life of this deployment from now on; stops every render of another one."""
        self._replica.follow(deployment, incarnation)
        for render in self._running():
            if not self._replica.follows(render.claims.deployment, render.claims.incarnation):
                self._stop(render, StopReason.OTHER_INCARNATION)

    def checkpoint(self, made_s: float) -> None:
        """Every floor that rose before `made_s`, by this machine's monotonic clock, was applied."""
        self._replica.checkpoint(made_s)

    def stop_if_stale(self) -> bool:
        """Stops every render when revocations are not fresh; returns whether they are not. Call it often."""
        if self._replica.is_fresh():
            return False
        for render in self._running():
            self._stop(render, StopReason.STALE)
        return True

    def _running(self) -> list[GuardedRender]:
        with self._lock:
            return list(self._renders)

    def _verified(self, render_grant: bytes, job: str, prompt: str) -> RenderGrantClaims:
        digest = sha256(prompt.encode()).digest()
        try:
            return self._verify(render_grant, job, digest)
        except VerificationError as error:
            if error.failure is not VerificationFailure.UNKNOWN_KEY or not self._keys.refresh():
                raise
        return self._verify(render_grant, job, digest)

    def _verify(self, render_grant: bytes, job: str, digest: bytes) -> RenderGrantClaims:
        keys, now_us = self._keys.keys(), self._utc_us()
        return verify_render_grant(
            render_grant, keys, audience=self._service_id, now_us=now_us, job=job, prompt_sha256=digest
        )

    def _register(self, render: GuardedRender) -> None:
        with self._lock:
            self._renders.add(render)
            for scope, _ in render.scopes:
                self._by_scope[scope].add(render)

    def _stop(self, render: GuardedRender, reason: StopReason) -> None:
        with self._lock:
            if render not in self._renders or render.stopped is not None:
                return
            render.stopped = reason
        self.finish(render)
        try:
            render.cancel(reason)
        except Exception:
            LOG.exception("the cancel callback of job %r failed", render.claims.job)
