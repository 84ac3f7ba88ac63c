"""Time of one face template on one thread, of both open packs, compared with dlib's own runtime on the same picture."""

import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import dlib
import numpy as np

from liveness.engines.choice import OPEN_1, OPEN_2
from liveness.engines.face_template import CHIP_POINTS, CHIP_SIZE, DlibFaceTemplate, chip_of_points
from liveness.engines.sface import SFaceTemplate
from liveness.models import manifest, store
from liveness.ports import Image

MODELS = Path(".cache/models")
REPEATS = 50
THEIR_REPEATS = 15
PICTURE = (720, 1280)
FACE_SCALE = 1.6
"""Frame pixels per chip pixel of a face that is a third as high as a 720p frame."""


def rows() -> list[dict[str, object]]:
    """Median milliseconds of processor time of a warm template, chip included. `ratio` is over dlib's own runtime."""
    picture, points = _picture()
    cv2.setNumThreads(1)
    reference = _median_ms(_theirs(picture, points), THEIR_REPEATS)
    ours = {"": _sface(picture, points), "_open_1": _dlib(picture, points)}
    return [
        _row(f"face_template_ms_one_thread{suffix}", _median_ms(run, REPEATS), reference)
        for suffix, run in ours.items()
    ]


def _row(name: str, value: float, reference: float) -> dict[str, object]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": "ms",
        "ratio": round(value / reference, 3),
        "n": REPEATS,
        "machine": f"{platform.machine()}, {platform.processor() or platform.system()}",
    }


def _picture() -> tuple[Image, np.ndarray]:
    """Smooth noise, and five points of a face: these nets take as long on a real face."""
    noise = np.random.default_rng(1).normal(size=(*PICTURE, 3))
    picture = np.clip(128 + 900 * cv2.GaussianBlur(noise, (0, 0), 9), 0, 255).astype(np.uint8)
    return picture, np.round((CHIP_POINTS - CHIP_SIZE / 2) * FACE_SCALE + (640, 360))


def _sface(picture: Image, points: np.ndarray) -> Callable[[], object]:
    engine = SFaceTemplate(store.verify(manifest.load(OPEN_2), MODELS).files["face_template"])
    eye_corners, nose = points[:4], points[4]
    left, right = eye_corners[2:].mean(axis=0), eye_corners[:2].mean(axis=0)
    down = np.array([0.0, 0.6 * np.linalg.norm(right - left)])
    five = np.array([left, right, nose, left + 1.1 * down, right + 1.1 * down])
    return lambda: engine.of_points(picture, five)


def _dlib(picture: Image, points: np.ndarray) -> Callable[[], object]:
    engine = DlibFaceTemplate(store.verify(manifest.load(OPEN_1), MODELS).files["face_template"])
    return lambda: engine.of_chip(chip_of_points(picture, points))


def _theirs(picture: Image, points: np.ndarray) -> Callable[[], object]:
    weights = store.verify(manifest.load("reference"), MODELS).files["face_template_weights"]
    net = dlib.face_recognition_model_v1(str(weights))
    rgb = np.ascontiguousarray(picture[:, :, ::-1])
    shape = dlib.full_object_detection(dlib.rectangle(0, 0, 9, 9), [dlib.point(int(x), int(y)) for x, y in points])
    return lambda: net.compute_face_descriptor(rgb, shape)


def _median_ms(run: Callable[[], object], repeats: int) -> float:
    run()
    times = []
    for _ in range(repeats):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return 1e3 * statistics.median(times)


if __name__ == "__main__":
    print(rows())
