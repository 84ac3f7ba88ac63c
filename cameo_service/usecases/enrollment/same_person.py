"""The matching templates that were sealed with an enrollment: opened here, compared, and never passed on.

Compared here and not where recordings are analysed: those processes hold no key and see no sealed template.
"""

from cameo_service.clock import Clock
from cameo_service.usecases.ports.enrollment import TEMPLATES_KIND, EnrollmentRow, SealBrokenError, Vault
from liveness.checks import same_person
from liveness.checks.result import CheckResult, Inconclusive, Reason
from liveness.measure import templates
from liveness.measure.templates import MatchingTemplates, UnreadableTemplatesError
from liveness.verdict.judge import CheckRecord
from liveness.verdict.policy import Check


def compared(
    vault: Vault, clock: Clock, enrollment: EnrollmentRow | None, take: MatchingTemplates | None
) -> CheckRecord:
    """Whether a take shows the enrolled person. Templates that are missing or do not open are no match."""
    started_s = clock.monotonic_s()
    result = _result(vault, enrollment, take)
    return CheckRecord(Check.SAME_PERSON, result, (clock.monotonic_s() - started_s) * 1000)


def _result(vault: Vault, enrollment: EnrollmentRow | None, take: MatchingTemplates | None) -> CheckResult:
    try:
        known = _opened(vault, enrollment)
    except (SealBrokenError, UnreadableTemplatesError):
        known = None
    if known is None or take is None:
        return Inconclusive(Reason.NOT_MEASURED)
    return same_person.judge(known, take)


def _opened(vault: Vault, enrollment: EnrollmentRow | None) -> MatchingTemplates | None:
    sealed = enrollment.sealed if enrollment else ()
    item = next((item for item in sealed if item.kind == TEMPLATES_KIND), None)
    if enrollment is None or item is None:
        return None
    return templates.from_bytes(vault.open(enrollment.subject, enrollment.enrollment_id, enrollment.version, item))
