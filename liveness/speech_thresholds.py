"""Every number that decides what counts as the asked words and as the same voice.

MEASURED: people whose SHA-256 of the person id is even (first byte) set the numbers; the others judged them.
`benchmarks/speech.py` measures both again.
"""

from liveness.thresholds import Threshold

EXACT_WORDS_MAX = Threshold(
    3.0, "words", "one wrong word of three leaves too little", "answers this short must be recognised without any error"
)
WORDS_PER_ERROR = Threshold(
    5.0,
    "words for each recognition error allowed, at least one error above EXACT_WORDS_MAX",
    "of 22 wide-band answers of 4 to 8 words (8 people) 20 are heard right and 22 with at most one error",
    "false rejects of right words; two drawn numbers are then guessed in 0.6 %, four drawn words in 0.0015 %",
)
WORDS_MARGIN_MIN = Threshold(
    0.5,
    "log-likelihood per 10 ms frame, asked over best alternative",
    "development half, wide-band: right words accepted 51 of 53, wrong words 0 of 53 (12 people)",
    "wrong words accepted: judging half, wide-band 0 of 58 with right words 56 of 58 (14 people)",
)
ALIGNMENT_TOLERANCE = Threshold(
    0.1,
    "seconds",
    "the first word is aligned 0 to 0.1 s before the onset of sound in 17 of 18 wide-band answers (8 people)",
    "right answers called early or late",
)

VOICE_SPEECH_MIN = Threshold(
    1.0, "seconds of net speech", "EER 12 % at 0.6 s, 6 % at 1 s", "voices told apart by too little speech"
)
SESSION_VOICE_MIN = Threshold(
    0.64,
    "cosine of one answer and the mean of all others in the recording",
    "development half, answers of 1 to 2 s: 0 to 0.4 % of same voices below, 3 to 12 % of other voices above",
    "same voice refused: judging half 0 to 0.4 % (1,116 trials, 38 people)",
)
VOICE_MATCH_MIN = (
    Threshold(0.63, "cosine at 1.0 s", "equal error on the development half", "EER 6.1 %"),
    Threshold(0.63, "cosine at 1.6 s", "equal error on the development half", "EER 4.1 %"),
    Threshold(0.66, "cosine at 2.0 s", "equal error on the development half", "EER 3.5 %"),
    Threshold(0.68, "cosine at 3.0 s", "equal error on the development half", "EER 1.9 %"),
    Threshold(0.71, "cosine at 4.0 s", "equal error on the development half", "EER 1.5 %: judging half 1.2 %"),
    Threshold(0.76, "cosine at 6.0 s", "equal error on the development half", "EER 0.2 %"),
)
"""Cosine that two GE2E templates of one person must reach, at VOICE_MATCH_SECONDS of net speech."""
ECAPA_MIN = Threshold(
    0.25,
    "cosine of two ECAPA templates",
    "the default of SpeechBrain 1.1.2's verification",
    "not shown: never measured here, its weights were not at hand; short answers err more often",
)
VOICE_MATCH_SECONDS = (1.0, 1.6, 2.0, 3.0, 4.0, 6.0)
