"""A photo with holes for eyes and mouth, and a mask (catalogue rows 3 and 4): worn by a live person, rigid elsewhere.

The mask is a proxy: no computed picture says how a real one looks.
"""

from dataclasses import replace

import cv2
import numpy as np

from evaluation.attacks.camera import Sensor, tremor
from evaluation.attacks.clip import Floats, as_image
from evaluation.attacks.face_parts import points_of
from evaluation.attacks.mesh_warp import EYES, LIPS, OVAL, hull_mask, warped
from evaluation.attacks.species import Kind, Material, Need, Presentation, Species, presented
from liveness.engines.face_template import similarity
from liveness.ports import Image

RIM_PX = 2
RIM_DARKER = 0.45
MASK_EXPRESSION = 0.3
"""How much of the wearer's expression shows through."""


def cut_photo(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 3: one picture stands still, trembling a little, but for living eyes and mouth with a dark rim."""
    clip = material.clip
    points = points_of(material.measure(clip))
    photo, sensor = clip.images[0], Sensor(clip.size, rng)
    holes = [points[0][list(part), :2] for part in (*EYES, LIPS)]
    inside = np.asarray(np.max([hull_mask(_grown(hole), clip.size) for hole in holes], axis=0), np.float32)
    rim = cv2.dilate(inside[..., 0], np.ones((2 * RIM_PX + 1, 2 * RIM_PX + 1)))[..., None] - inside
    worn = photo * (1 - rim * RIM_DARKER)
    path = tremor(np.array(clip.times_s), rng, 2.0)
    images = []
    for image, at, step in zip(clip.images, points, path, strict=True):
        behind = warped(image, at[:, :2], points[0][:, :2], clip.size)
        shown = worn * (1 - inside) + behind * inside
        shift = np.array([[1, 0, step[0]], [0, 1, step[1]]])
        images.append(sensor.film(cv2.warpAffine(shown, shift, clip.size, borderMode=cv2.BORDER_REPLICATE)))
    return presented(replace(clip, images=images))


def _grown(hole: Floats) -> Floats:
    middle = hole.mean(axis=0)
    return np.asarray(middle + 1.25 * (hole - middle), np.float64)


def mask_proxy(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 4: the face follows the head as one stiff piece, smoothed, with little expression of its own."""
    clip, sensor = material.clip, Sensor(material.clip.size, rng, 2.0)
    points = points_of(material.measure(clip))
    rest = points[0][:, :2]
    images = [sensor.film(_masked(image, at[:, :2], rest)) for image, at in zip(clip.images, points, strict=True)]
    return presented(replace(clip, images=images))


def _masked(image: Image, points: Floats, rest: Floats) -> Image:
    move = similarity(rest, points)
    stiff = rest @ move[:, :2].T + move[:, 2]
    target = stiff + MASK_EXPRESSION * (points - stiff)
    smooth = as_image(cv2.bilateralFilter(image, 7, 40, 5))
    size = (image.shape[1], image.shape[0])
    bent = warped(smooth, points, np.asarray(target, np.float64), size)
    cover = hull_mask(target[list(OVAL)], size, 3.0) * (bent.sum(axis=2, keepdims=True) > 0)
    return as_image(image * (1 - cover) + bent * cover)


_FACE = frozenset({Need.FACE})
SPECIES = (
    Species("cut photo", 3, Kind.PRESENTATION, _FACE, cut_photo),
    Species("mask (proxy)", 4, Kind.PRESENTATION, _FACE, mask_proxy),
)
