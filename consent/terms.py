"""The closed vocabularies of consent. A value that is not listed here is refused before any rule reads it."""

from enum import Enum, IntEnum, StrEnum


class Audience(IntEnum):
    """The widest circle of people who may render a subject. A ceiling over grants, from NOBODY to EVERYONE."""

    NOBODY = 0
    ONLY_ME = 1
    APPROVED = 2
    MUTUALS = 3
    EVERYONE = 4


class Assurance(Enum):
    """How the enrolled identity was verified. Computed, never requested; sets a ceiling on the audience.

    The numbers are stored and say nothing of an order: what a level is worth is for `consent.facts.ceiling` to say.
    """

    NONE = 0
    UPLOADED = 1
    DEMO = 2
    LIVE = 3
    LIVE_ATTESTED = 4
    WORDLESS = 5
    """Live, without a word that was asked. Worth less than LIVE, under every policy."""


class _ChosenCeiling(StrEnum):
    """A choice of an operator, each named like the audience that it permits."""

    @property
    def audience(self) -> Audience:
        """The widest audience of such a capture under this choice."""
        return Audience[self.name]


class LiveCeiling(_ChosenCeiling):
    """The operator's written choice for LIVE: never less than the default, for owners narrow on their own."""

    APPROVED = "approved"
    MUTUALS = "mutuals"
    EVERYONE = "everyone"


class WordlessCeiling(_ChosenCeiling):
    """The operator's written choice for WORDLESS, which offers it at all: never more than people who have a grant."""

    ONLY_ME = "only_me"
    APPROVED = "approved"


class Use(StrEnum):
    """What a render is for. REMIX and AD are off unless a grant names them."""

    PRIVATE = "private"
    PUBLISH = "publish"
    REMIX = "remix"
    AD = "ad"


class Modality(StrEnum):
    """The part of a person that is rendered. Face and voice are granted apart."""

    FACE = "face"
    VOICE = "voice"


class SubjectState(Enum):
    """Whether a person may be rendered, or render, at all."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"


class AgeClass(Enum):
    """The age a person has by a dated assertion of the app. UNKNOWN is refused."""

    UNKNOWN = "unknown"
    MINOR = "minor"
    ADULT = "adult"


class Answer(StrEnum):
    """What an approver said about one render. Only YES allows it.

    NOT_ASKED and WAITING may become a YES; the others never do, for the same render. USED_UP: the yes was spent on
    another fetch. ASKED_TOO_OFTEN: so many questions are open that this one is not put.
    """

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    YES = "yes"
    NO = "no"
    USED_UP = "used_up"
    ASKED_TOO_OFTEN = "asked_too_often"


class Approver(StrEnum):
    """Who may have to say yes. A reviewer's yes means no objection: it never takes the place of the owner's."""

    OWNER = "owner"
    REVIEWER = "reviewer"
