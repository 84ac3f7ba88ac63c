"""What a person decides about their likeness. For app backends.

The contract says what each call does and how it fails.
"""

from cameo_client.connection import Connection
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1.consent_service_pb2_grpc import ConsentServiceStub


class ConsentClient:
    """Every call raises RefusedError when the service refuses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = ConsentServiceStub(connection.channel)  # type: ignore[no-untyped-call]  # generated without types

    def claim_handle(self, request: pb.ClaimHandleRequest) -> pb.ClaimHandleResponse:
        """Takes a handle for the acting person."""
        return self._connection.unary(self._stub.ClaimHandle, request, pb.ClaimHandleResponse)

    def assert_age(self, request: pb.AssertAgeRequest) -> pb.AssertAgeResponse:
        """Vouches for an age."""
        return self._connection.unary(self._stub.AssertAge, request, pb.AssertAgeResponse)

    def set_audience(self, request: pb.SetAudienceRequest) -> pb.SetAudienceResponse:
        """Sets who may render a person at most."""
        return self._connection.unary(self._stub.SetAudience, request, pb.SetAudienceResponse)

    def grant_access(self, request: pb.GrantAccessRequest) -> pb.GrantAccessResponse:
        """Lets one person render the acting person."""
        return self._connection.unary(self._stub.GrantAccess, request, pb.GrantAccessResponse)

    def revoke_access(self, request: pb.RevokeAccessRequest) -> pb.RevokeAccessResponse:
        """Ends every grant to one person."""
        return self._connection.unary(self._stub.RevokeAccess, request, pb.RevokeAccessResponse)

    def block_actor(self, request: pb.BlockActorRequest) -> pb.BlockActorResponse:
        """Denies one person, whatever they hold."""
        return self._connection.unary(self._stub.BlockActor, request, pb.BlockActorResponse)

    def unblock_actor(self, request: pb.UnblockActorRequest) -> pb.UnblockActorResponse:
        """Ends a block."""
        return self._connection.unary(self._stub.UnblockActor, request, pb.UnblockActorResponse)

    def freeze_likeness(self, request: pb.FreezeLikenessRequest) -> pb.FreezeLikenessResponse:
        """Denies everyone."""
        return self._connection.unary(self._stub.FreezeLikeness, request, pb.FreezeLikenessResponse)

    def unfreeze_likeness(self, request: pb.UnfreezeLikenessRequest) -> pb.UnfreezeLikenessResponse:
        """Ends a freeze."""
        return self._connection.unary(self._stub.UnfreezeLikeness, request, pb.UnfreezeLikenessResponse)

    def get_consent(self, request: pb.GetConsentRequest) -> pb.GetConsentResponse:
        """Everything in force about a person."""
        return self._connection.unary(self._stub.GetConsent, request, pb.GetConsentResponse)

    def list_activity(self, request: pb.ListActivityRequest) -> pb.ListActivityResponse:
        """What happened to a person's likeness."""
        return self._connection.unary(self._stub.ListActivity, request, pb.ListActivityResponse)
