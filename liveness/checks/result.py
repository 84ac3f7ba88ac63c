"""The three answers a check can give, and the closed list of reasons. Only `Passed` is true.

Does not decide which checks count (`liveness.verdict.policy`) nor what follows from them (`liveness.verdict.judge`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import ClassVar, Literal, Self, TypeAlias


class ReasonClass(Enum):
    """The subject of a reason: it decides who may see the code and whether another attempt makes sense."""

    QUALITY = "quality"
    """The recording is too poor to judge; a better one may pass."""
    CHALLENGE = "challenge"
    """The person did not follow a prompt; another attempt may pass."""
    ATTACK = "attack"
    """Evidence against a live, present, single person. Callers read COULD_NOT_VERIFY instead."""
    PERSON = "person"
    """About the person and not about the recording: another attempt changes nothing, and the person is told."""
    SYSTEM = "system"
    """Nothing was measured, so nothing can be said."""


_QUALITY, _CHALLENGE = ReasonClass.QUALITY, ReasonClass.CHALLENGE
_ATTACK, _PERSON, _SYSTEM = ReasonClass.ATTACK, ReasonClass.PERSON, ReasonClass.SYSTEM


class Reason(StrEnum):
    """Why a check did not pass: a stable code, its class, and the help text shown to the person."""

    about: ReasonClass
    help_text: str

    def __new__(cls, code: str, about: ReasonClass, help_text: str) -> Self:
        """A member that is its code, and carries its class and help text."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.about = about
        member.help_text = help_text
        return member

    # The picture is too poor.
    NO_FACE = "NO_FACE", _QUALITY, "Keep your face in the picture all the time."
    MANY_FACES = "MANY_FACES", _QUALITY, "Make sure that no other person is in the picture."
    FACE_TOO_SMALL = "FACE_TOO_SMALL", _QUALITY, "Move closer to the camera."
    FACE_COVERED = "FACE_COVERED", _QUALITY, "Uncover your face."
    TOO_DARK = "TOO_DARK", _QUALITY, "Turn on a light or face a window."
    TOO_BRIGHT = "TOO_BRIGHT", _QUALITY, "Move out of the glaring light."
    BLURRED = "BLURRED", _QUALITY, "Clean the lens and hold the camera still."
    TOO_SHORT = "TOO_SHORT", _QUALITY, "Keep recording until you are told that you are done."
    PHOTO_UNCLEAR = "PHOTO_UNCLEAR", _QUALITY, "Send a photo that shows your face alone, large and sharp."
    STREAM_TOO_SLOW = "STREAM_TOO_SLOW", _QUALITY, "Find a faster connection: the recording came later and later."
    PICTURES_MISSING = "PICTURES_MISSING", _QUALITY, "Close other programs and turn on a light: pictures are missing."
    COLOURS_UNSEEN = "COLOURS_UNSEEN", _QUALITY, "Make the screen brighter and the room darker, or choose no colours."
    # The sound is too poor.
    NO_SOUND = "NO_SOUND", _QUALITY, "Allow the microphone and record with sound."
    TOO_LITTLE_SPEECH = "TOO_LITTLE_SPEECH", _QUALITY, "Say everything that you are asked to say, in full."
    NOISY = "NOISY", _QUALITY, "Find a quieter place."
    VOICE_UNCLEAR = "VOICE_UNCLEAR", _QUALITY, "Move closer to the microphone, in a room without echo or noise."
    CLIPPED = "CLIPPED", _QUALITY, "Speak a little softer or move away from the microphone."
    # A prompt was not followed.
    NO_SPEECH = "NO_SPEECH", _CHALLENGE, "Say the words aloud when they appear."
    WRONG_WORDS = "WRONG_WORDS", _CHALLENGE, "Say exactly the words that are shown."
    WRONG_ORDER = "WRONG_ORDER", _CHALLENGE, "Do one thing after the other, in the order shown."
    ANSWER_TOO_EARLY = "ANSWER_TOO_EARLY", _CHALLENGE, "Wait until you are asked, then answer."
    ANSWER_TOO_LATE = "ANSWER_TOO_LATE", _CHALLENGE, "Answer as soon as you are asked."
    NO_TURN = "NO_TURN", _CHALLENGE, "Turn your head further to the side that is asked."
    WRONG_SIDE = "WRONG_SIDE", _CHALLENGE, "Turn your head to your own left or right, as asked."
    HEAD_STILL = "HEAD_STILL", _CHALLENGE, "Move as you usually do when you speak, and turn your head when asked."
    NOT_BACK_TO_CENTRE = "NOT_BACK_TO_CENTRE", _CHALLENGE, "After a turn, look straight at the camera again."
    NO_EXPRESSION = "NO_EXPRESSION", _CHALLENGE, "Make the face that is asked, clearly, then relax."
    NOT_CLOSER = "NOT_CLOSER", _CHALLENGE, "When asked, bring your face much closer to the camera, then go back."
    OTHER_COLOURS = "OTHER_COLOURS", _CHALLENGE, "Look at the colours on the screen until they are over."
    COLOURED_PICTURE = "COLOURED_PICTURE", _CHALLENGE, "Move away from walls, and turn off filters of the picture."
    NO_PERSPECTIVE = "NO_PERSPECTIVE", _CHALLENGE, "Bring your face closer itself, and look ahead: do not zoom."
    NOT_ASKED = "NOT_ASKED", _CHALLENGE, "Send the prompts that the recording answers: nothing of this kind was asked."
    # Evidence of an attack.
    DIFFERENT_FACE = "DIFFERENT_FACE", _ATTACK, "The face changed during the recording."
    DIFFERENT_VOICE = "DIFFERENT_VOICE", _ATTACK, "The voice changed during the recording."
    CUT = "CUT", _ATTACK, "The picture jumped."
    FROZEN = "FROZEN", _ATTACK, "The picture stood still."
    TIMES_DISORDERED = "TIMES_DISORDERED", _ATTACK, "The times of the frames run backwards."
    JERKY_TURN = "JERKY_TURN", _ATTACK, "The turn jumped instead of moving smoothly."
    NO_BLINK = "NO_BLINK", _ATTACK, "The eyes never blinked."
    MOUTH_STILL = "MOUTH_STILL", _ATTACK, "The mouth did not move while there was speech."
    MOUTH_RESTLESS = "MOUTH_RESTLESS", _ATTACK, "The mouth moved as much in silence as in speech."
    LIPS_OUT_OF_SYNC = "LIPS_OUT_OF_SYNC", _ATTACK, "The lips did not follow the sound."
    FLAT_FACE = "FLAT_FACE", _ATTACK, "The face did not move as a head does."
    NOT_LIVING = "NOT_LIVING", _ATTACK, "The face did not look like a living one."
    FLICKERING = "FLICKERING", _ATTACK, "The picture flickered as a filmed screen does."
    LOOPED = "LOOPED", _ATTACK, "A part of the picture came again."
    STALLED = "STALLED", _ATTACK, "The picture kept standing still."
    REPLAYED = "REPLAYED", _ATTACK, "This recording was sent before."
    FED_IN = "FED_IN", _ATTACK, "The recording was made by other software than a camera's."
    AHEAD_OF_TIME = "AHEAD_OF_TIME", _ATTACK, "The recording came faster than a camera makes one."
    VOICE_UNNATURAL = "VOICE_UNNATURAL", _ATTACK, "The voice did not sound like a living one."
    SOUND_REPEATED = "SOUND_REPEATED", _ATTACK, "Part of the sound occurred twice."
    OTHER_FACE = "OTHER_FACE", _ATTACK, "The face is not that of the person it should be."
    OTHER_VOICE = "OTHER_VOICE", _ATTACK, "The voice is not that of the person it should be."
    COULD_NOT_VERIFY = "COULD_NOT_VERIFY", _ATTACK, "We could not verify this recording."
    # The recording is good; the person may not enroll.
    AGE_IN_DOUBT = "AGE_IN_DOUBT", _PERSON, "You look younger than was stated. Ask the app for help."
    # Nothing could be judged.
    NOT_MEASURED = "NOT_MEASURED", _SYSTEM, "There was nothing to measure."
    NOT_AVAILABLE = "NOT_AVAILABLE", _SYSTEM, "This check does not exist yet."


@dataclass(frozen=True, slots=True)
class Passed:
    """The check was made and is fulfilled."""

    word: ClassVar[str] = "passed"
    """As records, replies and reports spell it."""

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True)
class Failed:
    """The check was made and is not fulfilled."""

    word: ClassVar[str] = "failed"

    reason: Reason

    def __bool__(self) -> Literal[False]:
        return False


@dataclass(frozen=True, slots=True)
class Inconclusive:
    """The check could not be made; a required check that is inconclusive never passes."""

    word: ClassVar[str] = "inconclusive"

    reason: Reason

    def __bool__(self) -> Literal[False]:
        return False


CheckResult: TypeAlias = Passed | Failed | Inconclusive


def first_against(answers: Sequence[CheckResult]) -> CheckResult:
    """The joint answer of the parts of one check: the first failure, else the first inconclusive one, else a pass."""
    failed = [answer for answer in answers if isinstance(answer, Failed)]
    return next((answer for answer in (*failed, *answers) if not answer), Passed())


def outside_code(reason: Reason) -> Reason:
    """The reason that a caller may read: `reason` itself, or COULD_NOT_VERIFY for every attack reason.

    One code for all attacks, so that an attacker does not learn from the reply which check to work on next.
    """
    return Reason.COULD_NOT_VERIFY if reason.about is ReasonClass.ATTACK else reason
