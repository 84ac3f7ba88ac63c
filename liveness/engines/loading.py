"""Loads one engine for each role: the open pack's, or the one that the operator chose.

Fetches nothing, and refuses a file that is not pinned.
"""

from dataclasses import replace
from pathlib import Path

import cv2

from liveness.engines.choice import EngineChoice
from liveness.engines.face import MediapipeFace
from liveness.engines.face_template import DlibFaceTemplate
from liveness.engines.speech import PocketSphinxSpeech
from liveness.engines.voice import EcapaVoice, Ge2eVoiceTemplate, SileroVoiceActivity
from liveness.limits.words import require_limits
from liveness.models import manifest, store
from liveness.ports import Engines


def load_open(models_dir: Path) -> Engines:
    """The open pack's engines out of `models_dir/open`, each on one thread.

    Sets OpenCV to one thread for the whole process: analysis runs one process a core.

    Raises:
        MissingModelFileError, WrongModelFileError: a file is not there or has another SHA-256 than the manifest.
    """
    pack = store.verify(manifest.load("open"), models_dir)
    cv2.setNumThreads(1)
    speech = PocketSphinxSpeech()
    return Engines(
        face=MediapipeFace(pack.files["face_detector"], pack.files["face_landmarks"]),
        face_template=DlibFaceTemplate(pack.files["face_template"]),
        voice_activity=SileroVoiceActivity(pack.files["voice_activity"]),
        voice_template=Ge2eVoiceTemplate(pack.files["voice_template"]),
        speech_scorer=speech,
        phone_timer=speech,
        pack=pack.id,
    )


def pack_ids(choice: EngineChoice) -> str:
    """Name and version of every pack of a choice, joined by +: what verdicts and templates are marked with."""
    return "+".join(manifest.load(name).id for name in choice.packs)


def load(models_dir: Path, choice: EngineChoice) -> Engines:
    """The engines of a choice out of `models_dir`, each on one thread.

    Raises:
        ModelPackError: a file is missing or not the pinned one, or its terms were not accepted.
        UnknownScorerError: the engine for asked words has no limits.
    """
    engines = replace(load_open(models_dir), pack=pack_ids(choice))
    files = {name: store.verify(manifest.load(name), models_dir).files for name in choice.packs[1:]}
    if "insightface" in files:
        # Loading the package takes 1.5 s and 100 MB: only operators who chose it pay.
        from liveness.engines import insightface_engines  # noqa: PLC0415 - as above

        engines = insightface_engines.fill(engines, choice, files)
    if "speechbrain" in files:
        engines = replace(engines, voice_template=EcapaVoice(files["speechbrain"]["voice_template"]))
    if "whisper" in files:
        from liveness.engines import whisper  # noqa: PLC0415 - its tokeniser is loaded where it is used

        engines = replace(engines, speech_scorer=whisper.scorer_of(files["whisper"]))
    require_limits(engines.speech_scorer.scorer_id)
    return engines
