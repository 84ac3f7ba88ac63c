"""A deployment whose nets changed: what is read of a person, and the sweep as a service with those nets runs it."""

import numpy as np

from cameo_service.usecases.enrollment.comparable import NetsInUse
from cameo_service.usecases.enrollment.net_moves import DAY_US, UndoNetMoveRequest, undo_net_move
from cameo_service.usecases.enrollment.sweep_net_moves import SweepNetMoves, TodaysNets
from cameo_service.usecases.ports.enrollment import Vault, templates_of
from cameo_service.usecases.ports.net_moves import NetMove
from consent.identity import SubjectId
from liveness.limits.net_ids import CAMPPLUS, DLIB_RESNET, GE2E, SFACE
from liveness.measure.templates import MatchingTemplates, Template
from liveness.observations import Vector
from tests.cameo_service.usecases.enrolling import Enrolling
from tests.cameo_service.usecases.world import World

FIRST, SECOND = frozenset({DLIB_RESNET, GE2E}), frozenset({SFACE, CAMPPLUS})
ENDS_AFTER_US = 180 * DAY_US
PACK = "open-2+open-1"
"""What a service says that loads the nets of both."""


def sweep_of(
    world: World, vault: Vault, loaded: frozenset[str] = FIRST | SECOND, sealing: frozenset[str] = SECOND
) -> SweepNetMoves:
    """Of a service that seals by these nets, and has those loaded."""
    today = TodaysNets(sealing, PACK, NetsInUse(vault, sealing), NetsInUse(vault, loaded))
    return SweepNetMoves(world.store, world.clock, today, ENDS_AFTER_US)


def undo(world: World, handle: str) -> None:
    world.run(undo_net_move, world.app(handle), UndoNetMoveRequest(world.request_id()))


def faces_sealed(enrolling: Enrolling) -> list[str]:
    """Which net made each sealed face of ada, the one that takes are compared with first."""
    assert enrolling.row is not None
    items = templates_of(enrolling.row.sealed)
    return ["sface" if SFACE.encode() in item.ciphertext else "dlib" for item in items]


def standing(world: World, subject: SubjectId) -> NetMove | None:
    with world.store.read() as snapshot:
        return snapshot.net_moves.at(subject)


def told(world: World, subject: SubjectId) -> list[str]:
    """The person's activity, the newest first."""
    with world.store.read() as snapshot:
        return [row.kind for row in snapshot.activity.of(subject, 100)]


def take(*, face: float = 0.0, voice: float = 1.0, number: int = 0, first: bool = True) -> MatchingTemplates:
    """One person as one pack's nets see them. face: distance from their own template. voice: cosine with it."""
    face_net, voice_net = (DLIB_RESNET, GE2E) if first else (SFACE, CAMPPLUS)
    return MatchingTemplates(
        "open-1" if first else PACK,
        Template(face_net, _beside(number, 1 - face**2 / 2, 128)),
        Template(voice_net, _beside(number, voice, 256)),
    )


def _beside(number: int, cosine: float, size: int) -> Vector:
    """A unit vector with this cosine to the one of a person."""
    vector = np.zeros(size, np.float32)
    vector[number], vector[-1] = cosine, np.sqrt(max(0.0, 1 - cosine**2))
    return vector
