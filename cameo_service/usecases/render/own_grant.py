"""Whose a render grant is. Nothing in it is believed before its signature; what it says of people never is."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import OtherIncarnationError, RenderGrantNotYoursError
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.outside import GrantSigner
from consent.render_grant import RenderGrantClaims


@dataclass(frozen=True, slots=True)
class PresentedGrant:
    """A render grant as a generation service shows it.

    prompt_sha256: 32 bytes, recomputed by the caller over the bytes that it feeds to the model.
    """

    render_grant: bytes
    job: str
    prompt_sha256: bytes


def own_claims(
    signer: GrantSigner, deployment: Deployment, caller: Caller, presented: PresentedGrant
) -> RenderGrantClaims:
    """The claims of a grant of this very installation, service, job and prompt. Judges no time.

    Raises:
        RenderGrantUnknownError, OtherIncarnationError: see `claims_of_job`.
        RenderGrantNotYoursError: issued to another service, for another job or prompt.
    """
    claims = claims_of_job(signer, deployment, caller, presented.render_grant, presented.job)
    if claims.prompt_sha256 != presented.prompt_sha256:
        raise RenderGrantNotYoursError("Use the grant of exactly this prompt.")
    return claims


def claims_of_job(
    signer: GrantSigner, deployment: Deployment, caller: Caller, render_grant: bytes, job: str
) -> RenderGrantClaims:
    """The claims of a grant of this very installation, service and job, for whatever prompt. Judges no time.

    Raises:
        RenderGrantUnknownError: not signed by one of this service's keys.
        OtherIncarnationError: signed for another installation, or before a restore.
        RenderGrantNotYoursError: issued to another service, or for another job.
    """
    claims = signer.verify(render_grant)
    if (claims.deployment_id, claims.incarnation) != (deployment.deployment_id, deployment.incarnation):
        raise OtherIncarnationError("This grant is of another installation or from before a restore: check again.")
    if (claims.audience, claims.holder, claims.job) != (caller.service_id, caller.service_id, job):
        raise RenderGrantNotYoursError("Use the grant of this very service and job.")
    return claims
