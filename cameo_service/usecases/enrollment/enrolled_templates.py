"""The matching templates that were sealed with an enrollment: opened here, compared, and never passed on."""

from cameo_service.clock import Clock
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealBrokenError, Vault
from liveness.checks import same_person
from liveness.checks.result import CheckResult, Inconclusive, Reason
from liveness.measure import templates
from liveness.measure.templates import MatchingTemplates, UnreadableTemplatesError
from liveness.verdict.analysis import Analysis
from liveness.verdict.judge import CheckRecord, Verdict, with_check
from liveness.verdict.policy import Check

TEMPLATES_KIND = "matching_templates"
"""The `kind` of their sealed item."""


def matched(vault: Vault, clock: Clock, enrollment: EnrollmentRow | None, analysis: Analysis) -> Verdict:
    """The verdict of a take, which must also show the enrolled person. What cannot be compared is no match.

    Compared here and not where recordings are analysed: those processes hold no key and see no sealed template.
    """
    if not analysis.verdict:
        return analysis.verdict
    started_s = clock.monotonic_s()
    result = _compared(vault, enrollment, analysis.templates)
    record = CheckRecord(Check.SAME_PERSON, result, (clock.monotonic_s() - started_s) * 1000)
    return with_check(analysis.verdict, record)


def _compared(vault: Vault, enrollment: EnrollmentRow | None, take: MatchingTemplates | None) -> CheckResult:
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
