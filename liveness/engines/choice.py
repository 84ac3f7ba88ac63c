"""Which engine fills each role that has several engines. Names only; `liveness.engines.loading` loads them."""

from dataclasses import dataclass
from enum import StrEnum

from liveness.limits import net_ids

OPEN_1, OPEN_2 = "open", "open-2"
"""The packs that fill every role; see `liveness/models/`."""
LANGUAGES_PACK = "whisper-base"
"""Of every language but English; needed only where one is asked."""


class FaceTemplates(StrEnum):
    """Which net turns a face into a template: SFace is of the open pack's version 2, dlib's ResNet of version 1."""

    SFACE = "sface"
    DLIB = "dlib"
    INSIGHTFACE = "insightface"
    """w600k_r50"""


class VoiceTemplates(StrEnum):
    """Which net turns speech into a template: CAM++ is of the open pack's version 2, GE2E of version 1."""

    CAMPPLUS = "campplus"
    GE2E = "ge2e"
    SPEECHBRAIN = "speechbrain"
    """ECAPA"""


_FACE_NETS = {
    FaceTemplates.SFACE: net_ids.SFACE,
    FaceTemplates.DLIB: net_ids.DLIB_RESNET,
    FaceTemplates.INSIGHTFACE: net_ids.W600K_R50,
}
_VOICE_NETS = {
    VoiceTemplates.CAMPPLUS: net_ids.CAMPPLUS,
    VoiceTemplates.GE2E: net_ids.GE2E,
    VoiceTemplates.SPEECHBRAIN: net_ids.ECAPA,
}


class Words(StrEnum):
    """Which engine says whether the asked words were said. PocketSphinx times their phones with either."""

    POCKETSPHINX = "pocketsphinx"
    WHISPER = "whisper"


class Extra(StrEnum):
    """A role that the open pack leaves empty."""

    NONE = "none"
    INSIGHTFACE = "insightface"


class AttackNets(StrEnum):
    """Which net looks at pictures for presentation attacks; each is an opt-in with a licence question of its own."""

    NONE = "none"
    INSIGHTFACE = "insightface"
    PRINT_SCREEN = "print-screen"


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """One name a role. What a change of a template net means for enrolled people: see docs/models.md.

    presentation_attack: a net whose refusal of the pictures refuses the recording. age: a net that
    estimates the age in every recording. earlier_face_template, earlier_voice_template: the nets that people enrolled
    with before a change; a take is compared with what those sealed, too, and never sealed by them again.
    """

    face_template: FaceTemplates = FaceTemplates.SFACE
    voice_template: VoiceTemplates = VoiceTemplates.CAMPPLUS
    presentation_attack: AttackNets = AttackNets.NONE
    age: Extra = Extra.NONE
    words: Words = Words.WHISPER
    earlier_face_template: FaceTemplates | None = None
    earlier_voice_template: VoiceTemplates | None = None

    @property
    def faces(self) -> frozenset[FaceTemplates]:
        """Every net of faces that it needs."""
        return frozenset({self.face_template, self.earlier_face_template or self.face_template})

    @property
    def voices(self) -> frozenset[VoiceTemplates]:
        """Every net of voices that it needs."""
        return frozenset({self.voice_template, self.earlier_voice_template or self.voice_template})

    @property
    def sealing_nets(self) -> frozenset[str]:
        """Ids of the two nets that new templates are made by."""
        return frozenset({_FACE_NETS[self.face_template], _VOICE_NETS[self.voice_template]})

    @property
    def nets(self) -> frozenset[str]:
        """Ids of the nets that make templates, as sealed with them."""
        return frozenset({_FACE_NETS[face] for face in self.faces} | {_VOICE_NETS[voice] for voice in self.voices})

    @property
    def packs(self) -> tuple[str, ...]:
        """The model packs it needs. First comes an open one, which fills every role that was not chosen.

        Both versions of the open pack hold the same nets for those roles, so version 1 alone is enough where nothing of
        version 2 was chosen.
        """
        is_first = FaceTemplates.DLIB in self.faces or VoiceTemplates.GE2E in self.voices
        is_second = FaceTemplates.SFACE in self.faces or VoiceTemplates.CAMPPLUS in self.voices
        is_addon = self.presentation_attack is AttackNets.INSIGHTFACE
        is_insightface = is_addon or self.age is Extra.INSIGHTFACE
        wanted = {
            OPEN_2: is_second or not is_first,
            OPEN_1: is_first,
            "insightface": is_insightface or FaceTemplates.INSIGHTFACE in self.faces,
            "insightface-liveness": is_addon,
            "print-screen": self.presentation_attack is AttackNets.PRINT_SCREEN,
            "speechbrain": VoiceTemplates.SPEECHBRAIN in self.voices,
            "whisper": self.words is Words.WHISPER,
        }
        return tuple(name for name, is_wanted in wanted.items() if is_wanted)
