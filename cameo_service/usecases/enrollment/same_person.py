"""The matching templates that were sealed with an enrollment: opened here, compared, and never passed on.

Compared here and not where recordings are analysed: those processes hold no key and see no sealed template.
"""

from cameo_service.clock import Clock
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealBrokenError, Vault, templates_of
from liveness.checks import same_person
from liveness.checks.result import CheckResult, Inconclusive, Reason
from liveness.limits.in_force import LimitsInForce
from liveness.measure import templates
from liveness.measure.templates import MatchingTemplates, UnreadableTemplatesError
from liveness.verdict.analysis import Analysis
from liveness.verdict.judge import CheckRecord
from liveness.verdict.policy import Check


def compared(
    vault: Vault, clock: Clock, in_force: LimitsInForce, enrollment: EnrollmentRow | None, take: Analysis
) -> CheckRecord:
    """Whether a take shows the enrolled person. Templates that are missing or do not open are no match.

    Compared is what the nets that made the sealed templates make of the take, where they are in use.
    """
    started_s = clock.monotonic_s()
    result = _result(vault, in_force, enrollment, take)
    return CheckRecord(Check.SAME_PERSON, result, (clock.monotonic_s() - started_s) * 1000)


def _result(vault: Vault, in_force: LimitsInForce, enrollment: EnrollmentRow | None, take: Analysis) -> CheckResult:
    try:
        known = opened(vault, enrollment)
    except (SealBrokenError, UnreadableTemplatesError):
        known = None
    takes = [measured for measured in (take.templates, take.earlier) if measured is not None]
    if known is None or not takes:
        return Inconclusive(Reason.NOT_MEASURED)
    return same_person.judge(known, templates.made_as(known, takes), in_force)


def opened(vault: Vault, enrollment: EnrollmentRow | None) -> MatchingTemplates | None:
    """The templates that takes are compared with; None where there are none.

    Raises:
        SealBrokenError, UnreadableTemplatesError: they do not open.
    """
    item = next(iter(templates_of(enrollment.sealed if enrollment else ())), None)
    if enrollment is None or item is None:
        return None
    return templates.from_bytes(vault.open(enrollment.subject, enrollment.enrollment_id, enrollment.version, item))
