"""Recordings made by hand: living ones, attacks, and ones in which something stands still."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from liveness.measure.lips import expected_lips
from liveness.observations import Delivery, LiveScore, Observations, Origin
from tests.liveness.checks.heads import flat, frames_of, solid, turned
from tests.liveness.checks.test_head_turn import turn
from tests.liveness.checks.test_lip_sync import SECONDS, answered, bilabials_and_vowels, syllables, talking, voice
from tests.liveness.checks.test_looped_footage import COUNT, footage, recorded
from tests.liveness.checks.test_media_clock import streamed
from tests.liveness.checks.test_surroundings import seen as swaying
from tests.liveness.handmade import observations, sound, turning
from tests.liveness.scenes import filmed

ROWS = 500
PHONES = bilabials_and_vowels(seed=4)
FORMED = expected_lips(PHONES, ROWS)[0] * 4


def _talks(lips: np.ndarray, heard: np.ndarray) -> Observations:
    said = replace(voice(heard), pitch_tremor_cents=9.5, repetition=0.3, pulses=8.0)
    return observations(frames=talking(lips), sound=said, duration_s=SECONDS, answers=(answered(PHONES),))


def _still_sound() -> Observations:
    seen = _talks(syllables(1), syllables(1))
    assert seen.sound is not None
    return replace(seen, sound=replace(seen.sound, bands=np.full_like(seen.sound.bands, -3.3)), answers=())


def _head(points: np.ndarray, swing_deg: float) -> Observations:
    def at(media_s: float) -> np.ndarray:
        return turned(points, swing_deg * np.sin(2 * np.pi * 0.4 * media_s))

    return observations(frames=frames_of(at, 6.0, noise_px=0.3 if swing_deg else 0.0), duration_s=6.0)


def _fed_in() -> Observations:
    origin = Origin(filmed(1), ())
    live = tuple(LiveScore(float(at), 0.9, 0.5) for at in range(3))
    seen = replace(recorded(footage()), origin=origin, delivery=Delivery(tuple(streamed(pace=1.1))))
    return replace(seen, live=live)


def _still_picture() -> Observations:
    seen = recorded(np.repeat(footage(1), COUNT, axis=0))
    frames = tuple(replace(at, change=0.0) for at in seen.frames)
    return replace(seen, frames=frames, grids=np.repeat(footage(1), COUNT, axis=0))


SCENES: Mapping[str, Callable[[], Observations]] = MappingProxyType(
    {
        "a good recording": observations,
        "without sound": lambda: observations(sound=None),
        "silence throughout": lambda: observations(sound=sound(spoken=())),
        "a turn": lambda: observations(frames=turning(8.0, turn(3.0, 40.0))),
        "lips that follow the sound": lambda: _talks(syllables(1), syllables(1)),
        "lips that form the words": lambda: _talks(FORMED, syllables(9)),
        "lips that follow another sound": lambda: replace(_talks(syllables(1), syllables(2)), answers=()),
        "lips at rest": lambda: replace(_talks(np.zeros(ROWS), syllables(1)), answers=()),
        "lips at rest, phones asked": lambda: _talks(np.zeros(ROWS), syllables(1)),
        "a sound that stands still": _still_sound,
        "a head that nods": lambda: _head(solid(), 6.0),
        "a head that stands still": lambda: _head(solid(), 0.0),
        "a print that is held": lambda: _head(flat(), 25.0),
        "a mesh without extent": lambda: _head(np.zeros((468, 3)), 0.0),
        "a picture that goes on": lambda: recorded(footage()),
        "a picture that comes again": lambda: recorded(footage()[np.arange(COUNT) % 24]),
        "a still picture": _still_picture,
        "a black picture": lambda: replace(_still_picture(), grids=np.zeros((COUNT, 64, 64), np.float32)),
        "a wall that follows": lambda: swaying(1.0),
        "a wall that stands still": lambda: swaying(0.0, sway_px=0.0),
        "handed in before, and too fast": _fed_in,
    }
)
