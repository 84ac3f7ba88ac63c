"""Loads one engine for each role: the open pack's, or the one that the operator chose.

Fetches nothing, and refuses a file that is not pinned.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2

from liveness.challenge.language import Language
from liveness.engines.by_language import ScorerByLanguage
from liveness.engines.choice import LANGUAGES_PACK, OPEN_1, OPEN_2, EngineChoice, FaceTemplates, VoiceTemplates
from liveness.engines.face import MediapipeFace
from liveness.engines.face_template import DlibFaceTemplate
from liveness.engines.print_screen import PrintScreenNet
from liveness.engines.second_opinion import ScorerWithSecondOpinion
from liveness.engines.speech import PocketSphinxSpeech
from liveness.engines.voice import CampplusVoice, EcapaVoice, Ge2eVoiceTemplate, SileroVoiceActivity
from liveness.limits.words import require_limits
from liveness.models import manifest, store
from liveness.ports import Engines, FaceTemplateEngine, PresentationAttackEngine, SpeechScorer, VoiceTemplateEngine

Files = Mapping[str, Mapping[str, Path]]
"""Of each pack the verified files by role."""


def load(models_dir: Path, choice: EngineChoice, languages: Sequence[Language] = ()) -> Engines:
    """The engines of a choice out of `models_dir`, each on one thread. languages: those asked besides English.

    Sets OpenCV to one thread for the whole process: analysis runs one process a core.

    Raises:
        ModelPackError: a file is missing or not the pinned one, or its terms were not accepted.
        UnknownScorerError: the engine for asked words has no limits.
        UnknownLanguageError: the net does not know a language.
    """
    packs = (*choice.packs, *((LANGUAGES_PACK,) if languages else ()))
    files = {name: store.verify(manifest.load(name), models_dir).files for name in packs}
    first = files[choice.packs[0]]
    cv2.setNumThreads(1)
    theirs = _insightface_roles(choice, files) if "insightface" in files else {}
    timer = PocketSphinxSpeech(languages=languages)
    scorer = _scorer(files, timer)
    require_limits(scorer.scorer_id)
    return Engines(
        face=MediapipeFace(first["face_detector"], first["face_landmarks"]),
        face_template=theirs.get("face_template") or _face_template(choice.face_template, files),
        voice_activity=SileroVoiceActivity(first["voice_activity"]),
        voice_template=_voice_template(choice.voice_template, files),
        speech_scorer=_by_language(scorer, files, languages) if languages else scorer,
        phone_timer=timer,
        pack=manifest.joined_ids(choice.packs),
        presentation_attack=theirs.get("presentation_attack") or print_screen(files),
        age=theirs.get("age"),
        earlier_face_template=theirs.get("earlier_face_template") or _earlier_face(choice, files),
        earlier_voice_template=_earlier_voice(choice, files),
    )


def _earlier_face(choice: EngineChoice, files: Files) -> FaceTemplateEngine | None:
    return _face_template(choice.earlier_face_template, files) if choice.earlier_face_template else None


def _earlier_voice(choice: EngineChoice, files: Files) -> VoiceTemplateEngine | None:
    return _voice_template(choice.earlier_voice_template, files) if choice.earlier_voice_template else None


def print_screen(files: Files) -> PresentationAttackEngine | None:
    """The veto against prints and screens, where it was chosen."""
    return PrintScreenNet(files["print-screen"]["presentation_attack"]) if "print-screen" in files else None


def _insightface_roles(choice: EngineChoice, files: Files) -> dict[str, Any]:
    # Loading all of the package takes 1.5 s and 100 MB: only operators who chose its nets pay.
    from liveness.engines import insightface_engines  # noqa: PLC0415 - as above

    return insightface_engines.roles(choice, files)


def _face_template(chosen: FaceTemplates, files: Files) -> FaceTemplateEngine:
    if chosen is FaceTemplates.DLIB:
        return DlibFaceTemplate(files[OPEN_1]["face_template"])
    # 0.4 s and 44 MB of InsightFace, which a service with dlib's net does not need.
    from liveness.engines.sface import SFaceTemplate  # noqa: PLC0415 - as above

    return SFaceTemplate(files[OPEN_2]["face_template"])


def _voice_template(chosen: VoiceTemplates, files: Files) -> VoiceTemplateEngine:
    if chosen is VoiceTemplates.GE2E:
        return Ge2eVoiceTemplate(files[OPEN_1]["voice_template"])
    if chosen is VoiceTemplates.SPEECHBRAIN:
        return EcapaVoice(files["speechbrain"]["voice_template"])
    return CampplusVoice(files[OPEN_2]["voice_template"])


def _by_language(english: SpeechScorer, files: Files, languages: Sequence[Language]) -> SpeechScorer:
    from liveness.engines import whisper_languages  # noqa: PLC0415 - as Whisper for English

    return ScorerByLanguage(english, whisper_languages.scorer_of(files[LANGUAGES_PACK], languages))


def _scorer(files: Files, timer: PocketSphinxSpeech) -> SpeechScorer:
    if "whisper" not in files:
        return timer
    from liveness.engines import whisper  # noqa: PLC0415 - its tokeniser is loaded where it is used

    return ScorerWithSecondOpinion(whisper.scorer_of(files["whisper"]), timer)
