"""Which engine fills each role that has several engines. Names only; `liveness.engines.loading` loads them."""

from dataclasses import dataclass
from enum import StrEnum


class FaceTemplates(StrEnum):
    """Which net turns a face into a template: `open` is dlib's net, `insightface` w600k_r50."""

    OPEN = "open"
    INSIGHTFACE = "insightface"


class VoiceTemplates(StrEnum):
    """Which net turns speech into a template: `open` is GE2E, `speechbrain` ECAPA."""

    OPEN = "open"
    SPEECHBRAIN = "speechbrain"


class Words(StrEnum):
    """Which engine says whether the asked words were said. PocketSphinx times their phones with either."""

    POCKETSPHINX = "pocketsphinx"
    WHISPER = "whisper"


class Extra(StrEnum):
    """A role that the open pack leaves empty."""

    NONE = "none"
    INSIGHTFACE = "insightface"


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """One name a role. After a change of template engine every owner must enroll again: see docs/models.md.

    presentation_attack: a net whose refusal of the pictures refuses the recording. age: a net that
    estimates the age in every recording.
    """

    face_template: FaceTemplates = FaceTemplates.OPEN
    voice_template: VoiceTemplates = VoiceTemplates.OPEN
    presentation_attack: Extra = Extra.NONE
    age: Extra = Extra.NONE
    words: Words = Words.POCKETSPHINX

    @property
    def packs(self) -> tuple[str, ...]:
        """The model packs it needs, the open one first: it fills every role that was not chosen."""
        is_faces = FaceTemplates.INSIGHTFACE in {self.face_template, self.presentation_attack, self.age}
        wanted = {
            "open": True,
            "insightface": is_faces,
            "insightface-liveness": self.presentation_attack is Extra.INSIGHTFACE,
            "speechbrain": self.voice_template is VoiceTemplates.SPEECHBRAIN,
            "whisper": self.words is Words.WHISPER,
        }
        return tuple(name for name, is_wanted in wanted.items() if is_wanted)
