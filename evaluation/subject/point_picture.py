"""A cloud of points, and drawing it in any pose, fast enough for video.

A frame turns the points, sorts them by depth, paints the nearest point of each pixel and lights it. Does not know what
the points show (`rendered_head`, `rendered_scene`).
"""

from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Points:
    """A cloud of shaded points. Rows belong together; every displacement is added times its parameter."""

    place: Floats
    """(n, 3) head units."""
    normal: Floats
    """(n, 3) unit length."""
    albedo: Floats
    """(n, 3) blue, green, red, already darkened where little light reaches."""
    gloss: Floats
    """(n,) strength of the highlight, 0..1."""
    opening: Floats
    """(n, 3) displacement of a fully open mouth."""
    spreading: Floats
    """(n, 3) displacement of widely spread lips; negative amounts round them."""
    smiling: Floats
    """(n, 3) displacement of a full smile."""
    blinking: Floats
    """(n, 3) displacement of closed lids."""


def still(place: Floats, normal: Floats, albedo: Floats, gloss: float) -> Points:
    """Points that no expression moves."""
    zero = np.zeros_like(place)
    return Points(place, normal, albedo, np.full(len(place), gloss, np.float32), zero, zero, zero, zero)


def joined(clouds: list[Points]) -> Points:
    """All points of several clouds as one."""
    return Points(*(np.concatenate([getattr(cloud, field.name) for cloud in clouds]) for field in fields(Points)))


def directions(count: int) -> Floats:
    """(count, 3) unit vectors spread evenly over the sphere."""
    # A Fibonacci lattice has no poles and no rows that could beat against the pixel grid.
    index = np.arange(count) + 0.5
    z = 1 - 2 * index / count
    turn = np.pi * (1 + 5**0.5) * index
    ring = np.sqrt(1 - z * z)
    return np.stack([ring * np.cos(turn), ring * np.sin(turn), z], 1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Pose:
    """What one frame of a head shows.

    yaw_deg: > 0 towards the subject's own left. pitch_deg: > 0 up. roll_deg: > 0 clockwise in the picture.
    blink, smile: 0..1. opening: 0 (closed) .. 1 (wide). spread: -1 (rounded) .. 1 (wide lips).
    nearness: usual distance from the lens over that of now, > 0: 1.5 is a face seen half as large again.
    lamp: blue, green, red light of a screen before the face, where the room's lights give up to 1.
    """

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    blink: float = 0.0
    opening: float = 0.0
    spread: float = 0.0
    smile: float = 0.0
    nearness: float = 1.0
    lamp: tuple[float, float, float] = (0.0, 0.0, 0.0)


def rotation(pose: Pose) -> Floats:
    """(3, 3) matrix from head to camera axes."""
    yaw, pitch, roll = np.radians([pose.yaw_deg, -pose.pitch_deg, -pose.roll_deg])
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    nod = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    tilt = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.asarray(tilt @ turn @ nod, np.float32)


CAMERA_DISTANCE = 9.0
"""Head units from the neck's axis to the lens: about arm's length, so a near nose looks a little larger. A pose may be
nearer or farther; then everything is seen larger or smaller, and what is near by more."""
SUPERSAMPLING = 1.5
MOVEMENTS = ("opening", "spreading", "smiling", "blinking")


def _unit(x: float, y: float, z: float) -> Floats:
    vector = np.array([x, y, z], np.float32)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


KEY_LIGHT = _unit(-0.45, 0.55, 0.70)
FILL_LIGHT = _unit(0.70, 0.10, 0.70)
SHINE = _unit(-0.25, 0.30, 0.92)
"""Half way between key light and lens (Blinn)."""
GAP_PX = 5
HOLE_DEPTH = 0.04
"""Share of all visible points that lie between a gap's edge and what shows through it."""


class PointPicture:
    """A cloud ready to be drawn.

    Args:
        points: what to draw.
        half_view: head units from the middle to the edges of the square it is drawn in; all points must fit.
    """

    def __init__(self, points: Points, half_view: float) -> None:
        self._half_view = half_view
        self._place = np.ascontiguousarray(points.place.T)
        self._normal = np.ascontiguousarray(points.normal.T)
        self._albedo, self._gloss = points.albedo, 0.35 * points.gloss
        self._movements = [_sparse(getattr(points, name)) for name in MOVEMENTS]

    def draw(self, pose: Pose, scale: float, canvas: NDArray[np.uint8], middle: tuple[float, float]) -> None:
        """Paints the cloud over `canvas`.

        Args:
            pose: how it is turned and what its face does.
            scale: pixels per head unit.
            canvas: (h, w, 3) uint8 BGR, changed in place.
            middle: x, y in pixels of the cloud's origin.
        """
        paste(self.layer(pose, scale), canvas, middle)

    def layer(self, pose: Pose, scale: float) -> NDArray[np.uint8]:
        """The cloud on a transparent square: (n, n, 4) uint8 BGRA, SUPERSAMPLING times as large as `draw` paints it."""
        turn = rotation(pose)
        size = round(self._half_view * 2 * scale * SUPERSAMPLING * pose.nearness)
        lens = np.float32(CAMERA_DISTANCE / pose.nearness)
        nearest = self._nearest(self._placed(pose), turn, scale * SUPERSAMPLING, size, lens)
        hit = np.flatnonzero(nearest >= 0)
        picture = np.zeros((size * size, 4), np.uint8)
        picture[hit, :3] = self._shaded(nearest[hit], turn, np.array(pose.lamp, np.float32))
        picture[hit, 3] = 255
        return picture.reshape(size, size, 4)

    def _placed(self, pose: Pose) -> Floats:
        place = self._place.copy()
        amounts = (pose.opening, pose.spread, pose.smile, pose.blink)
        for (rows, moved), amount in zip(self._movements, amounts, strict=True):
            if amount:
                place[:, rows] += moved * np.float32(amount)
        return place

    def _nearest(self, place: Floats, turn: Floats, scale: float, size: int, lens: np.float32) -> NDArray[np.int32]:
        """Index of the point each of (size * size) pixels shows, -1 for none. lens: its distance in head units."""
        facing = np.flatnonzero(_along(self._normal, turn[2]) > 0).astype(np.int32)
        facing_place = place.take(facing, axis=1)
        x, y, z = (_along(facing_place, axis) for axis in turn)
        zoom = np.float32(scale * CAMERA_DISTANCE) / (lens - z)
        # A jaw that drops wide may leave the view: it is seen at its edge.
        row, column = (np.clip(at, 0, size - 1).astype(np.int32) for at in (size / 2 - y * zoom, size / 2 + x * zoom))
        pixel = row * size + column
        # A stable sort of 16-bit keys is a radix sort; far points are written first, near ones over them.
        order = np.argsort(((z + 2) * 16_000).astype(np.uint16), kind="stable")
        rank = np.zeros(size * size, np.float32)
        rank[pixel.take(order)] = np.arange(1, len(order) + 1, dtype=np.float32)
        filled = _without_holes(rank.reshape(size, size), len(order)).ravel().astype(np.int32)
        return np.where(filled > 0, facing.take(order.take(filled - 1)), -1)

    def _shaded(self, rows: NDArray[np.int32], turn: Floats, lamp: Floats) -> NDArray[np.uint8]:
        normal = self._normal.take(rows, axis=1)
        # The lights stand still while the head turns: they, not the normals, are taken to head axes.
        key, fill, shine = (_along(normal, (turn * light[:, None]).sum(0)) for light in (KEY_LIGHT, FILL_LIGHT, SHINE))
        lit = 0.22 + 0.62 * np.clip((key + 0.25) / 1.25, 0, 1) + 0.16 * np.clip(fill, 0, 1)
        highlight = self._gloss.take(rows) * _sixteenth_power(np.clip(shine, 0, 1))
        light = lit[:, None] + lamp * np.clip(_along(normal, turn[2]), 0, 1)[:, None] if lamp.any() else lit[:, None]
        linear = self._albedo.take(rows, axis=0) * light + highlight[:, None]
        return np.asarray(255 * np.sqrt(np.clip(linear, 0, 1)), np.uint8)


def _along(columns: Floats, axis: Floats) -> Floats:
    """Dot product of (3, n) columns with one axis; for three rows plain sums beat a threaded matrix product."""
    return np.asarray(columns[0] * axis[0] + columns[1] * axis[1] + columns[2] * axis[2], np.float32)


def _sixteenth_power(value: Floats) -> Floats:
    for _ in range(4):
        value = value * value
    return value


def _without_holes(rank: Floats, count: int) -> Floats:
    """Fills pixels that no point fell on, or only one far behind its neighbours (seen through a gap)."""
    square = np.ones((GAP_PX, GAP_PX), np.uint8)
    closed = cv2.erode(cv2.dilate(rank, square), square)
    return np.asarray(np.where(closed - rank > HOLE_DEPTH * count, closed, rank), np.float32)


def _sparse(moved: Floats) -> tuple[NDArray[np.intp], Floats]:
    rows = np.flatnonzero(np.abs(moved).sum(1) > 1e-4)
    return rows, np.ascontiguousarray(moved[rows].T)


def paste(layer: NDArray[np.uint8], canvas: NDArray[np.uint8], middle: tuple[float, float], grow: float = 1.0) -> None:
    """Paints a layer over `canvas`, its middle at x, y in pixels, enlarged if `grow` is not 1."""
    shrink = grow / SUPERSAMPLING
    half = layer.shape[0] * shrink / 2
    to_canvas = np.array([[shrink, 0, middle[0] - half], [0, shrink, middle[1] - half]])
    height, width = canvas.shape[:2]
    moved = cv2.warpAffine(layer, to_canvas, (width, height), flags=cv2.INTER_AREA)
    share = moved[..., 3:].astype(np.uint16)
    canvas[:] = (canvas * (255 - share) // 255 + moved[..., :3]).astype(np.uint8)
