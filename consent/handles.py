"""Handles: what people type to name each other. ASCII, so that no two handles look alike in another alphabet."""

import re
from typing import NewType

from consent.confusables import PROTOTYPES
from consent.errors import ConfusableHandleError, MalformedHandleError

Handle = NewType("Handle", str)

SHORTEST = 3
LONGEST = 30
QUARANTINE_US = 90 * 24 * 60 * 60 * 1_000_000
"""How long no other person can claim a handle after it was given up: 90 days, so that old mentions name no stranger."""

_HANDLE = re.compile(r"[a-z0-9_](?:\.?[a-z0-9_])*")


def parse_handle(text: str) -> Handle:
    """A handle as it is claimed and stored: 3..30 of `a-z 0-9 _ .`, no dot first, last or doubled, not only `_`.

    Raises:
        ConfusableHandleError: a character outside ASCII, which can pass for one inside.
        MalformedHandleError: anything else.
    """
    if not text.isascii():
        raise ConfusableHandleError("Handles use a-z, 0-9, _ and . only: other alphabets can pass for these.")
    well_formed = SHORTEST <= len(text) <= LONGEST and _HANDLE.fullmatch(text) and text.strip("_")
    if not well_formed:
        raise MalformedHandleError("Handles are 3 to 30 of a-z, 0-9, _ and single dots inside.")
    return Handle(text)


def skeleton(handle: Handle) -> str:
    """Equal for two handles that can be taken for each other; unique among claimed handles (UTS #39, section 4)."""
    return handle.translate(PROTOTYPES)
