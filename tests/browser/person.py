"""The rendered subject in front of a page: reads each prompt that the page shows, and answers it."""

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.clock import SystemClock
from cameo_service.rpc.conversion import DIRECTION, KIND
from evaluation.subject.media_files import SOUND_RATE_HZ
from evaluation.subject.performance import Behaviour, Performance
from evaluation.subject.posed_head import posed_head
from evaluation.subject.rendered_scene import head_scale
from evaluation.subject.rendered_subject import LIVE_TAKE, Camera, Subject, Take
from evaluation.subject.rendered_voice import speak
from liveness.challenge.prompts import Prompt
from tests.browser.any_page import ScriptedPage

CAMERA = (Path(__file__).parent / "camera.js").read_text()
JPEG_QUALITY = 92
AHEAD_S = 0.5
"""How far ahead of the page she is drawn while nothing is asked; an answer is drawn to its end as fast as it goes."""
PIECE_FRAMES = 3
LONGEST_S, LEAST_RATE = 0.25, 0.8
"""Of a camera: the longest gap between two pictures, and the share of its rate that it keeps. A turn with 0.3 s without
a picture counts as not seen (`liveness.limits.checks.TURN_GAP_MAX`): a take with such a gap may be sent back."""
FASTEST = 2.0
"""How many seconds of an answer are drawn in one."""


def _honest(number: int) -> Behaviour:
    del number
    return Behaviour()


@dataclass(frozen=True, slots=True)
class Filmed:
    """What the page was given in one attempt. rate: pictures a second. longest_s: between two of them."""

    pictures: int
    rate: float
    longest_s: float


class Person:
    """Sits in front of one page.

    Args:
        page: before it was loaded.
        seed: who it is.
        behaviour: of an attempt, by its number from 0.
        take: size and rate of the camera.

    Attributes:
        takes: how each attempt was filmed.
        ended: what the page told at the end of the last one, a verdict or a problem.
    """

    def __init__(
        self, page: ScriptedPage, seed: int = 0, behaviour: Callable[[int], Behaviour] = _honest, take: Take = LIVE_TAKE
    ) -> None:
        self._page, self._subject, self._behaviour, self._take = page, Subject(seed), behaviour, take
        self._attempts = 0
        self._over, self._changed = threading.Event(), threading.Condition()
        self._acting: threading.Thread | None = None
        self._performance: Performance | None = None
        self._drawn_s = self._reaction_s = 0.0
        self.takes: list[Filmed] = []
        self.ended: dict[str, Any] = {}
        self.prompts: list[dict[str, Any]] = []
        self.verdicts: list[dict[str, Any]] = []
        self.problems: list[dict[str, Any]] = []
        page.hears("cameraOpened", lambda _: self._sit_down())
        page.hears("cameraClosed", lambda _: self.leave())
        page.hears("prompted", lambda said: self._asked(json.loads(said)))
        page.hears("refused", lambda said: self._ended(self.problems, json.loads(said)))
        page.hears("judged", lambda said: self._ended(self.verdicts, json.loads(said)))
        page.before_every_page(CAMERA)
        speak("ready", self._subject.voice)
        posed_head(seed).prepare(head_scale(take.size), lambda _done, _all: None)

    def _sit_down(self) -> None:
        self.leave()
        self._over = threading.Event()
        self._acting = threading.Thread(target=self._act, args=(self._attempts, self._over), daemon=True)
        self._acting.start()
        self._attempts += 1

    def _ended(self, endings: list[dict[str, Any]], told: dict[str, Any]) -> None:
        self.takes.append(Filmed(**told.pop("filmed")))
        endings.append(told)
        self.ended = told

    @property
    def was_filmed_well(self) -> bool:
        """Whether the machine kept the pace of a camera in the last attempt."""
        last = self.takes[-1]
        return last.longest_s <= LONGEST_S and last.rate >= LEAST_RATE * self._take.frames_per_second

    def _asked(self, asked: dict[str, Any]) -> None:
        self.prompts.append(asked)
        kind = KIND.from_wire(pb.PromptKind.Value(asked["kind"]), "kind")
        side = (
            DIRECTION.from_wire(pb.Direction.Value(asked["direction"]), "direction") if "direction" in asked else None
        )
        window_s = float(asked["window"].rstrip("s"))
        with self._changed:
            assert self._performance is not None
            # What is drawn already cannot be taken back: she begins after it.
            shown_s = max(asked["at_s"], self._drawn_s - self._reaction_s)
            prompt = Prompt(asked["promptId"], kind, asked.get("text", ""), side, shown_s, shown_s + window_s)
            self._performance.answer(prompt, shown_s)
            self._changed.notify()

    def _act(self, number: int, over: threading.Event) -> None:
        take = replace(self._take, behaviour=self._behaviour(number), seed=number)
        performance = Performance(self._subject.voice.brisk(), take.behaviour, take.seed)
        camera, frames, clock = Camera(self._subject, performance, take, posed_head), 0, SystemClock()
        with self._changed:
            self._performance, self._reaction_s, self._drawn_s = performance, take.behaviour.reaction_s, 0.0
            frames = self._deliver(performance, camera, frames, take.frames_per_second)
        began_s = clock.monotonic_s()
        while not over.is_set():
            with self._changed:
                ahead_s = self._drawn_s - (clock.monotonic_s() - began_s)
                if ahead_s > AHEAD_S and self._drawn_s > performance.end_s:
                    self._changed.wait(ahead_s - AHEAD_S)
                    continue
                frames = self._deliver(performance, camera, frames, take.frames_per_second)
            if ahead_s > AHEAD_S:
                # What comes all at once keeps the page from showing what is due.
                over.wait(PIECE_FRAMES / take.frames_per_second / FASTEST)

    def _deliver(self, performance: Performance, camera: Camera, frames: int, rate: int) -> int:
        """Draws and speaks the next frames; how many there are now."""
        to = frames + PIECE_FRAMES
        first, last = (round(n * SOUND_RATE_HZ / rate) for n in (frames, to))
        heard = _text(performance.sound(first, last).astype("<f4").tobytes())
        pictures = [[n / rate, _text(_jpeg(camera.picture(n / rate)))] for n in range(frames, to)]
        self._page.post_script(f"deliver({frames / rate}, '{heard}', {json.dumps(pictures)})")
        self._drawn_s = to / rate
        return to

    def leave(self) -> None:
        """Gets up, and is gone before this returns."""
        self._over.set()
        with self._changed:
            self._changed.notify()
        if self._acting is not None:
            self._acting.join()


def _jpeg(picture: NDArray[np.uint8]) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
