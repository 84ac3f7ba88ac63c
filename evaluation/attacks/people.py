"""Attacks with another person or with a mask: a face put on, a second person in the picture, a worn photo or mask.

Rows 3, 4, 5 and 15 of the attack catalogue. The mask is a proxy: no computed picture says how a real mask looks.
"""

from dataclasses import replace

import cv2
import numpy as np

from evaluation.attacks.camera import Sensor, tremor
from evaluation.attacks.clip import Floats, as_image
from evaluation.attacks.mesh_warp import EYES, LIPS, OVAL, hull_mask, points_of, warped
from evaluation.attacks.photo import best
from evaluation.attacks.species import Kind, Material, Need, Presentation, Species, partner_of, presented
from liveness.engines.face_template import similarity
from liveness.ports import Image


def face_swap(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 5: the partner's face from one photo, bent to the landmarks of every picture and blended in."""
    del rng
    return presented(replace(material.clip, images=face_swap_images(material)))


def face_swap_images(material: Material) -> list[Image]:
    """The pictures of the clip with the partner's face."""
    clip, partner = material.clip, partner_of(material)
    photo, face = best(partner, material.measure(partner))
    source = np.asarray(face.landmarks_px[:, :2], np.float64)
    points = points_of(material.measure(clip))
    return [
        _cloned(image, warped(photo, source, at[:, :2], clip.size), at[:, :2])
        for image, at in zip(clip.images, points, strict=True)
    ]


def _cloned(image: Image, face: Image, points: Floats) -> Image:
    size = (image.shape[1], image.shape[0])
    outline = points[list(OVAL)]
    middle = outline.mean(axis=0)
    inside = (hull_mask(middle + 0.92 * (outline - middle), size)[..., 0] > 0) & (face.sum(axis=2) > 0)
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if len(rows) < 8 or len(columns) < 8 or rows[0] < 2 or columns[0] < 2:
        return image
    if rows[-1] > size[1] - 3 or columns[-1] > size[0] - 3:
        return image
    centre = (int(columns[0] + columns[-1] + 1) // 2, int(rows[0] + rows[-1] + 1) // 2)
    mask = inside.astype(np.uint8) * 255
    return as_image(cv2.seamlessClone(face, image, mask, centre, cv2.NORMAL_CLONE))


def takes_over(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 15: from a moment in the middle on, the partner is in the picture; the sound goes on."""
    clip, partner = material.clip, partner_of(material)
    at = int(len(clip.images) * rng.uniform(0.4, 0.6))
    later = [fitted(partner.images[i % len(partner.images)], clip.size) for i in range(len(clip.images) - at)]
    return presented(replace(clip, images=[*clip.images[:at], *later]))


def looks_in(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 15: half way through, the partner's face appears at the edge."""
    clip, partner = material.clip, partner_of(material)
    photo, face = best(partner, material.measure(partner))
    head = _cut_out(photo, face.box_px, round(clip.size[1] * 0.45))
    at_right = bool(rng.integers(2))
    half = len(clip.images) // 2
    images = [*clip.images[:half], *(_beside(image, head, at_right=at_right) for image in clip.images[half:])]
    return presented(replace(clip, images=images))


def fitted(image: Image, size: tuple[int, int]) -> Image:
    """Scaled and cut to fill a size, the middle kept."""
    scale = max(size[0] / image.shape[1], size[1] / image.shape[0])
    grown = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grown = cv2.resize(grown, (max(grown.shape[1], size[0]), max(grown.shape[0], size[1])))
    left, top = (grown.shape[1] - size[0]) // 2, (grown.shape[0] - size[1]) // 2
    return as_image(grown[top : top + size[1], left : left + size[0]])


def _cut_out(photo: Image, box_px: tuple[float, float, float, float], height: int) -> Image:
    x, y, width, tall = box_px
    rows = slice(max(0, int(y - 0.4 * tall)), int(y + 1.3 * tall))
    head = photo[rows, max(0, int(x - 0.3 * width)) : int(x + 1.3 * width)]
    scale = height / head.shape[0]
    return as_image(cv2.resize(head, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _beside(image: Image, head: Image, *, at_right: bool) -> Image:
    shown = image.copy()
    width = min(head.shape[1], image.shape[1])
    columns = slice(image.shape[1] - width, None) if at_right else slice(0, width)
    shown[: head.shape[0], columns] = head[: image.shape[0], :width]
    return shown


_PAIR = frozenset({Need.FACE, Need.PARTNER})
SPECIES = (
    Species("face swap", 5, Kind.INJECTION, _PAIR, face_swap),
    Species("another takes over", 15, Kind.PRESENTATION, _PAIR, takes_over),
    Species("another looks in", 15, Kind.PRESENTATION, _PAIR, looks_in),
)


RIM_PX = 2
RIM_DARKER = 0.45
MASK_EXPRESSION = 0.3
"""Share of the wearer's expression that the mask shows."""


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
MASK_SPECIES = (
    Species("cut photo", 3, Kind.PRESENTATION, _FACE, cut_photo),
    Species("mask (proxy)", 4, Kind.PRESENTATION, _FACE, mask_proxy),
)
