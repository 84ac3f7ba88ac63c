"""A head turn made from one photo by bending it along the mesh's own depth (catalogue row 14)."""

from dataclasses import replace

import numpy as np
from scipy.spatial import Delaunay

from evaluation.attacks.camera import Sensor
from evaluation.attacks.clip import Clip, Floats, as_image
from evaluation.attacks.face_parts import outlined
from evaluation.attacks.mesh_warp import hull_mask, warped
from evaluation.attacks.photo import best
from evaluation.attacks.species import Kind, Material, Need, Presentation, Species, presented
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.ports import Image

DEEPEST_DEG = 45.0
"""Reads as 20 to 25 degrees of yaw: a bent photo reads far less than it is bent, and tears beyond."""
FACING = 0.15
"""Least cosine between a mesh point's normal and the view: what faces away is hidden and pulls the picture apart."""
TURN_S = 1.6
LEAD_S = 0.5


def turned_photo(material: Material, rng: np.random.Generator) -> Presentation:
    """The photo turns to one side and back before a standing background, under the genuine sound."""
    clip = material.clip
    photo, face = best(clip, material.measure(clip))
    sensor = Sensor(clip.size, rng)
    direction = Direction.LEFT if rng.integers(2) else Direction.RIGHT
    sign = 1.0 if direction is Direction.LEFT else -1.0
    points = np.asarray(face.landmarks_px, np.float64)
    images = [sensor.film(_bent(photo, points, sign * _yaw_deg(media_s))) for media_s in clip.times_s]
    return presented(replace(clip, images=images), _asked(clip, direction))


def _asked(clip: Clip, direction: Direction) -> Challenge:
    said = (Prompt("said", PromptKind.SAY, clip.transcript),) if clip.transcript else ()
    return Challenge((*said, Prompt("turn", PromptKind.TURN, direction=direction)))


def _yaw_deg(media_s: float) -> float:
    share = np.clip((media_s - LEAD_S) / TURN_S, 0.0, 1.0)
    return float(DEEPEST_DEG * np.sin(np.pi * share) ** 2)


def _bent(photo: Image, points: Floats, yaw_deg: float) -> Image:
    if yaw_deg == 0.0:
        return photo
    turned = _turned(points - points.mean(axis=0), yaw_deg)
    seen = _turned(_normals(points), yaw_deg)[:, 2] < -FACING
    ring = outlined(points)[len(points) :]
    source = np.concatenate([points[seen, :2], ring])
    target = np.concatenate([turned[seen, :2] + points.mean(axis=0)[:2], ring])
    size = (photo.shape[1], photo.shape[0])
    bent = warped(photo, source, target, size)
    cover = hull_mask(ring, size, 4.0) * (bent.sum(axis=2, keepdims=True) > 0)
    return as_image(photo * (1 - cover) + bent * cover)


def _turned(points: Floats, yaw_deg: float) -> Floats:
    """Mesh depth is smaller nearer to the camera; turning to the subject's left moves the nose to the right."""
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    return np.asarray(points @ turn.T, np.float64)


def _normals(points: Floats) -> Floats:
    """(468, 3) unit normals, towards the camera on a frontal face."""
    triangles = Delaunay(points[:, :2]).simplices
    one, two, three = (points[triangles[:, corner]] for corner in range(3))
    across = np.cross(two - one, three - one)
    across *= -np.sign(across[:, 2:])
    normals = np.zeros_like(points)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], across)
    return np.asarray(normals / np.linalg.norm(normals, axis=1, keepdims=True), np.float64)


SPECIES = (Species("turned photo", 14, Kind.INJECTION, frozenset({Need.FACE}), turned_photo),)
