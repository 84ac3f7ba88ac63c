"""Attackers of a challenge without words, in place of the rendered subject before a live stream."""

from dataclasses import replace
from typing import cast

import cv2
import numpy as np

from evaluation.attacks.camera import Sensor, tilted
from evaluation.attacks.clip import as_image
from evaluation.subject.performance import Answer, Behaviour, Flaw, Performance
from evaluation.subject.rendered_subject import LIVE_TAKE, Camera, LiveSubject, Subject, Take
from liveness.challenge.prompts import Prompt, PromptKind
from liveness.ports import Image

ROOM_LIGHT = 0.8
"""What the room's lights give on paper, where the lamp of a performance is what a screen gives."""


class PhotoCamera(Camera):
    """Films a photo of the subject on paper, which a hand turns and brings closer as the prompts ask.

    The screen before it lights all of it alike.
    """

    def __init__(self, subject: Subject, performance: Performance, take: Take) -> None:
        super().__init__(subject, performance, take)
        still = Camera(subject, Performance(subject.voice, Behaviour(), take.seed), take)
        self._photo, self._size = still.picture(0.5), take.size
        self._sensor = Sensor(take.size, np.random.default_rng(take.seed))

    def picture(self, media_s: float) -> Image:
        pose = self._performance.pose(media_s)
        right, down = (self._size[0] * share for share in self._performance.drift(media_s))
        seen = tilted(self._size, pose.yaw_deg, pose.pitch_deg, (right, down), pose.nearness)
        paper = cv2.warpPerspective(self._photo, seen, self._size, borderMode=cv2.BORDER_REPLICATE)
        return self._sensor.film(as_image(paper * np.sqrt(1 + np.array(pose.lamp) / ROOM_LIGHT)))


class PhotoSubject(LiveSubject):
    """A photo before the camera, and a person beside it who speaks when asked."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._camera = PhotoCamera(subject, self._performance, LIVE_TAKE)


class BustSubject(LiveSubject):
    """A solid head that never moves, lit by the screen, from which a voice speaks when asked."""

    def __init__(self, subject: Subject) -> None:
        still = Behaviour.with_flaw(Flaw.NO_TURN, Flaw.STILL_MOUTH, Flaw.NO_BLINK)
        super().__init__(subject, take=replace(LIVE_TAKE, behaviour=still))

    def prompt(self, prompt: Prompt) -> Answer:
        moves = prompt.kind is PromptKind.CLOSER
        return super().prompt(replace(prompt, kind=PromptKind.TURN) if moves else prompt)


class RememberedSubject(LiveSubject):
    """The honest subject, whose stream an attacker keeps. pieces: what each step sent."""

    def __init__(self, subject: Subject, take: Take = LIVE_TAKE) -> None:
        super().__init__(subject, take=take)
        self.pieces: list[bytes] = []

    def advance(self, to_media_s: float, *, is_late: bool = False) -> bytes:
        self.pieces.append(super().advance(to_media_s, is_late=is_late))
        return self.pieces[-1]


class ReplayedSubject:
    """A stream that was sent before, sent again at the same pace, whatever is asked."""

    def __init__(self, pieces: list[bytes], step_s: float) -> None:
        self._pieces, self._step_s, self._sent = pieces, step_s, 0

    @property
    def media_s(self) -> float:
        return self._sent * self._step_s

    def prepare(self) -> None:
        """Nothing is drawn."""

    def prompt(self, prompt: Prompt) -> None:
        """Nothing is answered."""

    def advance(self, to_media_s: float, *, is_late: bool = False) -> bytes:
        self._sent += 1
        return self._pieces[self._sent - 1] if self._sent <= len(self._pieces) else b""

    def finish(self) -> bytes:
        return b""


def replayed(pieces: list[bytes], step_s: float) -> LiveSubject:
    """As a subject before a live stream."""
    return cast("LiveSubject", ReplayedSubject(pieces, step_s))
