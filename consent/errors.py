"""Errors that a caller may read, and those of the consent rules. `code` is stable; the message says what to do.

Neither these classes nor those derived from them carry a stored fact, a score, a path or another person.
"""

from typing import ClassVar


class PublicError(Exception):
    """An error whose code and message may leave the service; everything else is only "internal"."""

    code: ClassVar[str]


class MalformedHandleError(PublicError):
    """A handle or mention breaks the handle rules; depends on the text alone."""

    code = "MALFORMED_HANDLE"


class ConfusableHandleError(PublicError):
    """A handle or mention holds characters that look like others; depends on the text alone."""

    code = "CONFUSABLE_HANDLE"


class TooManyMentionsError(PublicError):
    """A prompt mentions more people than one check decides."""

    code = "TOO_MANY_MENTIONS"


class NameMalformedError(PublicError):
    """A name that is too long, or too short to differ from ordinary words."""

    code = "NAME_MALFORMED"
