"""The closed vocabularies of consent. A value that is not listed here is refused before any rule sees it."""

from enum import Enum, IntEnum, StrEnum


class Audience(IntEnum):
    """Who may render a subject at most. A ceiling over grants, ordered from nobody to everyone."""

    NOBODY = 0
    ONLY_ME = 1
    APPROVED = 2
    MUTUALS = 3
    EVERYONE = 4


class Assurance(IntEnum):
    """How the enrolled identity was verified. Computed, never asked for; sets a ceiling on the audience."""

    NONE = 0
    UPLOADED = 1
    DEMO = 2
    LIVE = 3
    LIVE_ATTESTED = 4


class Use(StrEnum):
    """What a render is for. REMIX and AD are off unless a grant names them."""

    PRIVATE = "private"
    PUBLISH = "publish"
    REMIX = "remix"
    AD = "ad"


class Modality(StrEnum):
    """What of a person is rendered. Face and voice are granted apart."""

    FACE = "face"
    VOICE = "voice"


class SubjectState(Enum):
    """Whether a subject may be rendered or render at all."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"


class AgeClass(Enum):
    """A dated assertion by the app or a guardian. UNKNOWN is refused."""

    UNKNOWN = "unknown"
    MINOR = "minor"
    ADULT = "adult"
