"""Wires the open model pack: one engine for each role. Fetches nothing, and refuses a file that is not pinned."""

from pathlib import Path

import cv2

from liveness.engines.face import MediapipeFace
from liveness.engines.face_template import DlibFaceTemplate
from liveness.engines.speech import PocketSphinxSpeech
from liveness.engines.voice_activity import SileroVoiceActivity
from liveness.engines.voice_template import Ge2eVoiceTemplate
from liveness.models import manifest, store
from liveness.ports import Engines


def load(models_dir: Path) -> Engines:
    """The open pack's engines out of `models_dir/open`, each on one thread.

    Sets OpenCV to one thread for the whole process: analysis runs one process a core.

    Raises:
        MissingModelFileError, WrongModelFileError: a file is not there or has another SHA-256 than the manifest.
    """
    pack = store.verify(manifest.load("open"), models_dir)
    cv2.setNumThreads(1)
    return Engines(
        face=MediapipeFace(pack.files["face_detector"], pack.files["face_landmarks"]),
        face_template=DlibFaceTemplate(pack.files["face_template"]),
        voice_activity=SileroVoiceActivity(pack.files["voice_activity"]),
        voice_template=Ge2eVoiceTemplate(pack.files["voice_template"]),
        speech=PocketSphinxSpeech(),
        pack=pack.id,
    )
