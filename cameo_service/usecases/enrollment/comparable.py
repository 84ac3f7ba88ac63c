"""Whether the nets in use could compare a recording with what an enrollment sealed.

Apart from the comparison itself, which needs libraries that take seconds to import.
"""

from dataclasses import dataclass

from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealBrokenError, Vault, templates_of
from liveness.measure.template_nets import nets_of


@dataclass(frozen=True, slots=True)
class NetsInUse:
    """See ports.enrollment.Comparable. nets: ids of every net that makes templates here."""

    vault: Vault
    nets: frozenset[str]

    def __call__(self, enrollment: EnrollmentRow) -> bool:
        """Whether every net that made its templates is in use."""
        made_by = self._nets_of(enrollment)
        return bool(made_by) and made_by <= self.nets

    def _nets_of(self, enrollment: EnrollmentRow) -> frozenset[str]:
        item = next(iter(templates_of(enrollment.sealed)), None)
        if item is None:
            return frozenset()
        try:
            return nets_of(self.vault.open(enrollment.subject, enrollment.enrollment_id, enrollment.version, item))
        except SealBrokenError:
            return frozenset()
