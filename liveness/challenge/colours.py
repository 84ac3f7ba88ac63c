"""Soft colours that a page shows while it records: which, for how long, and their draw.

Slower than one change a second, far below the three flashes that WCAG 2.2 (success criterion 2.3.1) allows, and soft:
no saturated red. The person can always say no to them; then something else is asked (`liveness.challenge.plan`).
"""

import math
from enum import StrEnum

from liveness.challenge.vocabulary import Choose


class SoftColour(StrEnum):
    """One colour; the page chooses a soft shade of it."""

    RED = "red"
    GREEN = "green"
    BLUE = "blue"


COLOUR_S = 1.1
"""How long each is shown."""
COLOURS_ASKED = 5
COLOURS_BITS = math.log2(len(SoftColour)) + (COLOURS_ASKED - 1) * math.log2(len(SoftColour) - 1)
"""5.6 bits."""


def draw_colours(choose: Choose) -> str:
    """Names of colours, of which no two neighbours are the same, such as "blue red blue green red"."""
    names = [tuple(SoftColour)[choose(len(SoftColour))]]
    while len(names) < COLOURS_ASKED:
        others = [colour for colour in SoftColour if colour is not names[-1]]
        names.append(others[choose(len(others))])
    return " ".join(names)
