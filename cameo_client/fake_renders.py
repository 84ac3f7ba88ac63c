"""Renders in the fake service: fetched once, leased for one hour, committed as a draft before publication."""

from dataclasses import dataclass, replace
from uuid import UUID

import grpc

from cameo_client.fake_grants import refusal
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.render_grant_claims import RenderGrantClaims, Use

RENDER_LEASE_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Render:
    """One render after its fetch. output: SHA-256 of what was committed; None: nothing yet."""

    expires_us: int
    output: bytes | None = None
    is_published: bool = False


class FakeRenders:
    """Every render by the id of its grant. Consent is checked by the caller, one thread at a time."""

    def __init__(self) -> None:
        self._spent: set[UUID] = set()
        self._renders: dict[UUID, Render] = {}

    def open(self, claims: RenderGrantClaims, now_us: int) -> int:
        """Spends the grant and opens a lease. Returns the end of the lease in UTC microseconds.

        Raises:
            RefusedError: RENDER_GRANT_EXPIRED or RENDER_GRANT_SPENT.
        """
        if now_us >= claims.expires_us:
            raise refusal("RENDER_GRANT_EXPIRED")
        self._spend(claims)
        self._renders[claims.grant_id] = Render(now_us + RENDER_LEASE_US)
        return now_us + RENDER_LEASE_US

    def extended(self, claims: RenderGrantClaims, now_us: int) -> int | None:
        """Extends the lease and returns its new end. Without a lease, spends the grant for a new one and returns None.

        Raises:
            RefusedError: LEASE_EXPIRED or RENDER_GRANT_SPENT.
        """
        render = self._renders.get(claims.grant_id)
        if render is None:
            self._spend(claims)
            return None
        if now_us >= render.expires_us and render.output is None:
            raise refusal("LEASE_EXPIRED")
        self._renders[claims.grant_id] = replace(render, expires_us=now_us + RENDER_LEASE_US)
        return now_us + RENDER_LEASE_US

    def commit(self, claims: RenderGrantClaims, request: pb.CommitRenderRequest, now_us: int) -> None:
        """Commits an output. Repeating a commit changes nothing.

        Raises:
            RefusedError: LEASE_UNKNOWN, LEASE_EXPIRED, OUTPUT_DIFFERS, RENDER_IS_PRIVATE, NOT_DRAFTED or
                MARKING_MISSING.
        """
        render = self._leased(claims, request.output_sha256, now_us)
        publishes = request.stage == pb.COMMIT_STAGE_PUBLISH
        if publishes:
            _require_publishable(render, claims.use, request.marking)
        self._renders[claims.grant_id] = replace(
            render, output=request.output_sha256, is_published=render.is_published or publishes
        )

    def published(self) -> list[bytes]:
        """SHA-256 of every published output."""
        return [render.output for render in self._renders.values() if render.is_published and render.output]

    def _spend(self, claims: RenderGrantClaims) -> None:
        if claims.grant_id in self._spent:
            raise refusal("RENDER_GRANT_SPENT")
        self._spent.add(claims.grant_id)

    def _leased(self, claims: RenderGrantClaims, output: bytes, now_us: int) -> Render:
        render = self._renders.get(claims.grant_id)
        if render is None:
            raise refusal("LEASE_UNKNOWN")
        if now_us >= render.expires_us:
            raise refusal("LEASE_EXPIRED")
        if render.output not in (None, output):
            raise refusal("OUTPUT_DIFFERS")
        return render


def _require_publishable(render: Render, use: Use, marking: bytes) -> None:
    if use is Use.PRIVATE:
        raise refusal("RENDER_IS_PRIVATE")
    if render.output is None:
        raise refusal("NOT_DRAFTED")
    if not marking:
        raise refusal("MARKING_MISSING", grpc.StatusCode.INVALID_ARGUMENT)
