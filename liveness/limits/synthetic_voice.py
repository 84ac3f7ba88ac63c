"""Every number that decides whether a voice is taken for synthesised or copied.

MEASURED: development half as in `liveness.limits.checks`; 68 stretches of up to 15 s of 33 people, half of them through
Opus. None of 92 stretches of the 42 people of the other half, nor any of 44 with noise at 10 dB, is refused.
"""

from liveness.limits.checks import Threshold

MEASURED = "development half, with and without Opus"

PITCH_TREMOR_MIN = Threshold(
    12.0,
    "cents, median bend of the pitch over 20 ms",
    f"{MEASURED}: 16.4 and more; 12.5 in noise; 7 in a hall, far from the microphone",
    "with PITCH_TREMOR_MAX, 16 of 32 recordings of 16 espeak-ng voices are refused; genuine 0 of 68",
)
PITCH_TREMOR_MAX = Threshold(
    60.0, "cents, median bend of the pitch over 20 ms", f"{MEASURED}: 48 and less", "as PITCH_TREMOR_MIN"
)
PULSES_MIN = Threshold(
    3.45,
    "kurtosis of what linear prediction leaves of the louder half of speech, median",
    "development half: 39 people 3.71 and more, in noise at 20 dB 3.58; at 10 dB a tenth below; 1 of 9 videos 3.1",
    "pitch and formants moved with a phase vocoder: 0 of 78 conversions of 39 people pass; who is below tries again",
)
REPETITION_MAX = Threshold(
    0.88,
    "correlation of two stretches of 0.25 s",
    f"{MEASURED}: 0.81 and less; 0.85 in one of 10 dubbed recordings",
    "a copied word passes in about 8 % of 40 recordings; 18 of 32 of espeak-ng, which says a word twice alike, do not",
)
