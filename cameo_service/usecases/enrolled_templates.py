"""The matching templates that were sealed with an enrollment: opened here, compared, and never passed on."""

from cameo_service.usecases.enrollment_ports import EnrollmentRow, SealBrokenError, Vault
from liveness import templates
from liveness.checks import same_person
from liveness.checks.result import CheckResult, Inconclusive, Reason
from liveness.templates import MatchingTemplates, UnreadableTemplatesError

TEMPLATES_KIND = "matching_templates"
"""The `kind` of their sealed item."""


def compared(vault: Vault, enrollment: EnrollmentRow | None, take: MatchingTemplates | None) -> CheckResult:
    """Whether a take shows the enrolled person. What cannot be opened or compared is no match."""
    try:
        known = _opened(vault, enrollment)
    except (SealBrokenError, UnreadableTemplatesError):
        known = None
    if known is None or take is None:
        return Inconclusive(Reason.NOT_MEASURED)
    return same_person.judge(known, take)


def _opened(vault: Vault, enrollment: EnrollmentRow | None) -> MatchingTemplates | None:
    if enrollment is None:
        return None
    item = next((item for item in enrollment.sealed if item.kind == TEMPLATES_KIND), None)
    if item is None:
        return None
    sealed = vault.open(enrollment.subject, enrollment.enrollment_id, enrollment.version, item)
    return templates.from_bytes(sealed)
