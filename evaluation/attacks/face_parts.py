"""The measured faces of a clip, made complete and smooth: what attacks that bend faces need for every picture."""

import numpy as np

from evaluation.attacks.clip import Floats
from evaluation.attacks.species import Faces, MaterialMissingError

SEEN_SHARE_MIN = 0.8


def points_of(faces: Faces) -> list[Floats]:
    """(468, 3) mesh points for each picture; where no face was found, those of the nearest picture before or after.

    Raises:
        MaterialMissingError: fewer than SEEN_SHARE_MIN of the pictures show a face.
    """
    seen = [at for at, face in enumerate(faces) if face is not None]
    if len(seen) < SEEN_SHARE_MIN * len(faces) or not seen:
        raise MaterialMissingError("this species needs a face in nearly every picture")
    nearest = [min(seen, key=lambda other, at=at: abs(other - at)) for at in range(len(faces))]  # type: ignore[misc]
    return [np.asarray(face.landmarks_px, np.float64) for at in nearest if (face := faces[at]) is not None]


def outlined(points: Floats, margin: float = 1.6) -> Floats:
    """(n + 24, 2): the points and a ring around them that stands for what does not move with the face."""
    middle = points[:, :2].mean(axis=0)
    reach = margin * np.abs(points[:, :2] - middle).max(axis=0)
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = middle + reach * np.column_stack([np.cos(angles), np.sin(angles)])
    return np.concatenate([points[:, :2], ring])
