"""What a verdict says. Apart from the checks, so that a process that only names states starts at once."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a verdict says. Only PASSED lets anything go on; RETRY means that another attempt may pass."""

    PASSED = "passed"
    FAILED = "failed"
    RETRY = "retry"
