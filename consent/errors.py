"""Errors a caller may read, and those of the consent rules. `code` is stable, the message says what to do.

A class here or below it never carries what the caller may not learn: no stored fact, score, path or other person.
"""

from typing import ClassVar


class PublicError(Exception):
    """An error whose code and message may leave the service; everything else is only "internal"."""

    code: ClassVar[str]


class MalformedHandleError(PublicError):
    """A handle or mention breaks the handle rules; depends on the text alone."""

    code = "MALFORMED_HANDLE"


class ConfusableHandleError(PublicError):
    """A handle or mention holds characters that can pass for others; depends on the text alone."""

    code = "CONFUSABLE_HANDLE"


class TooManyMentionsError(PublicError):
    """A prompt mentions more people than one check answers."""

    code = "TOO_MANY_MENTIONS"


class NameMalformedError(PublicError):
    """A name that cannot be told from ordinary words, or is too long."""

    code = "NAME_MALFORMED"
