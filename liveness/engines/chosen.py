"""Loads one engine for each role: the open pack's, and in its place whatever was chosen."""

from dataclasses import replace
from pathlib import Path

from liveness.engines import open_pack
from liveness.engines.choice import EngineChoice
from liveness.engines.ecapa_voice import EcapaVoice
from liveness.models import manifest, store
from liveness.ports import Engines


def pack_ids(choice: EngineChoice) -> str:
    """Name and version of every pack of a choice, joined by +: what verdicts and templates are marked with."""
    return "+".join(manifest.load(name).id for name in choice.packs)


def load(models_dir: Path, choice: EngineChoice) -> Engines:
    """The engines of a choice out of `models_dir`, each on one thread.

    Raises:
        ModelPackError: a file is missing or not the pinned one, or its terms were not accepted.
    """
    engines = replace(open_pack.load(models_dir), pack=pack_ids(choice))
    files = {name: store.verify(manifest.load(name), models_dir).files for name in choice.packs[1:]}
    if "insightface" in files:
        # Loading the package takes 1.5 s and 100 MB: only who chose it pays.
        from liveness.engines import insightface_pack  # noqa: PLC0415 - as above

        engines = insightface_pack.fill(engines, choice, files)
    if "speechbrain" in files:
        engines = replace(engines, voice_template=EcapaVoice(files["speechbrain"]["voice_template"]))
    return engines
