"""Signs, with the keys of a ring, and verifies render grants: the claims of `consent` in `cameo_client`'s envelope."""

from dataclasses import dataclass
from typing import Protocol

from cameo_client import render_grant_claims as wire
from cameo_client.errors import VerificationError
from cameo_client.render_grant import open_render_grant
from cameo_client.render_grant_claims import seal_envelope, signing_input
from cameo_client.verification_key import VerificationKey as WireKey
from cameo_client.verification_key import VerificationKeys
from cameo_service.usecases.acting.errors import RenderGrantUnknownError
from cameo_service.usecases.ports.outside import GrantSigner, VerificationKey
from cameo_service.vault.key_ring import KeyRing, SigningKey
from consent.identity import EnrollmentId, GrantId, RenderGrantId, SubjectId
from consent.render_grant import GrantedSubject, RenderGrantClaims
from consent.terms import Modality, Use

# An enum's own call looks values up ten times slower.
_MODALITIES = {modality: wire.Modality(modality) for modality in Modality}
_USES = {use: wire.Use(use) for use in Use}


class GrantKeys(Protocol):
    """Keys that sign bytes."""

    key_id: str

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature by the key `key_id`, 64 bytes."""

    def listed(self) -> tuple[VerificationKey, ...]:
        """Public keys of every signing key that a valid grant may name."""


class SigningKeys:
    """Ed25519 signatures (RFC 8032) with the current key of a ring. key_id: id of that key."""

    def __init__(self, ring: KeyRing) -> None:
        current = ring.signing_key()
        self.key_id = current.key_id
        self._private = current.private_key()
        self._listed = tuple(_listed(key) for key in ring.signing_keys)

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._private.sign(message)

    def listed(self) -> tuple[VerificationKey, ...]:
        """Public keys, oldest first: current and next, and keys that ended a short time ago."""
        return self._listed


class EnvelopeGrantSigner:
    """See ports.grant_signer.GrantSigner."""

    def __init__(self, signing_keys: GrantKeys) -> None:
        self._signing_keys = signing_keys
        self._verification_keys = VerificationKeys(_to_wire_key(key) for key in signing_keys.listed())

    def sign(self, claims: RenderGrantClaims) -> bytes:
        """The envelope."""
        encoded = wire.encode_claims(_to_wire(claims))
        kid = self._signing_keys.key_id
        return seal_envelope(kid, encoded, self._signing_keys.sign(signing_input(kid, encoded)))

    def verify(self, envelope: bytes) -> RenderGrantClaims:
        """The claims.

        Raises:
            RenderGrantUnknownError: the envelope was not signed by one of the keys.
        """
        try:
            return _from_wire(open_render_grant(envelope, self._verification_keys))
        except VerificationError as error:
            raise RenderGrantUnknownError("Send the render grant exactly as CheckPrompt returned it.") from error

    def keys(self) -> tuple[VerificationKey, ...]:
        """The public keys."""
        return self._signing_keys.listed()


class IssuedGrants(Protocol):
    """Notes issued render grants without touching the database; they are written at most a second later."""

    def note(self, claims: RenderGrantClaims) -> None:
        """One issued grant. A crash may lose the last second of them."""


@dataclass(frozen=True, slots=True)
class RecordedSigner:
    """See ports.GrantSigner. Also records every render grant it signs in the history."""

    signer: GrantSigner
    issued: IssuedGrants

    def sign(self, claims: RenderGrantClaims) -> bytes:
        """The envelope; noted before a caller has it."""
        self.issued.note(claims)
        return self.signer.sign(claims)

    def verify(self, envelope: bytes) -> RenderGrantClaims:
        """The claims. Raises as the signer does."""
        return self.signer.verify(envelope)

    def keys(self) -> tuple[VerificationKey, ...]:
        """The public keys."""
        return self.signer.keys()


def _to_wire_key(key: VerificationKey) -> WireKey:
    return WireKey(key.key_id, key.public_key, key.not_before_us, key.not_after_us, key.revoked_us)


def _to_wire(claims: RenderGrantClaims) -> wire.RenderGrantClaims:
    return wire.RenderGrantClaims(
        deployment=claims.deployment_id,
        incarnation=claims.incarnation,
        audience=claims.audience,
        holder=claims.holder,
        grant_id=claims.render_grant_id,
        job=claims.job,
        prompt_sha256=claims.prompt_sha256,
        requester=claims.requester,
        subjects=tuple(_to_wire_subject(subject) for subject in claims.subjects),
        modalities=frozenset([_MODALITIES[modality] for modality in claims.modalities]),
        use=_USES[claims.use],
        issued_us=claims.issued_us,
        expires_us=claims.expires_us,
        global_epoch=claims.global_epoch,
    )


def _to_wire_subject(subject: GrantedSubject) -> wire.GrantedSubject:
    return wire.GrantedSubject(
        subject_id=subject.subject,
        enrollment_id=subject.enrollment_id,
        enrollment_version=subject.enrollment_version,
        owner_epoch=subject.owner_epoch,
        pair_epoch=subject.pair_epoch,
        grant_id=subject.grant_id,
    )


def _from_wire(claims: wire.RenderGrantClaims) -> RenderGrantClaims:
    return RenderGrantClaims(
        deployment_id=claims.deployment,
        incarnation=claims.incarnation,
        audience=claims.audience,
        holder=claims.holder,
        render_grant_id=RenderGrantId(claims.grant_id),
        job=claims.job,
        prompt_sha256=claims.prompt_sha256,
        requester=None if claims.requester is None else SubjectId(claims.requester),
        subjects=tuple(_from_wire_subject(subject) for subject in claims.subjects),
        modalities=frozenset(Modality(modality) for modality in claims.modalities),
        use=Use(claims.use),
        issued_us=claims.issued_us,
        expires_us=claims.expires_us,
        global_epoch=claims.global_epoch,
    )


def _from_wire_subject(subject: wire.GrantedSubject) -> GrantedSubject:
    return GrantedSubject(
        subject=SubjectId(subject.subject_id),
        enrollment_id=EnrollmentId(subject.enrollment_id),
        enrollment_version=subject.enrollment_version,
        owner_epoch=subject.owner_epoch,
        pair_epoch=subject.pair_epoch,
        grant_id=None if subject.grant_id is None else GrantId(subject.grant_id),
    )


def _listed(key: SigningKey) -> VerificationKey:
    return VerificationKey(
        key_id=key.key_id,
        public_key=key.private_key().public_key().public_bytes_raw(),
        not_before_us=key.not_before_us,
        not_after_us=key.not_after_us,
        revoked_us=key.revoked_us,
    )
