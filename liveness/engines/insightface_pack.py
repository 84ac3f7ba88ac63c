"""Fills the roles that were chosen with InsightFace's nets, out of packs that were verified."""

from dataclasses import replace

from liveness.engine_choice import EngineChoice, Extra, FaceTemplates
from liveness.engines.insightface_engines import InsightFaceAge, InsightFaceLiveness, InsightFaceTemplate
from liveness.engines.insightface_faces import InsightFaces
from liveness.models.store import VerifiedPack
from liveness.ports import Engines


def fill(engines: Engines, choice: EngineChoice, pack: VerifiedPack, addon: VerifiedPack | None) -> Engines:
    """The engines with every role that the choice gives to InsightFace filled.

    pack: `insightface`. addon: `insightface-liveness`, where presentation_attack was chosen.

    Raises:
        UnpinnedModelError: the pack's folder holds another net for one of the roles.
    """
    asks_template = choice.face_template is FaceTemplates.INSIGHTFACE
    asks_age = choice.age is Extra.INSIGHTFACE
    roles = {"detection": "face_points"}
    roles |= {"recognition": "face_template"} if asks_template else {}
    roles |= {"genderage": "age"} if asks_age else {}
    faces = InsightFaces({task: pack.files[role] for task, role in roles.items()})
    return replace(
        engines,
        face_template=InsightFaceTemplate(faces) if asks_template else engines.face_template,
        age=InsightFaceAge(faces) if asks_age else None,
        presentation_attack=InsightFaceLiveness(faces, addon.files["presentation_attack"]) if addon else None,
        pack="+".join((engines.pack, pack.id, *([addon.id] if addon else []))),
    )
