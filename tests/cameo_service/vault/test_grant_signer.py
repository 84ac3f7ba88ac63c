from uuid import UUID

import pytest

from cameo_service.usecases.acting.errors import RenderGrantUnknownError
from cameo_service.vault.grant_signer import EnvelopeGrantSigner
from consent.identity import EnrollmentId, GrantId, RenderGrantId, SubjectId
from consent.render_grant import GrantedSubject, RenderGrantClaims
from consent.terms import Modality, Use
from tests.cameo_service.rpc.running_service import OneKey

CLAIMS = RenderGrantClaims(
    deployment_id=bytes(range(16)),
    incarnation=2,
    audience="studio",
    holder="studio",
    render_grant_id=RenderGrantId(UUID(int=1)),
    job="job",
    prompt_sha256=bytes(range(32)),
    requester=None,
    subjects=(
        GrantedSubject(SubjectId(UUID(int=2)), EnrollmentId(UUID(int=3)), 4, 5, 6, GrantId(UUID(int=7))),
        GrantedSubject(SubjectId(UUID(int=8)), EnrollmentId(UUID(int=9)), 1, 0, 0, None),
    ),
    modalities=frozenset(Modality),
    use=Use.REMIX,
    issued_us=10,
    expires_us=11,
    global_epoch=2,
)


def test_what_was_signed_comes_back() -> None:
    signer = EnvelopeGrantSigner(OneKey())
    assert signer.verify(signer.sign(CLAIMS)) == CLAIMS


def test_anything_else_is_unknown() -> None:
    signer = EnvelopeGrantSigner(OneKey())
    for envelope in (b"", b"grant", signer.sign(CLAIMS)[:-1]):
        with pytest.raises(RenderGrantUnknownError):
            signer.verify(envelope)
