"""Handles: what people type to name each other. ASCII, so that no two handles look alike in another alphabet."""

import re
from typing import NewType

from consent.errors import ConfusableHandleError, MalformedHandleError

Handle = NewType("Handle", str)

SHORTEST_HANDLE = 3
LONGEST_HANDLE = 30
QUARANTINE_US = 90 * 24 * 3_600_000_000
"""How long a released handle stays closed to other people: 90 days, so that links and mentions die first."""

_HANDLE = re.compile(r"[a-z0-9_](?:\.?[a-z0-9_])*")
_CAMERA_SETTING = re.compile(r"f[0-9]{1,2}(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)+")

_PROTOTYPES = str.maketrans({"0": "o", "1": "l", "i": "l", "m": "rn"})
"""Every line of Unicode's confusables.txt (UTS #39, version 15.1) whose source and target consist of handle characters:
0 -> O, 1 -> l, I -> l, m -> rn. Handles are compared without case, so O and I stand in lower case.
"""

# fmt: off
LOOK_ALIKE_SYMBOLS = frozenset(map(chr, (
    0x166D, 0x166E, 0x2016, 0x2024, 0x2025, 0x2026, 0x2116, 0x2121, 0x212E, 0x213B, 0x2373, 0x2374, 0x237A, 0x23FD,
    0x2573, 0xA60E, 0xFFE8, 0x1D206, 0x1D20D, 0x1D212, 0x1D213, 0x1D216, 0x1D22A, 0x1F700, 0x1F707, 0x1F74C, 0x1F75C,
    0x1F768, 0x1F76B, 0x1F76C,
)))
# fmt: on
"""Punctuation (Po) and other symbols (So) that confusables.txt maps to handle characters alone."""


def parse_handle(text: str) -> Handle:
    """A handle as it is claimed and stored: 3..30 of `a-z 0-9 _ .`, no dot first, last or doubled, not only `_`.

    Camera settings are no handles, so that `@f2.8` in a prompt can mention nobody.

    Raises:
        ConfusableHandleError: a character outside ASCII, which can pass for one inside.
        MalformedHandleError: any other break of the rules.
    """
    if not text.isascii():
        raise ConfusableHandleError("Handles use a-z, 0-9, _ and . only: other alphabets can pass for these.")
    well_formed = SHORTEST_HANDLE <= len(text) <= LONGEST_HANDLE and _HANDLE.fullmatch(text) and text.strip("_")
    if not well_formed:
        raise MalformedHandleError("Handles are 3 to 30 of a-z, 0-9, _ and single dots inside.")
    if is_camera_setting(text):
        raise MalformedHandleError("Handles are no apertures or numbers with a dot: prompts hold those behind an @.")
    return Handle(text)


def is_camera_setting(text: str) -> bool:
    """Whether a text in lower case is an aperture (`f16`, `f2.8`), or a number with a dot as in `f@2.8`."""
    return _CAMERA_SETTING.fullmatch(text) is not None


def skeleton(handle: Handle) -> str:
    """Equal for two handles that can be confused; unique among claimed handles (UTS #39, section 4)."""
    return handle.translate(_PROTOTYPES)
