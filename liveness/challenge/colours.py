"""Soft colours that a page shows while it records: which, for how long, and their draw.

Slower than one change a second, far below the three flashes that WCAG 2.2 (success criterion 2.3.1) allows, and soft:
no saturated red. The person can always say no to them; then something else is asked (`liveness.challenge.plan`).
"""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

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


def shown_in(
    colours: Sequence[SoftColour],
    times_s: NDArray[np.float64],
    value: Mapping[SoftColour, tuple[float, ...]],
) -> NDArray[np.float64]:
    """(n, k) the value of the colour shown at each of n times since the first was shown; zeros before and after."""
    values = np.array([value[colour] for colour in colours])
    none = np.zeros((1, values.shape[1]))
    steps = np.clip(np.floor(times_s / COLOUR_S).astype(int), -1, len(colours))
    return np.asarray(np.concatenate([none, values, none])[steps + 1], np.float64)
