"""What a sealed item and its wrapped key are bound to. Each part carries its length, so that none can run into another.

The item binds the deployment; its wrapped key binds the incarnation and the key version too. After a restore or a
rotation only keys have to be wrapped again, and until they are, nothing opens.
"""

from cameo_service.usecases.ports.enrollment import SealedItem
from cameo_service.usecases.ports.history import Deployment
from consent.identity import EnrollmentId, SubjectId

ITEM = b"cameo-sealed-item/v1"
KEY = b"cameo-data-key/v1"


def item_data(
    deployment: Deployment, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem
) -> bytes:
    """Associated data of the ciphertext."""
    return _joined(ITEM, *_bound(deployment, subject, enrollment, version, item))


def key_data(
    deployment: Deployment, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem
) -> bytes:
    """Associated data of the wrapped data key."""
    bound = _bound(deployment, subject, enrollment, version, item)
    return _joined(KEY, *bound, _number(deployment.incarnation), _number(item.key_version))


def _bound(
    deployment: Deployment, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem
) -> tuple[bytes, ...]:
    return (
        deployment.deployment_id,
        subject.bytes,
        enrollment.bytes,
        _number(version),
        item.kind.encode(),
        item.model_id.encode(),
    )


def _number(value: int) -> bytes:
    return value.to_bytes(8, "big")


def _joined(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
