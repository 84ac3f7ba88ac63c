"""One recording -> verdict, and on a pass the templates and the likeness reference. Does not store or seal them."""

from collections.abc import Mapping
from dataclasses import dataclass

from liveness.challenge import Challenge
from liveness.containers import ENROLLMENT_FORMATS, Container
from liveness.listening import Heard, listen
from liveness.net_speech import net_speech
from liveness.observations import Observations
from liveness.policy import Policy
from liveness.ports import Engines
from liveness.recording import Recording, open_recording
from liveness.recording_limits import RecordingLimits
from liveness.reference import LikenessReference, make_reference
from liveness.templates import MatchingTemplates, pooled_face, pooled_voice
from liveness.verdict import Timer, Verdict, reach
from liveness.watching import Watched, watch


@dataclass(frozen=True, slots=True)
class Analysis:
    """What came out of one recording.

    templates and reference: None unless the verdict passed. reference is also None when the recording holds too
    little for one. stage_ms: milliseconds of each stage, for benchmarks.
    """

    verdict: Verdict
    templates: MatchingTemplates | None
    reference: LikenessReference | None
    stage_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Analyser:
    """Analyses recordings with one set of engines; not shareable between threads.

    formats: containers that are read; `ANALYSE_FORMATS` for local evaluation only.
    """

    engines: Engines
    limits: RecordingLimits
    timer: Timer
    formats: tuple[Container, ...] = ENROLLMENT_FORMATS

    def analyse(self, data: bytes, challenge: Challenge, policy: Policy) -> Analysis:
        """Decodes, measures and judges one recording.

        Raises:
            RecordingError: it cannot be read, or breaks a limit.
            UnknownWordError: the challenge asks for a word that the speech dictionary does not hold.
        """
        laps = [self.timer()]
        recording = open_recording(data, self.limits, formats=self.formats)
        sound = recording.sound()
        heard = listen(sound, challenge, self.engines) if sound else None
        laps.append(self.timer())
        watched = watch(recording, self.engines)
        laps.append(self.timer())
        observations = _observations(recording, watched, heard)
        verdict = reach(challenge, observations, policy, self.engines.pack, self.timer)
        laps.append(self.timer())
        templates = _templates(observations, self.engines.pack) if verdict and observations.faces else None
        reference = self._reference(watched, heard, templates)
        laps.append(self.timer())
        stages = zip(("sound", "pictures", "checks", "reference"), laps, laps[1:], strict=False)
        return Analysis(verdict, templates, reference, {name: (end - start) * 1000 for name, start, end in stages})

    def observe(self, data: bytes, challenge: Challenge) -> Observations:
        """Decodes and measures one recording without judging it: for evaluation and evidence.

        Raises:
            RecordingError, UnknownWordError: as `analyse` does.
        """
        recording = open_recording(data, self.limits, formats=self.formats)
        sound = recording.sound()
        heard = listen(sound, challenge, self.engines) if sound else None
        return _observations(recording, watch(recording, self.engines), heard)

    def _reference(
        self, watched: Watched, heard: Heard | None, templates: MatchingTemplates | None
    ) -> LikenessReference | None:
        if templates is None or heard is None:
            return None
        speech = net_speech(heard.samples, heard.sound.speech_probability)
        return make_reference(watched.picks, speech, templates, self.engines.face_template)


def _observations(recording: Recording, watched: Watched, heard: Heard | None) -> Observations:
    return Observations(
        duration_s=recording.duration_s,
        width_px=recording.width_px,
        height_px=recording.height_px,
        frames=watched.frames,
        frame_times_s=watched.frame_times_s,
        sound=heard.sound if heard else None,
        faces=watched.faces,
        voices=heard.voices if heard else (),
        answers=heard.answers if heard else (),
    )


def _templates(observations: Observations, pack: str) -> MatchingTemplates:
    return MatchingTemplates(pack, pooled_face(observations.faces), pooled_voice(observations.voices))
