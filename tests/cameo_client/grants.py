"""Render grants for tests of the guard, and the clocks it is told the time by."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from cameo_client.errors import StopReason
from cameo_client.render_grant_claims import encode_claims
from cameo_client.render_guard import RenderGuard
from cameo_client.revocation_replica import RevocationReplica
from cameo_client.verification_key import VerificationKey, VerificationKeys
from cameo_client.verification_key_cache import VerificationKeyCache
from scripts.generate_grant_vectors import GRANT, ISSUED_US, KEY, KID, PROMPT, sealed

KEYS = VerificationKeys([VerificationKey(KID, KEY.public_key().public_bytes_raw())])
ADA, BOB = GRANT.subjects[0].subject_id, UUID(int=8)


@dataclass
class ToldTime:
    now_s: float = 100.0

    def __call__(self) -> float:
        return self.now_s


class Guarded:
    """A guard whose replica is fresh and knows of nothing."""

    def __init__(self) -> None:
        self.time = ToldTime()
        self.replica = RevocationReplica(self.time)
        self.keys = VerificationKeyCache(lambda: KEYS, self.time)
        self.guard = RenderGuard("generator", self.keys, self.replica, lambda: ISSUED_US)
        self.stopped: list[StopReason] = []
        self.guard.follow(GRANT.deployment, GRANT.incarnation)
        self.guard.checkpoint(self.time.now_s)

    def admit(self, **changes: Any) -> Any:
        envelope = sealed(encode_claims(replace(GRANT, **changes)))
        return self.guard.admit(envelope, job="job-1", prompt=PROMPT, cancel=self.stopped.append)
