"""What a render grant claims. Neither encoded nor signed here: the wire form is `cameo_client.render_grant`'s."""

from dataclasses import dataclass

from consent.facts import SubjectFacts
from consent.identity import EnrollmentId, GrantId, RenderGrantId, SubjectId
from consent.terms import Modality, Use

LONGEST_RENDER_GRANT_US = 5 * 60 * 1_000_000
"""A render grant bounds the fetch only, so it lives five minutes at most."""


@dataclass(frozen=True, slots=True)
class GrantedSubject:
    """One person the grant names, as they were when it was signed. `grant_id` None: the audience alone allowed."""

    subject: SubjectId
    enrollment_id: EnrollmentId
    enrollment_version: int
    owner_epoch: int
    pair_epoch: int
    grant_id: GrantId | None


@dataclass(frozen=True, slots=True)
class RenderGrantClaims:
    """Every claim is required. Times are UTC microseconds; a grant is over at `expires_us`.

    audience, holder: the service id of the generation service that asked and that alone may fetch.
    requester: the person the render is for; None if the check came without an assertion.
    global_epoch: how often everything had been frozen when it was signed.
    prompt_sha256: 32 bytes, over the exact UTF-8 bytes that are fed to the model.
    """

    deployment_id: bytes
    incarnation: int
    audience: str
    holder: str
    render_grant_id: RenderGrantId
    job: str
    prompt_sha256: bytes
    requester: SubjectId | None
    subjects: tuple[GrantedSubject, ...]
    modalities: frozenset[Modality]
    use: Use
    issued_us: int
    expires_us: int
    global_epoch: int


def unchanged(claimed: GrantedSubject, global_epoch: int, facts: SubjectFacts | None) -> bool:
    """Whether no act narrowed and the subject was not enrolled again since the claim was signed."""
    if facts is None or facts.enrollment is None:
        return False
    enrollment = facts.enrollment
    now = (enrollment.enrollment_id, enrollment.version, facts.owner_epoch, facts.pair_epoch, facts.global_epoch)
    return now == (
        claimed.enrollment_id,
        claimed.enrollment_version,
        claimed.owner_epoch,
        claimed.pair_epoch,
        global_epoch,
    )
