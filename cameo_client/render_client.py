"""Whether a job may render the people its prompt names. For generation services.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1.render_service_pb2_grpc import RenderServiceStub
from cameo_client.verification_key import VerificationKey, VerificationKeys


class RenderClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = RenderServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def resolve_mentions(self, request: pb.ResolveMentionsRequest) -> pb.ResolveMentionsResponse:
        """The mentions of a text."""
        return self._connection.unary(self._stub.ResolveMentions, request, pb.ResolveMentionsResponse)

    def check_prompt(self, request: pb.CheckPromptRequest) -> pb.CheckPromptResponse:
        """Decides for all mentions of a prompt; a signed render grant if all are allowed."""
        return self._connection.unary(self._stub.CheckPrompt, request, pb.CheckPromptResponse)

    def preflight(self, request: pb.PreflightRequest) -> pb.PreflightResponse:
        """What a check would say now, before there is a prompt. Also for app backends."""
        return self._connection.unary(self._stub.Preflight, request, pb.PreflightResponse)

    def fetch_identity_bundle(self, request: pb.FetchIdentityBundleRequest) -> pb.FetchIdentityBundleResponse:
        """The likeness reference, once for each render grant."""
        return self._connection.unary(self._stub.FetchIdentityBundle, request, pb.FetchIdentityBundleResponse)

    def renew_grant(self, request: pb.RenewGrantRequest) -> pb.RenewGrantResponse:
        """A new grant for a job that waited, or another hour for one that fetched."""
        return self._connection.unary(self._stub.RenewGrant, request, pb.RenewGrantResponse)

    def commit_render(self, request: pb.CommitRenderRequest) -> pb.CommitRenderResponse:
        """Commits an output. Show it to nobody unless this returned."""
        return self._connection.unary(self._stub.CommitRender, request, pb.CommitRenderResponse)

    def get_verification_keys(self, request: pb.GetVerificationKeysRequest) -> pb.GetVerificationKeysResponse:
        """The public keys, as the contract has them."""
        return self._connection.unary(self._stub.GetVerificationKeys, request, pb.GetVerificationKeysResponse)

    def verification_keys(self) -> VerificationKeys:
        """The public keys, ready for `verify_render_grant`. Keep them until a grant names an unknown key."""
        reply = self.get_verification_keys(pb.GetVerificationKeysRequest())
        return VerificationKeys(_key(key) for key in reply.keys)


def _key(message: pb.VerificationKey) -> VerificationKey:
    return VerificationKey(
        kid=message.kid,
        public_key=message.ed25519_public_key,
        not_before_us=message.not_before_time.ToMicroseconds(),
        not_after_us=message.not_after_time.ToMicroseconds() if message.HasField("not_after_time") else None,
        revoked_us=message.revoke_time.ToMicroseconds() if message.HasField("revoke_time") else None,
    )
