"""The open pack's face engine: counts faces and measures the largest. Judges nothing and keeps no state."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from liveness.engines.face_detector import BlazeFace, Detection, faces_in
from liveness.engines.face_mesh import FaceMesh, HeadPose, Mesh, head_pose
from liveness.measure.flat_signals import in_units, is_flat
from liveness.observations import FaceMeasurement
from liveness.ports import Image

RIGHT_OUTER_CORNER, LEFT_OUTER_CORNER = 33, 263
EYE_CORNERS = (33, 133, 263, 362)
"""Outer and inner corner of the right, then of the left eye."""
INNER_LIPS = (13, 14)
EYES = (
    ((33, 133), ((160, 144), (159, 145), (158, 153))),
    ((263, 362), ((387, 373), (386, 374), (385, 380))),
)
"""For each eye its corners, and (upper lid, lower lid) at three places."""
OUTER_LIPS = (61, 291, 0, 17)
EYE_BAND = (33, 263, 159, 145, 386, 374, 70, 300)
"""Corners and lids of both eyes, and a brow over each: what always has contrast in a face."""
SHARPNESS_SIZE = 128
BELIEVED = 0.5
"""Presence of a mesh above which it is a face: the logit is positive."""
PASSER_BY = 4
"""The largest face is at most this many times as wide as one that counts."""

Floats = NDArray[np.float32]


class MediapipeFace:
    """BlazeFace, then the 468-point mesh of the largest face.

    Args:
        detector: `face_detector` of the open pack.
        landmarks: `face_landmarks` of the open pack.
    """

    def __init__(self, detector: Path, landmarks: Path) -> None:
        self._detector = BlazeFace(detector)
        self._mesh = FaceMesh(landmarks)

    def measure(self, image: Image) -> tuple[int, FaceMeasurement | None]:
        """The number of faces in the frame, and the measurement of the largest (None when there is none).

        A face is what the detector finds and the mesh net believes. Counted are faces at least a quarter as wide as
        the largest: narrower ones are passers-by.
        """
        meshes = [(face, self._mesh.place(image, face)) for face in faces_in(image, self._detector)]
        posed = [(face, mesh, _pose_of_face(mesh)) for face, mesh in meshes]
        believed = [(face, mesh, pose) for face, mesh, pose in posed if pose is not None]
        if not believed:
            return 0, None
        largest, mesh, pose = max(believed, key=lambda found: found[0].box_px[2])
        counted = [face for face, *_ in believed if face.box_px[2] * PASSER_BY >= largest.box_px[2]]
        return len(counted), _measurement(image, largest, mesh, pose)

    def follow(self, image: Image, before: FaceMeasurement) -> FaceMeasurement | None:
        """The same face a moment later, looked for where it was: half the cost of finding it again."""
        there = Detection(
            before.box_px, before.score, before.landmarks_px[list(EYE_CORNERS), :2].reshape(2, 2, 2).mean(1)
        )
        mesh = self._mesh.place(image, there)
        pose = _pose_of_face(mesh)
        if pose is None:
            return None
        return _measurement(image, replace(there, box_px=_moved(before, mesh.points_px)), mesh, pose)


def _pose_of_face(mesh: Mesh) -> HeadPose | None:
    """The rotation of a face; None where the net does not believe in one, or the mesh has no extent.

    Lengths are measured in distances between the eyes, so that distance must be more than rounding noise.
    """
    across = _distance(mesh.points_px, RIGHT_OUTER_CORNER, LEFT_OUTER_CORNER)
    if mesh.presence < BELIEVED or is_flat(across, float(np.abs(mesh.points_px).max())):
        return None
    return head_pose(mesh.points_px)


def _moved(before: FaceMeasurement, points: Floats) -> tuple[float, float, float, float]:
    """The detector's box, carried along as the mesh moved and grew."""
    x, y, width, height = before.box_px
    old, new = before.landmarks_px[:, :2], points[:, :2]
    grown = float(np.linalg.norm(new.std(0)) / np.linalg.norm(old.std(0)))
    shift = new.mean(0) - old.mean(0)
    centre_x, centre_y = x + width / 2 + float(shift[0]), y + height / 2 + float(shift[1])
    return centre_x - width * grown / 2, centre_y - height * grown / 2, width * grown, height * grown


def _measurement(image: Image, face: Detection, mesh: Mesh, pose: HeadPose) -> FaceMeasurement:
    points = mesh.points_px
    across = _distance(points, RIGHT_OUTER_CORNER, LEFT_OUTER_CORNER)
    grey = _grey_crop(image, face.box_px)
    return FaceMeasurement(
        box_px=face.box_px,
        score=face.score,
        presence=mesh.presence,
        eye_distance_px=across,
        yaw_deg=pose.yaw_deg,
        pitch_deg=pose.pitch_deg,
        roll_deg=pose.roll_deg,
        mouth_opening=_distance(points, *INNER_LIPS) / across,
        eye_opening=_eye_opening(points),
        lip_contrast=_lip_contrast(image, points),
        sharpness=_sharpness(grey),
        luma=float(grey.mean()),
        landmarks_px=points,
    )


def _distance(points: Floats, one: int, other: int) -> float:
    """In space, so that a turned head keeps its eye distance."""
    return float(np.linalg.norm(points[one] - points[other]))


def _eye_opening(points: Floats) -> float:
    """Mean lid gap over eye width (the eye aspect ratio of Soukupova and Cech, CVWW 2016), mean of both eyes."""
    gaps = [np.mean([_distance(points, *lids) for lids in lids_of]) for _, lids_of in EYES]
    widths = np.array([_distance(points, *ends) for ends, _ in EYES])
    return float(np.mean(in_units(gaps, widths, is_flat(widths, float(np.abs(points).max())))))


def _lip_contrast(image: Image, points: Floats) -> float:
    lips, eyes = (_grey_crop(image, _box_of(points[list(part), :2])) for part in (OUTER_LIPS, EYE_BAND))
    return _deviation(lips) / max(_deviation(eyes), 1.0)


def _deviation(grey: NDArray[np.uint8]) -> float:
    return float(cv2.meanStdDev(grey)[1].item())


def _box_of(points: Floats) -> tuple[float, float, float, float]:
    x, y, width, height = (float(value) for value in (*points.min(0), *np.ptp(points, axis=0)))
    return x, y, width, height


def _grey_crop(image: Image, box_px: tuple[float, float, float, float]) -> NDArray[np.uint8]:
    """The part of the face box inside the frame, at least one pixel."""
    x, y, width, height = box_px
    left, top = (int(np.clip(low, 0, size - 1)) for low, size in ((x, image.shape[1]), (y, image.shape[0])))
    right, bottom = max(left + 1, int(x + width)), max(top + 1, int(y + height))
    return cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)


def _sharpness(grey: NDArray[np.uint8]) -> float:
    scaled = cv2.resize(grey, (SHARPNESS_SIZE, SHARPNESS_SIZE), interpolation=cv2.INTER_AREA)
    return float(cv2.Laplacian(scaled, cv2.CV_64F).var())
