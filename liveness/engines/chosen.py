"""Loads one engine for each role: the open pack's, and in its place whatever was chosen."""

from dataclasses import replace
from pathlib import Path

from liveness.engine_choice import EngineChoice, Extra, FaceTemplates, VoiceTemplates
from liveness.engines import open_pack
from liveness.engines.ecapa_voice import EcapaVoice
from liveness.models import manifest, store
from liveness.ports import Engines


def load(models_dir: Path, choice: EngineChoice) -> Engines:
    """The engines of a choice out of `models_dir`, each on one thread.

    Raises:
        ModelPackError: a file is missing or not the pinned one, or its terms were not accepted.
    """
    engines = open_pack.load(models_dir)
    asks_addon = choice.presentation_attack is Extra.INSIGHTFACE
    if choice.face_template is FaceTemplates.INSIGHTFACE or choice.age is Extra.INSIGHTFACE or asks_addon:
        pack = store.verify(manifest.load("insightface"), models_dir)
        addon = store.verify(manifest.load("insightface-liveness"), models_dir) if asks_addon else None
        # Loading the package takes 1.5 s and 100 MB: only who chose it pays.
        from liveness.engines.insightface_pack import fill  # noqa: PLC0415 - as above

        engines = fill(engines, choice, pack, addon)
    if choice.voice_template is VoiceTemplates.SPEECHBRAIN:
        voice = store.verify(manifest.load("speechbrain"), models_dir)
        net = EcapaVoice(voice.files["voice_template"])
        engines = replace(engines, voice_template=net, pack=f"{engines.pack}+{voice.id}")
    return engines
