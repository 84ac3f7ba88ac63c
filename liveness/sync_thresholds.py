"""Every number that decides whether lips belong to the sound.

MEASURED: own lips and sound against those of other people, in cuts of 3 to 15 s; development half as in
`liveness.thresholds` (14 cuts of 10 s from 7 recordings of 4 people, 48 cuts of 3 s from 6 people).
"""

import numpy as np

from liveness.thresholds import PHYSIOLOGY, Threshold

MEASURED = "development half, own against other people's sound"

SYNC_SPEECH_MIN = Threshold(
    1.0, "seconds of speech with a frontal face", f"{MEASURED}: 1.2 s are told apart on 3 s clips", "chance agreement"
)
SYNC_WATCH_MIN = Threshold(
    2.0, "seconds of frontal face in and around speech", "as many shifts to compare with as are tried", "as SYNC_MIN"
)
SYNC_MIN = (
    Threshold(1.6, "standard deviations, at 2 s of speech", f"{MEASURED}: 3 s cuts", "own sound refused: 5 %"),
    Threshold(2.5, "standard deviations, at 4 s of speech", f"{MEASURED}: 5 s cuts", "own sound refused: 3 %"),
    Threshold(2.9, "standard deviations, at 8 s of speech", f"{MEASURED}: 10 s cuts", "own sound refused: 0 of 14"),
)
"""What own lips must reach, at SYNC_SECONDS of speech. Chance alone gives 1.5, and 3.5 in 5 % of pairs."""
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


def sync_threshold(speech_s: float) -> float:
    """The score that own lips must reach when so many seconds of speech were seen; longer speech stands out more."""
    return float(np.interp(speech_s, SYNC_SECONDS, [point.value for point in SYNC_MIN]))
