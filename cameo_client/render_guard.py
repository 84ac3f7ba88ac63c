"""Admits renders under a grant, and stops them when consent is revoked.

Decides without a network call: grants are verified offline, revocations come from a replica that a watch keeps fresh.
Fetching a likeness and committing an output are calls of their own, for which the service decides again.
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
        service_id: this workload's id. Grants for another service are refused.
        keys: verification keys of the service.
        replica: revocations.
        utc_us: reads this machine's clock, microseconds since 1970-01-01 UTC.
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
        """Admits a render. Call `finish` when it is over.

        Args:
            render_grant: the render grant of CheckPrompt's reply.
            job: the job id that was sent to CheckPrompt.
            prompt: exactly the text that goes to the model.
            cancel: called at most once, on another thread, when the render must stop. It should return at once.

        Raises:
            VerificationError: the grant does not allow this job and prompt for this workload now.
            RenderStoppedError: consent was revoked since, or revocations are not fresh.
            RefusedError: the verification keys could not be fetched.
        """
        claims = self._verified(render_grant, job, prompt)
        render = GuardedRender(claims, kid_of(render_grant), self._replica, cancel)
        # Registered before the check: a floor that rises from here on stops the render or is seen by the check.
        self._register(render)
        reason = render.held_back_by()
        if reason:
            self.finish(render)
            raise RenderStoppedError(reason)
        return render

    def finish(self, render: GuardedRender) -> None:
        """Forgets a render that is over. May be called twice."""
        with self._lock:
            self._renders.discard(render)
            for scope, _ in render.scopes:
                self._by_scope[scope].discard(render)
                if not self._by_scope[scope]:
                    del self._by_scope[scope]

    def apply(self, floors: Iterable[tuple[bytes, int]]) -> None:
        """Raises (scope, epoch) floors, and stops every render that claims an epoch below one of them."""
        risen = self._replica.raise_floors(floors)
        with self._lock:
            touched = [render for scope in risen for render in self._by_scope.get(scope, ())]
        for render in touched:
            if not all(self._replica.floor(scope) <= epoch for scope, epoch in render.scopes):
                self._stop(render, StopReason.REVOKED)

    def follow(self, deployment: bytes, incarnation: int) -> None:
        """Follows this deployment and incarnation from now on, and stops every render of another one."""
        self._replica.follow(deployment, incarnation)
        for render in self._running():
            if not self._replica.follows(render.claims.deployment, render.claims.incarnation):
                self._stop(render, StopReason.OTHER_INCARNATION)

    def checkpoint(self, made_s: float) -> None:
        """Notes that every floor that rose before `made_s` (this machine's monotonic clock, seconds) was applied."""
        self._replica.checkpoint(made_s)

    def stop_if_stale(self) -> bool:
        """Returns True, and stops every render, if revocations are not fresh. Call it several times a second."""
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
