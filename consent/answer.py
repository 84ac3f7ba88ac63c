"""Answers of an owner or a reviewer to one render. Only YES allows it."""

from enum import StrEnum


class Answer(StrEnum):
    """NOT_ASKED and WAITING may become a YES; the others never do, for the same render.

    USED_UP: another fetch spent the yes.
    """

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    YES = "yes"
    NO = "no"
    USED_UP = "used_up"


class Approver(StrEnum):
    """Who may have to say yes. A reviewer's YES means no objection; it never replaces the owner's."""

    OWNER = "owner"
    REVIEWER = "reviewer"
