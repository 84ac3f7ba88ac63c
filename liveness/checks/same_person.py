"""Checks that the person is the expected one: a take against earlier templates, a photo, or a stated age.

Does not tell whether the take shows a living person; every other check of its verdict does.
"""

from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason, first_against
from liveness.checks.same_voice import match
from liveness.limits import checks as limit
from liveness.limits.checks import Threshold
from liveness.limits.in_force import SHIPPED, LimitsInForce
from liveness.limits.models import UnknownModelError, face_limits, voice_limits
from liveness.measure.templates import (
    MatchingTemplates,
    Template,
    UnreadableTemplatesError,
    face_distance,
    same_face,
    voice_similarity,
)


def judge(known: MatchingTemplates, take: MatchingTemplates, in_force: LimitsInForce = SHIPPED) -> CheckResult:
    """Everything that is known must match. Templates of different or unknown models say nothing, and that is no match.

    A take with too little speech for a template may be tried again; a voice that was never known is not asked for.
    """
    try:
        return first_against((_face(known.face, take.face, in_force), _voice(known.voice, take.voice, in_force)))
    except (UnreadableTemplatesError, UnknownModelError):
        return Inconclusive(Reason.NOT_MEASURED)


def surely_same(known: MatchingTemplates, take: MatchingTemplates) -> bool:
    """Whether a take that matched is so alike that what other nets make of it may stand for the known person.

    Stricter than `judge`: a wrong yes would stay. Face and voice must both be known, and their models measured for it.
    """
    if known.voice is None or take.voice is None:
        return False
    try:
        face, voice = face_limits(known.face.model_id).moved, voice_limits(known.voice.model_id).moved
        return (
            face is not None
            and voice is not None
            and face_distance(known.face, take.face) <= face.value
            and voice_similarity(known.voice, take.voice) >= voice.value
        )
    except (UnreadableTemplatesError, UnknownModelError):
        return False


def judge_photo(photo: Template | None, take: MatchingTemplates, in_force: LimitsInForce = SHIPPED) -> CheckResult:
    """Whether the face is that of a photo; None: the photo shows no face, or several.

    Of single photos in the open pack, 1.2 % of pairs of one person are refused (245 pairs) and none of two people
    accepted (2,836 pairs, 18 people, half of them used for the limit): a photo names a person, not beyond doubt.
    """
    if photo is None:
        return Inconclusive(Reason.PHOTO_UNCLEAR)
    try:
        return _face(photo, take.face, in_force)
    except (UnreadableTemplatesError, UnknownModelError):
        return Inconclusive(Reason.NOT_MEASURED)


def _face(known: Template, take: Template, in_force: LimitsInForce) -> CheckResult:
    return Passed() if same_face(known, take, in_force) else Failed(Reason.OTHER_FACE)


def _voice(known: Template | None, take: Template | None, in_force: LimitsInForce) -> CheckResult:
    if known is None:
        return Passed()
    if take is None:
        return Inconclusive(Reason.TOO_LITTLE_SPEECH)
    # A template exists from VOICE_TEMPLATE_MIN seconds on, so that much speech is in both.
    if not match(voice_similarity(known, take), limit.VOICE_TEMPLATE_MIN.value, known.model_id, in_force):
        return Failed(Reason.OTHER_VOICE)
    return Passed()


ADULT_YEARS = 18.0
"""The age of majority in most jurisdictions; where it is higher, this doubts less and the assertion decides."""
AGE_MARGIN = Threshold(
    5.0,
    "years",
    "above the mean error of 3 to 4 years that makers of age estimators state; never measured here",
    "not shown: how many adults look 13 to the engine in use",
)


def judge_age(age_years: float, *, is_said_minor: bool) -> CheckResult:
    """In doubt when the face clearly looks younger than an adult's and the person was not stated to be a minor.

    A face proves no age: this can only refuse, never allow. age_years: estimate of the face engine. is_said_minor: the
    person was stated to be a minor; where no age was stated, the person was not stated to be an adult either.
    """
    is_clearly_young = not age_years >= ADULT_YEARS - AGE_MARGIN.value
    return Failed(Reason.AGE_IN_DOUBT) if is_clearly_young and not is_said_minor else Passed()
