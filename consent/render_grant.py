"""The claims of a render grant. `cameo_client.render_grant` has the wire form; nothing is encoded or signed here."""

from dataclasses import dataclass

from consent.facts import SubjectFacts
from consent.identity import EnrollmentId, GrantId, RenderGrantId, SubjectId
from consent.terms import Modality, Use

LONGEST_RENDER_GRANT_US = 5 * 60 * 1_000_000
"""A render grant is needed for the fetch only, so it lives five minutes at most."""
CLOCK_SKEW_US = 5_000_000
"""By so much the clock that signed a grant may be ahead of the one that reads it: those of two replicas."""


@dataclass(frozen=True, slots=True)
class GrantedSubject:
    """One subject of the grant, as of the signature. `grant_id` None: the audience alone allowed the render."""

    subject: SubjectId
    enrollment_id: EnrollmentId
    enrollment_version: int
    owner_epoch: int
    pair_epoch: int
    grant_id: GrantId | None


@dataclass(frozen=True, slots=True)
class RenderGrantClaims:
    """Every claim is required. Times are UTC microseconds; a grant is over at `expires_us`.

    audience, holder: the service id of the generation service that asked, the only one that may fetch.
    requester: the person the render is for; None if the check came without an assertion.
    global_epoch: how often everything had been frozen when the grant was signed.
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
    """Whether the subject neither narrowed nor enrolled again since the claim was signed under this global epoch."""
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
