"""One recording -> verdict, and on a pass the templates and the likeness reference. Does not store or seal them."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from liveness.challenge.prompts import Challenge
from liveness.checks.result import Inconclusive, Reason
from liveness.checks.same_person import judge_photo
from liveness.engines.remembered import remembering
from liveness.limits.in_force import SHIPPED, LimitsInForce
from liveness.limits.recordings import RecordingLimits
from liveness.measure.frame_picks import face_samples
from liveness.measure.likeness_reference import LikenessReference, make_reference
from liveness.measure.listening import Heard, listen
from liveness.measure.media_fingerprint import fingerprint_of
from liveness.measure.net_speech import net_speech, voice_samples
from liveness.measure.pictures import photo_template
from liveness.measure.sound_bands import NO_SOUND
from liveness.measure.templates import MatchingTemplates, Template, pooled_face, pooled_voice
from liveness.measure.watching import Watched, watch
from liveness.media.formats import ENROLLMENT_FORMATS, RecordingFormat
from liveness.media.recording import Recording, open_recording
from liveness.observations import Delivery, FaceSample, MediaFingerprint, Observations, Origin, VoiceSample
from liveness.ports import Engines
from liveness.verdict.ahead import AheadAnalysis, Known
from liveness.verdict.check_table import judges_by
from liveness.verdict.judge import CheckRecord, Timer, Verdict, reach
from liveness.verdict.policy import Check, Policy


@dataclass(frozen=True, slots=True)
class Analysis:
    """The result of one recording.

    verdict: of the recording alone. templates and reference: None unless it passed. reference is also None when the
    recording holds too little for one. stage_ms: milliseconds of each stage, for benchmarks. fingerprint: recognises
    the recording when it comes again. age_years: apparent age, None where no engine estimates it. photo: whether the
    recording shows the person on the photo that came with it; None without a photo, and unless the verdict passed.
    earlier: the templates as the nets make them that people enrolled with before; None where none are in use.
    """

    verdict: Verdict
    templates: MatchingTemplates | None
    reference: LikenessReference | None
    stage_ms: Mapping[str, float]
    fingerprint: MediaFingerprint
    age_years: float | None = None
    photo: CheckRecord | None = None
    delivered: tuple[str, str] = ("", "")
    earlier: MatchingTemplates | None = None


@dataclass(frozen=True, slots=True)
class _Measured:
    """One recording before anything is judged. laps_s: before the sound, after it, after the pictures."""

    observations: Observations
    origin: Origin
    watched: Watched
    heard: Heard | None
    laps_s: tuple[float, float, float]
    delivered: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The one face on a photo that came with the recording; None: there is no such face on it."""

    face: Template | None


@dataclass(frozen=True, slots=True)
class Analyser:
    """Analyses recordings with one set of engines; not shareable between threads.

    formats: containers that are read; `ANALYSE_FORMATS` for local evaluation only. in_force: the limits that decide.
    """

    engines: Engines
    limits: RecordingLimits
    timer: Timer
    formats: tuple[RecordingFormat, ...] = ENROLLMENT_FORMATS
    in_force: LimitsInForce = SHIPPED

    def ahead(self) -> AheadAnalysis:
        """What measures one recording while it arrives; a part of it before `analyse` is given the whole."""
        return AheadAnalysis(self.engines, self.limits, self.formats)

    def analyse(
        self,
        data: bytes,
        challenge: Challenge,
        policy: Policy,
        *,
        photo: bytes | None = None,
        delivery: Delivery | None = None,
        ahead: AheadAnalysis | None = None,
    ) -> Analysis:
        """Decodes, measures and judges one recording alone. The caller, who remembers recordings, finds copies.

        photo: JPEG of the person that the recording must show. delivery: how it came in, if live. ahead: what was
        measured while it arrived; it saves time and changes nothing.

        Raises:
            RecordingError: it cannot be read, or breaks a limit.
            UnknownWordError: the challenge asks for a word that the speech dictionary does not hold.
        """
        one = _OneRecording(self, remembering(self.engines) if ahead is None else ahead.engines, ahead)
        return one.analyse(data, challenge, policy, photo, delivery)

    def observe(
        self,
        data: bytes,
        challenge: Challenge,
        delivery: Delivery | None = None,
    ) -> Observations:
        """Decodes and measures one recording without judging it: for evaluation and evidence.

        delivery: how it came in, if live.

        Raises:
            RecordingError, UnknownWordError: as `analyse` does.
        """
        return _OneRecording(self, self.engines).measure(data, challenge, delivery).observations


@dataclass(frozen=True, slots=True)
class _OneRecording:
    """Analyses one recording. engines: those of the analyser, with a memory of this recording."""

    analyser: Analyser
    engines: Engines
    ahead: AheadAnalysis | None = None

    def analyse(
        self, data: bytes, challenge: Challenge, policy: Policy, photo: bytes | None, delivery: Delivery | None
    ) -> Analysis:
        timer = self.analyser.timer
        shown = _Shown(photo_template(photo, self.engines)) if photo is not None else None
        seen = self.measure(data, challenge, delivery)
        observations, laps = seen.observations, [*seen.laps_s]
        judges = judges_by(self.analyser.in_force)
        verdict = reach(challenge, observations, policy, self.engines.pack, timer, judges)
        laps.append(timer())
        templates = self._templates(observations.faces, observations.voices) if verdict else None
        earlier = self._by_earlier_nets(seen) if templates else None
        compared = self._as_shown(shown, templates) if shown is not None and verdict else None
        reference = self._reference(seen.watched, seen.heard, templates)
        laps.append(timer())
        stages = zip(("sound", "pictures", "checks", "reference"), laps, laps[1:], strict=False)
        stage_ms = {name: (end - start) * 1000 for name, start, end in stages}
        fingerprint, age_years = seen.origin.fingerprint, observations.age_years
        return Analysis(
            verdict, templates, reference, stage_ms, fingerprint, age_years, compared, seen.delivered, earlier
        )

    def measure(self, data: bytes, challenge: Challenge, delivery: Delivery | None) -> _Measured:
        timer = self.analyser.timer
        start_s = timer()
        recording, known = self._opened(data)
        sound = known.sound if known else recording.sound()
        heard = listen(sound, challenge, self.engines, at_once=self.ahead is not None) if sound else None
        heard_s = timer()
        watched = known.watched(self.engines) if known else watch(recording, self.engines)
        watched_s = timer()
        origin = Origin(_fingerprint(data, watched, heard), recording.tags)
        observations = replace(_observations(recording, watched, heard, origin), delivery=delivery)
        delivered = recording.container.lower(), recording.video_codec
        return _Measured(observations, origin, watched, heard, (start_s, heard_s, watched_s), delivered)

    def _opened(self, data: bytes) -> tuple[Recording, Known | None]:
        """The recording, and what was measured of it while it arrived; both read it at once."""
        opening = partial(open_recording, data, self.analyser.limits, formats=self.analyser.formats)
        if self.ahead is None:
            return opening(), None
        with ThreadPoolExecutor(1) as beside:
            opened = beside.submit(opening)
            self.ahead.complete(data)
            recording = opened.result()
        return recording, self.ahead.of(recording)

    def _templates(self, faces: Sequence[FaceSample], voices: Sequence[VoiceSample]) -> MatchingTemplates | None:
        if not faces:
            return None
        return MatchingTemplates(self.engines.pack, pooled_face(faces), pooled_voice(voices))

    def _by_earlier_nets(self, seen: "_Measured") -> MatchingTemplates | None:
        face, voice = self.engines.earlier_face_template, self.engines.earlier_voice_template
        if face is None and voice is None:
            return None
        faces, voices, heard = seen.observations.faces, seen.observations.voices, seen.heard
        if face is not None:
            faces = face_samples(seen.watched.picks, face)
        if voice is not None and heard is not None:
            voices = voice_samples(heard.spans, heard.samples, heard.sound.speech_probability, voice)
        return self._templates(faces, voices)

    def _as_shown(self, shown: "_Shown", templates: MatchingTemplates | None) -> CheckRecord:
        timer = self.analyser.timer
        started_s = timer()
        result = (
            judge_photo(shown.face, templates, self.analyser.in_force)
            if templates
            else Inconclusive(Reason.NOT_MEASURED)
        )
        return CheckRecord(Check.REFERENCE_PHOTO, result, (timer() - started_s) * 1000)

    def _reference(
        self, watched: Watched, heard: Heard | None, templates: MatchingTemplates | None
    ) -> LikenessReference | None:
        if templates is None or heard is None:
            return None
        speech = net_speech(heard.samples, heard.sound.speech_probability)
        return make_reference(watched.picks, speech, templates, self.engines.face_template)


def _observations(recording: Recording, watched: Watched, heard: Heard | None, origin: Origin) -> Observations:
    return Observations(
        duration_s=recording.duration_s,
        width_px=recording.width_px,
        height_px=recording.height_px,
        frames=watched.frames,
        frame_times_s=watched.frame_times_s,
        sound=heard.sound if heard else None,
        faces=watched.close.faces,
        voices=heard.voices if heard else (),
        answers=heard.answers if heard else (),
        grids=watched.grids,
        origin=origin,
        live=watched.close.live,
        age_years=watched.close.age_years,
    )


def _fingerprint(data: bytes, watched: Watched, heard: Heard | None) -> MediaFingerprint:
    times_s = tuple(frame.media_s for frame in watched.frames)
    return fingerprint_of(data, times_s, watched.grids, heard.sound.bands if heard else NO_SOUND)
