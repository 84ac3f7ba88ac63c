"""The evidence page of one recording: verdict, checks, and all measurements over time. For the operator.

It holds measurements and exact reasons, so it stays with the operator: callers of the service never see it.
"""

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from evaluation.reports.report_parts import STYLE
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.expression import count_blinks
from liveness.checks.result import Passed
from liveness.limits import checks as limit
from liveness.measure.net_speech import WINDOW_SAMPLES
from liveness.measure.templates import pooled
from liveness.observations import Observations, SoundObservation, Vector
from liveness.verdict.judge import CheckRecord, Verdict

_OWN_STYLE = """<style>
.timeline { font-size: 12px; } .timeline .name { font-weight: 600; font-size: 13px; } .timeline .none { fill: #6b7684; }
.prompt rect { fill: #e4eef6; stroke: #1b5e8c; } .sound { fill: #d5dbe3; } .timeline .curve { stroke: #b3541e; }
.word { stroke: #1b5e8c; stroke-width: 4; } .timeline circle { fill: #1b5e8c; }
.timeline .said { font-size: 10px; }
.voice { stroke: #3f7d3a; stroke-width: 4; }
.faces0 { fill: #c3cad3; } .faces1 { fill: #7fb77a; } .faces2 { fill: #c0392b; }
.passed { color: #2f6b2a; } .failed { color: #b0281a; } .retry, .inconclusive { color: #8a6100; }
</style>"""


def evidence_page(name: str, challenge: Challenge, observations: Observations, verdict: Verdict) -> str:
    """A self-contained HTML page.

    Args:
        name: title of the page.
        challenge: the challenge of the recording.
        observations: the measurements.
        verdict: the verdict of the checks.
    """
    outcome = escape(str(verdict.outcome))
    rows = "".join(_row(record) for record in verdict.checks)
    rows += "".join(
        f'<tr><td>{escape(check)}</td><td class="none">not run</td><td></td></tr>' for check in verdict.not_run
    )
    sound = observations.sound
    facts = [
        f"{observations.duration_s:.1f} s, {observations.width_px} x {observations.height_px} pixels",
        f"{len(observations.frame_times_s)} frames, {len(observations.frames)} analysed",
        f"{sound.net_speech_s:.1f} s of speech, {sound.snr_db:.0f} dB over the noise" if sound else "no sound",
        f"model pack {verdict.pack}, policy {verdict.policy}",
    ]
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(name)}</title>{STYLE}{_OWN_STYLE}'
        f'<h1>{escape(name)}: <span class="{outcome}">{outcome}</span></h1><p>{escape("; ".join(facts))}.</p>'
        f"<h2>Over time</h2>{Timeline(challenge, observations).svg()}"
        f"<h2>Checks</h2><table><thead><tr><th>check</th><th>result</th><th>reason</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></html>"
    )


def _row(record: CheckRecord) -> str:
    word = record.result.word
    told = "" if isinstance(record.result, Passed) else f"{record.result.reason}: {record.result.reason.help_text}"
    return f'<tr><td>{escape(record.check)}</td><td class="{word}">{word}</td><td>{escape(told)}</td></tr>'


WIDTH, LABEL, HEIGHT = 1120, 150, 74
SAMPLES_PER_SECOND = 16_000
WINDOW_S = WINDOW_SAMPLES / SAMPLES_PER_SECOND

Points = Iterable[tuple[float, float]]


class Timeline:
    """Draws the tracks of one recording.

    Args:
        challenge: the challenge of the recording.
        observations: the measurements.
    """

    def __init__(self, challenge: Challenge, observations: Observations) -> None:
        self._challenge, self._seen = challenge, observations
        self._faces = [(frame.media_s, frame.face) for frame in observations.frames if frame.face]
        self._scale = (WIDTH - LABEL) / max(observations.duration_s, 0.1)

    def svg(self) -> str:
        """All tracks, with the seconds below."""
        tracks = [
            self._prompts(),
            self._yaw(),
            self._mouth_over_sound(),
            self._words(),
            self._eyes(),
            self._identity(),
            self._faces_in_picture(),
        ]
        drawn = "".join(f'<g transform="translate(0 {at * HEIGHT})">{track}</g>' for at, track in enumerate(tracks))
        height = len(tracks) * HEIGHT + 24
        ticks = f'<g transform="translate(0 {len(tracks) * HEIGHT})">{self._seconds()}</g>'
        opening = f'<svg class="timeline" width="{WIDTH}" height="{height}" role="img" aria-label="timeline">'
        return f"{opening}{drawn}{ticks}</svg>"

    def _x(self, media_s: float) -> float:
        return LABEL + media_s * self._scale

    def _prompts(self) -> str:
        boxes = "".join(self._prompt(prompt, at) for at, prompt in enumerate(self._challenge.prompts))
        return _label("asked", "prompt and window") + (boxes or self._note("nothing was asked"))

    def _prompt(self, prompt: Prompt, at: int) -> str:
        start_s = prompt.reveal_s or 0.0
        end_s = self._seen.duration_s if prompt.deadline_s is None else prompt.deadline_s
        what = prompt.text or f"turn {prompt.direction}"
        y = 8 + (at % 2) * 30
        box = f'<rect x="{self._x(start_s):.1f}" y="{y}" width="{(end_s - start_s) * self._scale:.1f}" height="24"/>'
        room = max(int((end_s - start_s) * self._scale / 6.5), 4)
        short = what if len(what) <= room else what[: room - 1] + "…"
        text = f'<text x="{self._x(start_s) + 4:.1f}" y="{y + 16}">{escape(short)}</text>'
        return f'<g class="prompt"><title>{escape(what)}</title>{box}{text}</g>'

    def _yaw(self) -> str:
        asked = [
            level
            for prompt in self._challenge.of_kind(PromptKind.TURN)
            for level in (limit.TURN_MIN.value * (1 if prompt.direction == "left" else -1),)
        ]
        marks = "".join(self._level(_y(level, -60, 60)) for level in sorted(set(asked)))
        line = self._line(((at_s, _y(face.yaw_deg, -60, 60)) for at_s, face in self._faces))
        return _label("yaw", "own left above, 60° to -60°") + self._level(_y(0, -60, 60), "axis") + marks + line

    def _mouth_over_sound(self) -> str:
        sound = self._seen.sound
        area = self._envelope(sound) if sound else self._note("no sound")
        line = self._line((at_s, _y(face.mouth_opening, 0, 0.5)) for at_s, face in self._faces)
        return _label("mouth and sound", "lip gap over loudness") + area + line

    def _envelope(self, sound: SoundObservation) -> str:
        loudest = max(float(sound.envelope.max(initial=0.0)), 1e-4)
        tops = [(at * WINDOW_S, HEIGHT - 6 - 56 * float(level) / loudest) for at, level in enumerate(sound.envelope)]
        points = " ".join(f"{self._x(at_s):.1f},{y:.1f}" for at_s, y in tops)
        corners = (f"{self._x(end_s):.1f},{HEIGHT - 6}" for end_s in (0.0, sound.duration_s))
        return f'<polygon class="sound" points="{next(corners)} {points} {next(corners)}"/>'

    def _words(self) -> str:
        words = [word for answer in self._seen.answers for word in answer.words]
        marks = "".join(
            f'<line class="word" x1="{self._x(word.start_s):.1f}" x2="{self._x(word.end_s):.1f}" y1="18" y2="18"/>'
            f'<text class="said" transform="translate({self._x(word.start_s):.1f} 28) rotate(60)">'
            f"{escape(word.word)}</text>"
            for word in words
        )
        return _label("words", "where the asked words lie") + (marks or self._note("no words were aligned"))

    def _eyes(self) -> str:
        line = self._line((at_s, _y(face.eye_opening, 0, 0.5)) for at_s, face in self._faces)
        blinks = count_blinks(self._faces)
        return _label("eyes", f"lid gap; {blinks} blinks") + line

    def _identity(self) -> str:
        faces = _alike([sample.vector for sample in self._seen.faces])
        dots = "".join(
            f'<circle cx="{self._x(sample.media_s):.1f}" cy="{_y(alike, 0.5, 1.0):.1f}" r="4"/>'
            for sample, alike in zip(self._seen.faces, faces, strict=True)
        )
        voices = _alike([sample.vector for sample in self._seen.voices])
        bars = "".join(
            f'<line class="voice" x1="{self._x(sample.start_s):.1f}" x2="{self._x(sample.end_s):.1f}"'
            f' y1="{_y(alike, 0.5, 1.0):.1f}" y2="{_y(alike, 0.5, 1.0):.1f}"/>'
            for sample, alike in zip(self._seen.voices, voices, strict=True)
        )
        return _label("same person", "face dots, voice bars, 1 to 0.5") + dots + bars

    def _faces_in_picture(self) -> str:
        step_s = self._seen.duration_s / max(len(self._seen.frames), 1)
        strips = "".join(
            f'<rect class="faces{min(frame.face_count, 2)}" x="{self._x(frame.media_s):.1f}" y="26"'
            f' width="{step_s * self._scale + 0.5:.1f}" height="18"/>'
            for frame in self._seen.frames
        )
        return _label("faces", "green: exactly one") + strips

    def _seconds(self) -> str:
        return "".join(
            f'<text x="{self._x(second):.1f}" y="14" text-anchor="middle">{second} s</text>'
            for second in range(0, int(self._seen.duration_s) + 1, 1 if self._seen.duration_s < 20 else 5)
        )

    def _line(self, points: Points) -> str:
        joined = " ".join(f"{self._x(at_s):.1f},{y:.1f}" for at_s, y in points)
        return f'<polyline class="curve" points="{joined}"/>'

    def _level(self, y: float, kind: str = "limit") -> str:
        return f'<line class="{kind}" x1="{LABEL}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'

    def _note(self, text: str) -> str:
        return f'<text class="none" x="{LABEL + 8}" y="{HEIGHT / 2}">{escape(text)}</text>'


def _label(name: str, what: str) -> str:
    return (
        f'<line class="axis" x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}"/>'
        f'<text y="26" class="name">{escape(name)}</text><text y="44" class="none">{escape(what)}</text>'
    )


def _y(value: float, low: float, high: float) -> float:
    """Pixels from the top of a track; `high` is at the top."""
    share = (min(max(value, low), high) - low) / (high - low)
    return float(HEIGHT - 8 - share * (HEIGHT - 16))


def _alike(vectors: Sequence[Vector]) -> list[float]:
    """Cosine of each vector to the mean of all."""
    if not vectors:
        return []
    centre = pooled(vectors)
    return [float(np.dot(vector, centre)) for vector in vectors]
