"""What of Unicode's confusables.txt (UTS #39, version 15.1) touches handles. A table, checked by no rule of its own."""

PROTOTYPES = str.maketrans({"0": "o", "1": "l", "i": "l", "m": "rn"})
"""Every line of the file whose source and target are made of handle characters: 0 -> O, 1 -> l, I -> l, m -> rn.

Handles are compared without case, so O and I stand in lower case.
"""

# fmt: off
LOOK_ALIKE_SYMBOLS = frozenset(map(chr, (
    0x166D, 0x166E, 0x2016, 0x2024, 0x2025, 0x2026, 0x2116, 0x2121, 0x212E, 0x213B, 0x2373, 0x2374, 0x237A, 0x23FD,
    0x2573, 0xA60E, 0xFFE8, 0x1D206, 0x1D20D, 0x1D212, 0x1D213, 0x1D216, 0x1D22A, 0x1F700, 0x1F707, 0x1F74C, 0x1F75C,
    0x1F768, 0x1F76B, 0x1F76C,
)))
# fmt: on
"""Punctuation (Po) and other symbols (So) that the file maps to handle characters alone."""
