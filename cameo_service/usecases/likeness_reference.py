"""Opens what a generator renders from: per person and modality, never more than a render grant names."""

from dataclasses import dataclass, field

from cameo_service.usecases.errors import NotPermittedError
from cameo_service.usecases.ports import EnrollmentRow, SealBrokenError, Transaction, Vault, likeness_kind
from consent.identity import EnrollmentId, SubjectId
from consent.render_grant import RenderGrantClaims
from consent.terms import Modality


@dataclass(frozen=True, slots=True)
class IdentityBundle:
    """The likeness reference of one person in one modality, as it was sealed at enrollment."""

    subject: SubjectId
    enrollment_id: EnrollmentId
    enrollment_version: int
    modality: Modality
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LikenessReferences:
    """Opens references with the vault."""

    vault: Vault

    def open(self, transaction: Transaction, claims: RenderGrantClaims) -> tuple[IdentityBundle, ...]:
        """Everything the claims name.

        Raises:
            NotPermittedError: somebody gave no reference media, or a sealed item does not open.
        """
        return tuple(
            self._opened(transaction.enrollment(granted.subject), modality)
            for granted in claims.subjects
            for modality in sorted(claims.modalities)
        )

    def _opened(self, enrollment: EnrollmentRow | None, modality: Modality) -> IdentityBundle:
        sealed = enrollment.sealed if enrollment else ()
        items = [item for item in sealed if item.kind == likeness_kind(modality)]
        if enrollment is None or not items:
            raise NotPermittedError("This render is not permitted.")
        subject, enrollment_id, version = enrollment.subject, enrollment.enrollment_id, enrollment.version
        try:
            content = self.vault.open(subject, enrollment_id, version, items[0])
        except SealBrokenError as error:
            raise NotPermittedError("This render is not permitted.") from error
        return IdentityBundle(subject, enrollment_id, version, modality, content)
