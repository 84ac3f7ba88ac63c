"""The three answers a check can give. Only `Passed` is true."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a check did not pass. QUALITY and CHALLENGE reasons reach callers as they are;
    every attack reason reaches them as COULD_NOT_VERIFY (`Reason.is_attack`).
    """


@dataclass(frozen=True, slots=True)
class Passed:
    """The check looked and found what it asks for."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Failed:
    """The check looked and found something wrong."""

    reason: str

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Inconclusive:
    """The check could not look; a required check that is inconclusive never passes."""

    reason: str

    def __bool__(self) -> bool:
        return False


CheckResult = Passed | Failed | Inconclusive
