"""The claims of a render grant over decisions that all allow."""

from dataclasses import dataclass

from cameo_service.usecases.ports.history import Deployment
from consent.facts import RenderRequest, SubjectFacts
from consent.identity import RenderGrantId
from consent.render_grant import LONGEST_US, GrantedSubject, RenderGrantClaims
from consent.verdict import Allowed


@dataclass(frozen=True, slots=True)
class AllowedSubject:
    """Somebody the render may show, and why."""

    facts: SubjectFacts
    decision: Allowed


@dataclass(frozen=True, slots=True)
class RenderIntent:
    """What the grant is bound to, apart from the people."""

    render_grant_id: RenderGrantId
    job: str
    prompt_sha256: bytes
    asked: RenderRequest


def claims_of(
    deployment: Deployment, intent: RenderIntent, allowed: tuple[AllowedSubject, ...], now_us: int
) -> RenderGrantClaims:
    """Claims that live five minutes at most and end with the first grant or enrollment that ends."""
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
        expires_us=min([now_us + LONGEST_US, *ends]),
        # One snapshot answered for everybody, so theirs is one; an empty prompt gets no grant.
        global_epoch=allowed[0].facts.global_epoch,
    )


def _granted(subject: AllowedSubject) -> GrantedSubject:
    facts = subject.facts
    if facts.enrollment is None:  # decide() allows nobody without one
        raise AssertionError("allowed without an enrollment")
    return GrantedSubject(
        subject=facts.subject,
        enrollment_id=facts.enrollment.enrollment_id,
        enrollment_version=facts.enrollment.version,
        owner_epoch=facts.owner_epoch,
        pair_epoch=facts.pair_epoch,
        grant_id=subject.decision.grant_id,
    )
