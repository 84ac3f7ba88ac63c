"""What a render grant is bound to, and the claims of one: made for a job, a prompt and people, and read back.

A grant is believed only after its signature; what it says about people is never believed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import (
    JobMissingError,
    OtherIncarnationError,
    PromptTooLongError,
    RenderGrantNotYoursError,
)
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.outside import GrantSigner
from consent.facts import RenderFacts, RenderRequest
from consent.identity import RenderGrantId
from consent.render_grant import LONGEST_RENDER_GRANT_US, GrantedSubject, RenderGrantClaims
from consent.verdict import Allowed

LONGEST_PROMPT_BYTES = 32 * 1024
LONGEST_JOB_BYTES = 128


@dataclass(frozen=True, slots=True)
class AllowedSubject:
    """A person the render may show, and the decision that says so."""

    facts: RenderFacts
    decision: Allowed


@dataclass(frozen=True, slots=True)
class RenderIntent:
    """What the grant is bound to, apart from the people."""

    render_grant_id: RenderGrantId
    job: str
    prompt_sha256: bytes
    asked: RenderRequest


@dataclass(frozen=True, slots=True)
class PresentedGrant:
    """A render grant as a generation service shows it.

    prompt_sha256: 32 bytes, recomputed by the caller over the bytes that it feeds to the model.
    """

    render_grant: bytes
    job: str
    prompt_sha256: bytes


def require_job(job: str) -> None:
    """Judges the name of a job.

    Raises:
        JobMissingError: no name, or more than 128 bytes of UTF-8.
    """
    if not 0 < len(job.encode()) <= LONGEST_JOB_BYTES:
        raise JobMissingError(f"Set job_id to the id of the job, 1 to {LONGEST_JOB_BYTES} bytes of UTF-8.")


def prompt_bytes(prompt: str) -> bytes:
    """The prompt as UTF-8.

    Raises:
        PromptTooLongError: more than 32 KiB.
    """
    encoded = prompt.encode()
    if len(encoded) > LONGEST_PROMPT_BYTES:
        raise PromptTooLongError(f"Send at most {LONGEST_PROMPT_BYTES} bytes of prompt.")
    return encoded


def prompt_sha256(encoded: bytes) -> bytes:
    """The digest a render grant is bound to, over exactly the bytes that are fed to the model: 32 bytes."""
    return hashlib.sha256(encoded).digest()


def own_claims(
    signer: GrantSigner, deployment: Deployment, caller: Caller, presented: PresentedGrant
) -> RenderGrantClaims:
    """The claims of a grant of this installation, service, job and prompt. Judges no time.

    Raises:
        JobMissingError, RenderGrantUnknownError, OtherIncarnationError: see `claims_of_job`.
        RenderGrantNotYoursError: issued to another service, or for another job or prompt.
    """
    claims = claims_of_job(signer, deployment, caller, presented.render_grant, presented.job)
    if claims.prompt_sha256 != presented.prompt_sha256:
        raise RenderGrantNotYoursError("Use the grant of exactly this prompt.")
    return claims


def claims_of_job(
    signer: GrantSigner, deployment: Deployment, caller: Caller, render_grant: bytes, job: str
) -> RenderGrantClaims:
    """The claims of a grant of this installation, service and job, for any prompt. Judges no time.

    Raises:
        JobMissingError: no job, or a longer name than a job may have.
        RenderGrantUnknownError: not signed by one of this service's keys.
        OtherIncarnationError: signed for another installation, or before a restore.
        RenderGrantNotYoursError: issued to another service, or for another job.
    """
    require_job(job)
    claims = signer.verify(render_grant)
    if (claims.deployment_id, claims.incarnation) != (deployment.deployment_id, deployment.incarnation):
        raise OtherIncarnationError("This grant is of another installation or from before a restore: check again.")
    if (claims.audience, claims.holder, claims.job) != (caller.service_id, caller.service_id, job):
        raise RenderGrantNotYoursError("Use the grant of this very service and job.")
    return claims


def claims_of(
    deployment: Deployment, intent: RenderIntent, allowed: Sequence[AllowedSubject], now_us: int
) -> RenderGrantClaims:
    """Claims that end after five minutes, or earlier with the first grant or enrollment they rest on."""
    ends = [subject.decision.expires_us for subject in allowed if subject.decision.expires_us is not None]
    return RenderGrantClaims(
        deployment_id=deployment.deployment_id,
        incarnation=deployment.incarnation,
        audience=intent.asked.provider,
        holder=intent.asked.provider,
        render_grant_id=intent.render_grant_id,
        job=intent.job,
        prompt_sha256=intent.prompt_sha256,
        requester=intent.asked.requester.subject,
        subjects=tuple(_granted(subject) for subject in allowed),
        modalities=intent.asked.modalities,
        use=intent.asked.use,
        issued_us=now_us,
        expires_us=min([now_us + LONGEST_RENDER_GRANT_US, *ends]),
        # One snapshot answered for all of them, so the epoch is the same; a prompt that shows no person gets no grant.
        global_epoch=allowed[0].facts.global_epoch,
    )


def _granted(subject: AllowedSubject) -> GrantedSubject:
    facts = subject.facts
    if facts.enrollment is None:  # `decide` allows no person without one
        raise AssertionError("allowed without an enrollment")
    return GrantedSubject(
        subject=facts.subject,
        enrollment_id=facts.enrollment.enrollment_id,
        enrollment_version=facts.enrollment.version,
        owner_epoch=facts.owner_epoch,
        pair_epoch=facts.pair_epoch,
        grant_id=subject.decision.grant_id,
    )
