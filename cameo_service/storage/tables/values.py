"""Domain values to column values and back. An unknown stored value raises, and the decision it was for fails."""

from collections.abc import Iterable
from functools import cache
from uuid import UUID

from consent.content_classes import ContentClass
from consent.identity import SubjectId
from consent.terms import Modality, Use

NOBODY = bytes(16)
"""The actor column of an anonymous attempt, and the requester in a lookup for one: no UUIDv7 is all zeros."""

ANY_PROVIDER = ""
"""The provider column of a grant that names none."""

END_OF_TIME_US = 2**63 - 1
"""The last time that a database can hold."""


_PAGE_OF_NOTHING = "\0" * 4096
"""As long as a page, so that no part of what follows it is kept in the page of the row."""


def deletable(text: str) -> str:
    """A text that must be nowhere once it is deleted, as it is stored; "" stays "".

    SQLite moves rows from page to page and leaves copies of them in the unused part of pages. What does not fit into
    the page of its row stands in pages of its own: they are never moved, and are zeroed when the row lets them go.
    """
    return text and _PAGE_OF_NOTHING + text


def deletable_text(stored: str) -> str:
    """The reverse of deletable; also of a text that an earlier version stored as it was."""
    return stored.removeprefix(_PAGE_OF_NOTHING)


def subject_bytes(subject: SubjectId | None) -> bytes:
    """The id's 16 bytes, or NOBODY."""
    return NOBODY if subject is None else subject.bytes


def subject_or_none(value: bytes) -> SubjectId | None:
    """The reverse of subject_bytes."""
    return None if value == NOBODY else SubjectId(UUID(bytes=value))


def joined(values: Iterable[str]) -> str:
    """A set of enum values as one sorted, comma-separated text."""
    return ",".join(sorted(values))


@cache
def modalities(text: str) -> frozenset[Modality]:
    """The reverse of joined, for modalities. There are 4 possible texts, so the cache stays small."""
    return frozenset(Modality(value) for value in text.split(",") if value)


@cache
def uses(text: str) -> frozenset[Use]:
    """The reverse of joined, for uses. There are 16 possible texts."""
    return frozenset(Use(value) for value in text.split(",") if value)


@cache
def classes(text: str) -> frozenset[ContentClass]:
    """The reverse of joined, for content classes. There are a few hundred possible texts."""
    return frozenset(ContentClass(value) for value in text.split(",") if value)


def provider_column(provider: str | None) -> str:
    """The grants.provider column.

    Raises:
        ValueError: an empty name, which would read as any provider.
    """
    if provider == ANY_PROVIDER:
        raise ValueError("a grant names a provider or None, never an empty name")
    return ANY_PROVIDER if provider is None else provider
