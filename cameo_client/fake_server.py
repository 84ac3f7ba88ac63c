"""A consent service in your own process, for the tests of a renderer: your test says which handles allow and revoke.

It decides by handle alone, keeps everything in memory and signs with a public key. It serves the contract over a real
connection, so that a test runs the same client code as production. For tests only.
"""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self, TypeVar

import grpc

from cameo_client.connection import REASON_KEY, open_channel
from cameo_client.errors import RefusedError
from cameo_client.fake_consent import FakeConsent
from cameo_client.fake_grants import DEPLOYMENT, KID, PUBLIC_KEY, FakeGrants, PresentedGrant, refusal
from cameo_client.fake_likeness import bundles
from cameo_client.fake_renders import FakeRenders
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import revocation_service_pb2
from cameo_client.pb.cameo.v1.render_service_pb2_grpc import (
    RenderServiceServicer,
    add_RenderServiceServicer_to_server,
)
from cameo_client.pb.cameo.v1.revocation_service_pb2_grpc import (
    RevocationServiceServicer,
    add_RevocationServiceServicer_to_server,
)
from cameo_client.render_grant_claims import RenderGrantClaims

# ruff: noqa: N802 - methods carry the names of the contract

CHECKPOINT_S = 0.2
MOST_STREAMS = 32

_MENTION = re.compile(r"@([a-z0-9_.]+)")

Answer = TypeVar("Answer")


class FakeCameo(RenderServiceServicer, RevocationServiceServicer):
    """Serves a render from CheckPrompt to CommitRender, and both calls of RevocationService, on one loopback port.

    Use it as a context manager. Every other call of the contract answers UNIMPLEMENTED.

    Args:
        service_id: the generation service that grants are signed for.

    Attributes:
        target: host:port, set on entering.
    """

    def __init__(self, service_id: str = "studio") -> None:
        self._grants, self._consent, self._renders = FakeGrants(service_id), FakeConsent(), FakeRenders()
        self._is_silent = self._is_over = False
        self._server = grpc.server(ThreadPoolExecutor(MOST_STREAMS, thread_name_prefix="fake-cameo"))
        self.target = ""

    def __enter__(self) -> Self:
        add_RenderServiceServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]  # generated
        add_RevocationServiceServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]
        self.target = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._consent.changed:
            self._is_over = True
            self._consent.changed.notify_all()
        self._server.stop(None).wait()

    def channel(self) -> grpc.Channel:
        """A channel to the fake."""
        return open_channel(self.target)

    def allow(self, handle: str) -> None:
        """Lets every requester render this person from now on."""
        self._consent.allow(handle)

    def revoke(self, handle: str) -> None:
        """Ends every grant for this person for good, and tells every watcher."""
        self._consent.revoke(handle)

    def fall_silent(self) -> None:
        """Makes watches hang, as behind a broken network: no answer comes, and no stream ends."""
        self._is_silent = True

    def published(self) -> list[bytes]:
        """SHA-256 of every published output."""
        return self._renders.published()

    def CheckPrompt(self, request: pb.CheckPromptRequest, context: Any) -> pb.CheckPromptResponse:
        """Allows the prompt if every mentioned person allows it."""
        del context
        handles = list(dict.fromkeys(name.rstrip(".") for name in _MENTION.findall(request.prompt)))
        if not handles:
            return pb.CheckPromptResponse(decision=pb.PROMPT_DECISION_NO_SUBJECTS)
        granted = [granted for handle in handles if (granted := self._consent.granted(handle))]
        if len(granted) < len(handles):
            return pb.CheckPromptResponse(decision=pb.PROMPT_DECISION_NOT_PERMITTED)
        render_grant = self._grants.signed(request, tuple(granted), _utc_us())
        return pb.CheckPromptResponse(decision=pb.PROMPT_DECISION_ALLOWED, render_grant=render_grant)

    def FetchIdentityBundle(
        self, request: pb.FetchIdentityBundleRequest, context: Any
    ) -> pb.FetchIdentityBundleResponse:
        """Releases a grey square and silence, once for each grant."""

        def fetched(claims: RenderGrantClaims, now_us: int) -> pb.FetchIdentityBundleResponse:
            reply = pb.FetchIdentityBundleResponse()
            reply.lease_expire_time.FromMicroseconds(self._renders.open(claims, now_us))
            reply.bundles.extend(bundles(claims))
            return reply

        return self._while_permitted(request, context, fetched)

    def RenewGrant(self, request: pb.RenewGrantRequest, context: Any) -> pb.RenewGrantResponse:
        """Gives a new grant before the fetch, a longer lease after it."""

        def renewed(claims: RenderGrantClaims, now_us: int) -> pb.RenewGrantResponse:
            reply, lease_us = pb.RenewGrantResponse(), self._renders.extended(claims, now_us)
            if lease_us is None:
                reply.render_grant = self._grants.signed_anew(claims, now_us)
            else:
                reply.lease_expire_time.FromMicroseconds(lease_us)
            return reply

        return self._while_permitted(request, context, renewed)

    def CommitRender(self, request: pb.CommitRenderRequest, context: Any) -> pb.CommitRenderResponse:
        """Commits one output as a draft, then as published."""

        def committed(claims: RenderGrantClaims, now_us: int) -> pb.CommitRenderResponse:
            self._renders.commit(claims, request, now_us)
            return pb.CommitRenderResponse(appearance_id=str(claims.grant_id))

        return self._while_permitted(request, context, committed)

    def GetVerificationKeys(
        self, request: pb.GetVerificationKeysRequest, context: Any
    ) -> pb.GetVerificationKeysResponse:
        """Lists the public key of the fake."""
        del request, context
        return pb.GetVerificationKeysResponse(keys=[pb.VerificationKey(kid=KID, ed25519_public_key=PUBLIC_KEY)])

    def SnapshotRevocations(
        self, request: revocation_service_pb2.SnapshotRevocationsRequest, context: Any
    ) -> Iterator[revocation_service_pb2.SnapshotRevocationsResponse]:
        """Streams every floor in one page."""
        del request, context
        told = self._consent.told
        yield revocation_service_pb2.SnapshotRevocationsResponse(
            floors=_floors(told), cursor=str(len(told)), deployment=DEPLOYMENT, incarnation=1
        )

    def WatchRevocations(
        self, request: revocation_service_pb2.WatchRevocationsRequest, context: Any
    ) -> Iterator[revocation_service_pb2.WatchRevocationsResponse]:
        """Streams revocations after the cursor, and a checkpoint five times a second."""
        opened_s, cursor, consent = time.monotonic(), int(request.cursor), self._consent
        while context.is_active() and not self._is_over:
            checked_s = time.monotonic()
            told = consent.told[cursor:]
            if not self._is_silent:
                answer = revocation_service_pb2.WatchRevocationsResponse(
                    floors=_floors(told), follows_cursor=str(cursor), cursor=str(cursor + len(told))
                )
                answer.checked_after_open.FromMicroseconds(int((checked_s - opened_s) * 1e6))
                cursor += len(told)
                yield answer
            with consent.changed:
                consent.changed.wait_for(lambda: self._is_over or len(consent.told) > cursor, CHECKPOINT_S)  # noqa: B023 - called at once

    def _while_permitted(
        self, request: PresentedGrant, context: Any, answer: Callable[[RenderGrantClaims, int], Answer]
    ) -> Answer:
        """Answers if every person of the grant still allows exactly what was checked; refuses otherwise."""
        try:
            claims = self._grants.claims(request)
            with self._consent.changed:  # nothing is committed after a revoke that returned
                if not all(self._consent.still_grants(claimed) for claimed in claims.subjects):
                    raise refusal("NOT_PERMITTED", grpc.StatusCode.PERMISSION_DENIED)
                return answer(claims, _utc_us())
        except RefusedError as refused:
            context.set_trailing_metadata(((REASON_KEY, refused.reason),))
            context.abort(refused.status, refused.message)
            raise  # abort raises first


def _utc_us() -> int:
    return time.time_ns() // 1000


def _floors(told: list[tuple[bytes, int]]) -> list[revocation_service_pb2.EpochFloor]:
    return [revocation_service_pb2.EpochFloor(scope=scope, epoch=epoch) for scope, epoch in told]
