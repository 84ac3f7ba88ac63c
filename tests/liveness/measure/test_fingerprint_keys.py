"""A copy shares keys with its original, and hardly anything else does."""

import numpy as np
import pytest

from liveness.measure.media_fingerprint import PLANES, PROBED, SOUGHT, fingerprint_of, kept_keys, sought_keys
from liveness.observations import MediaFingerprint
from tests.liveness.measure.test_media_fingerprint import COPIES
from tests.liveness.scenes import LONGEST_S, filmed


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_a_copy_is_found(copy: MediaFingerprint) -> None:
    assert len(kept_keys(filmed(1)) & sought_keys(copy)) >= 2


def test_either_half_is_enough() -> None:
    assert kept_keys(filmed(1)) & sought_keys(filmed(1, dubbed=2))
    assert kept_keys(filmed(1)) & sought_keys(filmed(1, silent=True))


def test_other_recordings_share_next_to_nothing() -> None:
    sought = sought_keys(filmed(1))
    assert max(len(kept_keys(filmed(seed)) & sought) for seed in range(2, 22)) <= 1


def test_pictures_and_sound_have_keys_of_their_own() -> None:
    pictures = kept_keys(filmed(1, silent=True))
    assert all(key >> PLANES == 0 for key in pictures)
    assert all(key >> PLANES == 1 for key in kept_keys(filmed(1)) - pictures)


def test_however_long_a_recording_is_the_search_is_bounded() -> None:
    long = filmed(1, LONGEST_S)
    assert len(sought_keys(long)) <= 2 * SOUGHT * 2**PROBED
    assert len(kept_keys(long)) <= 4 * LONGEST_S


def test_what_shows_nothing_has_no_keys() -> None:
    hush = fingerprint_of(b"", (), np.zeros((0, 64, 64), np.float32), np.full((600, 10), -20.7, np.float32))
    assert not kept_keys(hush)
    assert not sought_keys(hush)


def test_keys_are_the_same_in_every_release() -> None:
    """They are stored for a year; whoever changes them needs a migration."""
    pictures = (np.arange(15 * 20).reshape(15, 20) * 37 % 101 - 50).astype(np.int8)
    fixed = MediaFingerprint(b"", pictures, np.zeros((10, 0), np.int8))
    assert sorted(kept_keys(fixed)) == [5008463, 7860507]
