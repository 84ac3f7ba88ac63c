"""Does the face look as old as the person is said to be. A face proves no age: this can only refuse, never allow."""

from liveness.checks.result import CheckResult, Failed, Passed, Reason
from liveness.limits.checks import Threshold

ADULT_YEARS = 18.0
"""The age of majority in most jurisdictions; where it is higher, this doubts less and the assertion decides."""
AGE_MARGIN = Threshold(
    5.0,
    "years",
    "above the mean error of 3 to 4 years that makers of age estimators state; never measured here",
    "not shown: how many adults look 13 to the engine in use",
)


def judge(age_years: float, *, is_said_minor: bool) -> CheckResult:
    """In doubt when the face clearly looks younger than an adult and nobody said that it is a minor's.

    age_years: estimate of the face engine. Nobody's word for an age is no word for being an adult.
    """
    is_clearly_young = not age_years >= ADULT_YEARS - AGE_MARGIN.value
    return Failed(Reason.AGE_IN_DOUBT) if is_clearly_young and not is_said_minor else Passed()
