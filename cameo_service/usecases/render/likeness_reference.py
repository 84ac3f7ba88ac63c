"""Opens what a generator renders from: per person and modality, never more than a render grant names."""

from dataclasses import dataclass, field

from cameo_service.usecases.acting.errors import NotPermittedError
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealBrokenError, SealedItem, Vault, likeness_kind
from cameo_service.usecases.ports.store import Transaction
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
            self._opened(transaction, granted.subject, modality)
            for granted in claims.subjects
            for modality in sorted(claims.modalities)
        )

    def _opened(self, transaction: Transaction, subject: SubjectId, modality: Modality) -> IdentityBundle:
        try:
            enrollment = transaction.enrollments.of(subject)
            item = _reference(enrollment, modality)
            if enrollment is None or item is None:
                raise NotPermittedError("This render is not permitted.")
            content = self.vault.open(subject, enrollment.enrollment_id, enrollment.version, item)
        except SealBrokenError as error:
            raise NotPermittedError("This render is not permitted.") from error
        return IdentityBundle(subject, enrollment.enrollment_id, enrollment.version, modality, content)


def _reference(enrollment: EnrollmentRow | None, modality: Modality) -> SealedItem | None:
    sealed = enrollment.sealed if enrollment else ()
    return next((item for item in sealed if item.kind == likeness_kind(modality)), None)
