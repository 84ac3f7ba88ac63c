"""Tells a recording that was sent before: the same bytes, or the same pictures or sound re-encoded, mirrored, dubbed.

Remembers nothing: the caller holds the fingerprints of earlier recordings, and this module compares two.
"""

from collections.abc import Collection, Mapping

from liveness.limits import attacks as limit
from liveness.measure.media_fingerprint import resemblance
from liveness.observations import MediaFingerprint


def is_copy(this: MediaFingerprint, earlier: MediaFingerprint) -> bool:
    """Whether two recordings are one: the sound alone may have been exchanged, or the pictures alone."""
    alike = resemblance(this, earlier)
    return (
        this.sha256 == earlier.sha256
        or alike.pictures >= limit.PICTURES_ALIKE_MAX.value
        or alike.sound >= limit.SOUND_ALIKE_MAX.value
    )


def terms(this: MediaFingerprint, earlier: Collection[MediaFingerprint]) -> Mapping[str, float]:
    """pictures_alike, sound_alike: of the earlier recordings that are most alike; none without earlier recordings."""
    found = [resemblance(this, other) for other in earlier]
    if not found:
        return {}
    return {
        "pictures_alike": max(alike.pictures for alike in found),
        "sound_alike": max(alike.sound for alike in found),
    }
