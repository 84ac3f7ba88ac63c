"""Every number that decides whether lips belong to the sound.

MEASURED: own lips and sound against those of other people, in cuts of 3 to 20 s; development half as in
`liveness.limits.checks` (5 people: 38 cuts of 3 s, 20 of 5 s, 9 of 10 s; of 4 of them, 32 cuts of 3 s, with words).
The curves that are compared were chosen on the same cuts.
"""

import numpy as np

from liveness.limits.checks import PHYSIOLOGY, Threshold

MEASURED = "development half, own against other people's sound"

SYNC_SPEECH_MIN = Threshold(
    1.0, "seconds of speech with a frontal face", f"{MEASURED}: 1.2 s are told apart on 3 s clips", "chance agreement"
)
SYNC_WATCH_MIN = Threshold(
    2.0, "seconds of frontal face in and around speech", "as many shifts to compare with as are tried", "as SYNC_MIN"
)
SYNC_WORDS_MIN = Threshold(
    3.6,
    "standard deviations, where words were asked",
    f"{MEASURED}: four sentences with 1.1 to 1.7 s of speech 4.2 and more; others' sound below 3.6 in 95 % of pairs",
    "others' sound accepted: 5 %; own sound refused: 1 of 32 cuts of 3 s, none of 5 s and more",
)
SYNC_MIN = (
    Threshold(1.8, "standard deviations, at 2 s of speech", f"{MEASURED}: 3 s cuts", "own sound refused: 5 %"),
    Threshold(2.6, "standard deviations, at 4 s of speech", f"{MEASURED}: 5 s cuts", "own sound refused: 5 %"),
    Threshold(3.4, "standard deviations, at 8 s of speech", f"{MEASURED}: 10 s cuts", "own sound refused: 1 of 9"),
)
"""What own lips must reach where nobody knows the words, at SYNC_SECONDS of speech.

Chance gives 3.5 in 5 % of pairs."""
SYNC_SECONDS = (2.0, 4.0, 8.0)

SYNC_LOW = Threshold(1.5, "Hz", PHYSIOLOGY + ": syllables come at 2 to 8 a second", "leaning in and turning away")
SYNC_HIGH = Threshold(8.0, "Hz", PHYSIOLOGY + ": lips do not open and shut faster", "noise of the mesh")
SYNC_PAUSE_MAX = Threshold(
    0.8, "seconds to the nearest speech", f"{MEASURED}: 0.4 errs more on short clips", "long rests that agree with all"
)
SOUND_EARLY_MAX = Threshold(0.1, "seconds", "ITU-R BT.1359: 0.09 is the most that viewers accept", "as SYNC_MIN")
SOUND_LATE_MAX = Threshold(
    0.3,
    "seconds",
    f"{MEASURED}: 0.02 to 0.26; ITU-R BT.1359: 0.185 is the most that viewers accept",
    "genuine recordings whose sound was muxed late",
)
SYNC_GUARD = Threshold(0.3, "seconds", PHYSIOLOGY + ": about one syllable", "controls that are still half in step")


def sync_threshold(speech_s: float, *, words_asked: bool) -> float:
    """The score that own lips must reach when so many seconds of speech were seen; longer speech stands out more.

    words_asked: the phones are known, which tells lips apart in a second. Phones that do not fit excuse nothing.
    """
    if words_asked:
        return SYNC_WORDS_MIN.value
    return float(np.interp(speech_s, SYNC_SECONDS, [point.value for point in SYNC_MIN]))
