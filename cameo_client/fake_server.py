"""A service in your own process, for the tests of a renderer: it allows whom you say, until you revoke.

Decides by name alone and keeps nothing; signs with a key that everybody knows. It speaks the contract over a real
connection, so what is tested against it is what runs in production. Never serve anybody with it.
"""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Condition
from typing import Any, Self
from uuid import UUID, uuid5

import grpc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cameo_client.connection import open_channel
from cameo_client.pb.cameo.v1 import render_service_pb2, revocation_service_pb2, terms_pb2
from cameo_client.pb.cameo.v1.render_service_pb2_grpc import (
    RenderServiceServicer,
    add_RenderServiceServicer_to_server,
)
from cameo_client.pb.cameo.v1.revocation_service_pb2_grpc import (
    RevocationServiceServicer,
    add_RevocationServiceServicer_to_server,
)
from cameo_client.render_grant import seal_envelope, signing_input
from cameo_client.render_grant_claims import (
    LONGEST_US,
    GrantedSubject,
    Modality,
    RenderGrantClaims,
    Use,
    encode_claims,
)
from cameo_client.revocation_scope import owner_scope

KID = "fake"
DEPLOYMENT = bytes(16)
PEOPLE = UUID(int=0)
CHECKPOINT_S = 0.2
MOST_STREAMS = 32

_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
_MENTION = re.compile(r"@([a-z0-9_.]+)")
_MODALITIES = {terms_pb2.MODALITY_FACE: Modality.FACE, terms_pb2.MODALITY_VOICE: Modality.VOICE}
_USES = {
    terms_pb2.USE_PRIVATE: Use.PRIVATE,
    terms_pb2.USE_PUBLISH: Use.PUBLISH,
    terms_pb2.USE_REMIX: Use.REMIX,
    terms_pb2.USE_AD: Use.AD,
}


def subject_of(handle: str) -> UUID:
    """The id that the fake gives a handle, the same in every run."""
    return uuid5(PEOPLE, handle)


class FakeCameo(RenderServiceServicer, RevocationServiceServicer):
    """CheckPrompt, GetVerificationKeys, and both calls of RevocationService, on one port of loopback.

    Use it as a context manager. Everything else of the contract answers UNIMPLEMENTED.

    Args:
        service_id: for whom grants are signed.

    Attributes:
        target: host and port, once entered.
    """

    def __init__(self, service_id: str = "studio") -> None:
        self._service_id = service_id
        self._allowed: set[str] = set()
        self._epochs: dict[str, int] = {}
        self._told: list[tuple[bytes, int]] = []
        self._checks = 0
        self._is_silent = self._is_over = False
        self._changed = Condition()
        self._server = grpc.server(ThreadPoolExecutor(MOST_STREAMS, thread_name_prefix="fake-cameo"))
        self.target = ""

    def __enter__(self) -> Self:
        add_RenderServiceServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]  # generated
        add_RevocationServiceServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]
        self.target = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        self._server.stop(None).wait()

    def channel(self) -> grpc.Channel:
        """A channel to it."""
        return open_channel(self.target)

    def allow(self, handle: str) -> None:
        """From now on checks allow this person."""
        self._allowed.add(handle)

    def revoke(self, handle: str) -> None:
        """From now on checks deny this person, and whoever watches is told."""
        with self._changed:
            self._allowed.discard(handle)
            self._epochs[handle] = self._epochs.get(handle, 0) + 1
            self._told.append((owner_scope(subject_of(handle).bytes), self._epochs[handle]))
            self._changed.notify_all()

    def fall_silent(self) -> None:
        """From now on watches hang, as behind a broken network: nothing is told, and no stream ends."""
        self._is_silent = True

    def CheckPrompt(  # noqa: N802 - a name of the contract
        self, request: render_service_pb2.CheckPromptRequest, context: Any
    ) -> render_service_pb2.CheckPromptResponse:
        """Allowed when everybody mentioned is."""
        del context
        handles = list(dict.fromkeys(name.rstrip(".") for name in _MENTION.findall(request.prompt)))
        if not handles:
            return render_service_pb2.CheckPromptResponse(decision=render_service_pb2.PROMPT_DECISION_NO_SUBJECTS)
        if not self._allowed.issuperset(handles):
            return render_service_pb2.CheckPromptResponse(decision=render_service_pb2.PROMPT_DECISION_NOT_PERMITTED)
        return render_service_pb2.CheckPromptResponse(
            decision=render_service_pb2.PROMPT_DECISION_ALLOWED, render_grant=self._signed(request, handles)
        )

    def GetVerificationKeys(  # noqa: N802 - a name of the contract
        self, request: render_service_pb2.GetVerificationKeysRequest, context: Any
    ) -> render_service_pb2.GetVerificationKeysResponse:
        """The key that everybody knows."""
        del request, context
        public = _KEY.public_key().public_bytes_raw()
        key = render_service_pb2.VerificationKey(kid=KID, ed25519_public_key=public)
        return render_service_pb2.GetVerificationKeysResponse(keys=[key])

    def SnapshotRevocations(  # noqa: N802 - a name of the contract
        self, request: revocation_service_pb2.SnapshotRevocationsRequest, context: Any
    ) -> Iterator[revocation_service_pb2.SnapshotRevocationsResponse]:
        """One page."""
        del request, context
        yield revocation_service_pb2.SnapshotRevocationsResponse(
            floors=_floors(self._told), cursor=str(len(self._told)), deployment=DEPLOYMENT, incarnation=1
        )

    def WatchRevocations(  # noqa: N802 - a name of the contract
        self, request: revocation_service_pb2.WatchRevocationsRequest, context: Any
    ) -> Iterator[revocation_service_pb2.WatchRevocationsResponse]:
        """What was revoked after the cursor, and a checkpoint five times a second."""
        opened_s, cursor = time.monotonic(), int(request.cursor)
        while context.is_active() and not self._is_over:
            checked_s = time.monotonic()
            told = self._told[cursor:]
            if not self._is_silent:
                answer = revocation_service_pb2.WatchRevocationsResponse(
                    floors=_floors(told), follows_cursor=str(cursor), cursor=str(cursor + len(told))
                )
                answer.checked_after_open.FromMicroseconds(int((checked_s - opened_s) * 1e6))
                cursor += len(told)
                yield answer
            with self._changed:
                self._changed.wait_for(lambda: self._is_over or len(self._told) > cursor, CHECKPOINT_S)  # noqa: B023 - called at once

    def _signed(self, request: render_service_pb2.CheckPromptRequest, handles: list[str]) -> bytes:
        self._checks += 1
        now_us = time.time_ns() // 1000
        claims = encode_claims(
            RenderGrantClaims(
                deployment=DEPLOYMENT,
                incarnation=1,
                audience=self._service_id,
                holder=self._service_id,
                grant_id=UUID(int=self._checks),
                job=request.job_id,
                prompt_sha256=sha256(request.prompt.encode()).digest(),
                requester=None,
                subjects=tuple(self._granted(handle) for handle in handles),
                modalities=frozenset(_MODALITIES[number] for number in request.modalities),
                use=_USES[request.use],
                issued_us=now_us,
                expires_us=now_us + LONGEST_US,
                global_epoch=0,
            )
        )
        return seal_envelope(KID, claims, _KEY.sign(signing_input(KID, claims)))

    def _granted(self, handle: str) -> GrantedSubject:
        subject = subject_of(handle)
        return GrantedSubject(subject, subject, 1, self._epochs.get(handle, 0), 0, None)


def _floors(told: list[tuple[bytes, int]]) -> list[revocation_service_pb2.EpochFloor]:
    return [revocation_service_pb2.EpochFloor(scope=scope, epoch=epoch) for scope, epoch in told]
