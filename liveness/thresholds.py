"""Every number that decides in a check: named, with its unit, where it comes from and what it was set for.

Does not hold limits of input (`liveness.recording`) nor the timing of prompts (`liveness.conversation`).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threshold:
    """One deciding number. `set_for` says which error it was chosen to bound."""

    value: float
    unit: str
    source: str
    set_for: str


def _first_guess(value: float, unit: str) -> Threshold:
    return Threshold(value, unit, "", "")


EYE_DISTANCE_MIN = _first_guess(28.0, "px between the outer eye corners, median")
FACE_SHARE_MIN = _first_guess(0.9, "share of analysed frames with a face")
SEVERAL_FACES_SHARE_MAX = _first_guess(0.05, "share of analysed frames with more than one face")
COVERED_SHARE_MAX = _first_guess(0.1, "share of faces below PRESENCE_MIN")
PRESENCE_MIN = _first_guess(0.5, "the mesh net's own belief, 0..1")
LUMA_MIN = _first_guess(40.0, "mean luma of the face, 0..255, median")
LUMA_MAX = _first_guess(225.0, "mean luma of the face, 0..255, median")
SHARPNESS_MIN = _first_guess(15.0, "variance of the Laplacian at 128 px, median")

SPEECH_PER_WORD = _first_guess(0.15, "seconds of net speech per asked word")
SPEECH_MIN = _first_guess(1.0, "seconds of net speech")
SPEECH_ENOUGH = _first_guess(4.0, "seconds of net speech")
SNR_MIN = _first_guess(6.0, "dB")
CLIPPED_MAX = _first_guess(0.01, "share of samples at full scale")

FACE_GAP_MAX = _first_guess(0.7, "seconds between two faces")
FACE_DISTANCE_MAX = _first_guess(0.6, "Euclidean distance of two templates")
FRAME_GAP_MAX = _first_guess(1.0, "seconds between two frames")
CUT_CHANGE_MIN = _first_guess(12.0, "mean absolute luma change, 0..255")
CUT_CHANGE_RATIO = _first_guess(8.0, "change over the median change")
BOX_JUMP_MAX = _first_guess(0.5, "face widths between neighbouring analysed frames")
STILL_CHANGE_MAX = _first_guess(0.0, "mean absolute luma change, 0..255")
FROZEN_MAX = _first_guess(0.7, "seconds without any change of the picture")

TURN_MIN = _first_guess(20.0, "degrees of yaw")
CENTRE_MAX = _first_guess(12.0, "degrees of yaw")
TURN_BACKSLIDE_MAX = _first_guess(8.0, "degrees of yaw")
TURN_SPEED_MAX = _first_guess(500.0, "degrees of yaw per second")
TURN_GAP_MAX = _first_guess(0.3, "seconds between two measured faces")

BLINK_DEPTH = _first_guess(0.75, "eye opening over its usual value")
BLINK_NEIGHBOURHOOD = _first_guess(1.5, "seconds on either side")
BLINK_MAX = _first_guess(0.6, "seconds")
BLINK_WATCH_MIN = _first_guess(15.0, "seconds of measured face")
OPEN_MOUTH_RISE = _first_guess(0.12, "rise of the mouth opening")
SMILE_RISE = _first_guess(0.05, "rise of the mouth width over the eye distance")

FRONTAL_MAX = _first_guess(25.0, "degrees of yaw")
MOUTH_GAP_MAX = _first_guess(0.2, "seconds between two measured mouths")
MOUTH_GUARD = _first_guess(0.2, "seconds")
MOUTH_WATCH_MIN = _first_guess(1.0, "seconds of watched mouth")
MOUTH_SPEED_MIN = _first_guess(0.08, "mouth opening per second, mean")
MOUTH_RATIO_MIN = _first_guess(1.2, "speed in speech over speed in silence")
