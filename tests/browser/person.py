"""The rendered subject in front of a page: reads each prompt that the page shows, and answers it."""

import base64
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2

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
from tests.browser.chromium import Page

CAMERA = (Path(__file__).parent / "camera.js").read_text()
JPEG_QUALITY = 92


def _honest(number: int) -> Behaviour:
    del number
    return Behaviour()


class Person:
    """Sits in front of one page.

    Args:
        page: before it was loaded.
        seed: who it is.
        behaviour: of an attempt, by its number from 0.
    """

    def __init__(self, page: Page, seed: int = 0, behaviour: Callable[[int], Behaviour] = _honest) -> None:
        self._page, self._subject, self._behaviour = page, Subject(seed), behaviour
        self._attempts = 0
        self._over, self._lock = threading.Event(), threading.Lock()
        self._acting: threading.Thread | None = None
        self._performance: Performance | None = None
        self._media_s = 0.0
        self.behind_s = 0.0
        self.prompts: list[dict[str, Any]] = []
        self.verdicts: list[dict[str, Any]] = []
        self.problems: list[dict[str, Any]] = []
        for name in ("cameraOpened", "prompted", "judged", "refused"):
            page.send("Runtime.addBinding", name=name)
        page.listen("Runtime.bindingCalled", self._called)
        page.before_every_page(CAMERA)
        speak("ready", self._subject.voice)
        posed_head(seed).prepare(head_scale(LIVE_TAKE.size), lambda _done, _all: None)

    def _called(self, said: dict[str, Any]) -> None:
        match said["name"]:
            case "cameraOpened":
                self.leave()
                self._over = threading.Event()
                self._acting = threading.Thread(target=self._act, args=(self._attempts, self._over), daemon=True)
                self._acting.start()
                self._attempts += 1
            case "prompted":
                self._asked(json.loads(said["payload"]))
            case "refused":
                self.problems.append(json.loads(said["payload"]))
            case "judged":
                self.verdicts.append(json.loads(said["payload"]))

    def _asked(self, asked: dict[str, Any]) -> None:
        self.prompts.append(asked)
        kind = KIND.from_wire(pb.PromptKind.Value(asked["kind"]), "kind")
        side = (
            DIRECTION.from_wire(pb.Direction.Value(asked["direction"]), "direction") if "direction" in asked else None
        )
        with self._lock:
            window_s = float(asked["window"].rstrip("s"))
            prompt = Prompt(
                asked["promptId"], kind, asked.get("text", ""), side, self._media_s, self._media_s + window_s
            )
            assert self._performance is not None
            self._performance.answer(prompt, self._media_s)

    def _act(self, number: int, over: threading.Event) -> None:
        take = Take(self._behaviour(number), LIVE_TAKE.size, LIVE_TAKE.frames_per_second, seed=number)
        rate, clock = take.frames_per_second, SystemClock()
        with self._lock:
            self._performance = performance = Performance(self._subject.voice.brisk(), take.behaviour, take.seed)
            self._media_s = 0.0
        camera, began_s, frames = Camera(self._subject, performance, take, posed_head), clock.monotonic_s(), 0
        while not over.is_set():
            media_s = frames / rate
            ahead_s = media_s - (clock.monotonic_s() - began_s)
            self.behind_s = max(self.behind_s, -ahead_s)
            over.wait(max(ahead_s, 0.0))
            with self._lock:
                self._media_s = media_s
                first, last = (round(n * SOUND_RATE_HZ / rate) for n in (frames, frames + 1))
                samples = performance.sound(first, last)
                picture = camera.picture(media_s) if -ahead_s < 1 / rate else None
            drawn = ""
            if picture is not None:
                encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1]
                drawn = base64.b64encode(encoded.tobytes()).decode()
            heard = base64.b64encode(samples.astype("<f4").tobytes()).decode()
            self._page.post("Runtime.evaluate", expression=f"deliver({media_s}, '{drawn}', '{heard}')")
            frames += 1

    def leave(self) -> None:
        """Gets up, and is gone before this returns."""
        self._over.set()
        if self._acting is not None:
            self._acting.join()
