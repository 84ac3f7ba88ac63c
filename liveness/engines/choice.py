"""Which engine fills each role that more than one can fill. Names only; `liveness.engines.chosen` loads them."""

from dataclasses import dataclass
from enum import StrEnum


class FaceTemplates(StrEnum):
    """Who turns a face into a template: `open` is dlib's net, `insightface` w600k_r50."""

    OPEN = "open"
    INSIGHTFACE = "insightface"


class VoiceTemplates(StrEnum):
    """Who turns speech into a template: `open` is GE2E, `speechbrain` ECAPA."""

    OPEN = "open"
    SPEECHBRAIN = "speechbrain"


class Extra(StrEnum):
    """A role that the open pack leaves empty."""

    NONE = "none"
    INSIGHTFACE = "insightface"


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """One name a role. Whoever changes a template has everybody enroll again: see docs/models.md.

    presentation_attack: a net that must not say no to the pictures. age: a net that guesses the age of every take.
    """

    face_template: FaceTemplates = FaceTemplates.OPEN
    voice_template: VoiceTemplates = VoiceTemplates.OPEN
    presentation_attack: Extra = Extra.NONE
    age: Extra = Extra.NONE

    @property
    def packs(self) -> tuple[str, ...]:
        """The model packs that it takes, the open one first: that one fills what nobody chose."""
        is_faces = FaceTemplates.INSIGHTFACE in {self.face_template, self.presentation_attack, self.age}
        wanted = {
            "open": True,
            "insightface": is_faces,
            "insightface-liveness": self.presentation_attack is Extra.INSIGHTFACE,
            "speechbrain": self.voice_template is VoiceTemplates.SPEECHBRAIN,
        }
        return tuple(name for name, is_wanted in wanted.items() if is_wanted)
