"""What somebody who was asked about one render has said. Anything but YES is no yes."""

from enum import StrEnum


class Answer(StrEnum):
    """NOT_ASKED and WAITING may become a YES; the others never do, for the same render.

    USED_UP: the yes was spent on another fetch. ASKED_TOO_OFTEN: so many questions are open that this one is not put.
    """

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    YES = "yes"
    NO = "no"
    USED_UP = "used_up"
    ASKED_TOO_OFTEN = "asked_too_often"


class Approver(StrEnum):
    """Who may have to say yes. A reviewer's yes is no objection: it never stands in for the owner's."""

    OWNER = "owner"
    REVIEWER = "reviewer"
