"""Fills the roles that were chosen with InsightFace's nets, out of packs that were verified."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from liveness.engines.choice import EngineChoice, Extra, FaceTemplates
from liveness.engines.insightface_engines import InsightFaceAge, InsightFaceLiveness, InsightFaceTemplate
from liveness.engines.insightface_faces import InsightFaces
from liveness.ports import Engines


def fill(engines: Engines, choice: EngineChoice, files: Mapping[str, Mapping[str, Path]]) -> Engines:
    """The engines with every role that the choice gives to InsightFace filled.

    files: of each chosen pack by role.

    Raises:
        UnpinnedModelError: the pack's folder holds another net for one of the roles.
    """
    pack = files["insightface"]
    tasks = {"detection": pack["face_points"]}
    if choice.face_template is FaceTemplates.INSIGHTFACE:
        tasks["recognition"] = pack["face_template"]
    if choice.age is Extra.INSIGHTFACE:
        tasks["genderage"] = pack["age"]
    faces = InsightFaces(tasks)
    addon = files.get("insightface-liveness")
    return replace(
        engines,
        face_template=InsightFaceTemplate(faces) if "recognition" in tasks else engines.face_template,
        age=InsightFaceAge(faces) if "genderage" in tasks else None,
        presentation_attack=InsightFaceLiveness(faces, addon["presentation_attack"]) if addon else None,
    )
