"""What a store remembers of recordings."""

from dataclasses import replace

import numpy as np
import pytest

from cameo_service.usecases.ports.recordings import SeenRecording
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.identity import SubjectId
from liveness.observations import MediaFingerprint
from tests.contracts.store_rows import ADA, BOB, NOBODY_KNOWN, NOW_US, with_people


def seen(number: int, *keys: int, owner: SubjectId = ADA, seen_us: int = NOW_US) -> SeenRecording:
    curves = np.full((15, number), number, np.int8), np.full((10, 2), -number, np.int8)
    return SeenRecording(owner, seen_us, MediaFingerprint(bytes([number]) * 32, *curves), frozenset(keys))


def numbers(found: tuple[MediaFingerprint, ...]) -> list[int]:
    return [fingerprint.sha256[0] for fingerprint in found]


class ReplayContract:
    """Recordings are found by what they look and sound like, whoever handed them in, until they are forgotten."""

    def test_a_recording_is_found_by_its_bytes_and_comes_back_as_it_was(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.recordings.remember(seen(1))
            tx.recordings.remember(seen(2))
            (found,) = tx.recordings.like(bytes([2]) * 32, (), 16)
        wanted = seen(2).fingerprint
        assert found.sha256 == wanted.sha256
        assert np.array_equal(found.pictures, wanted.pictures)
        assert np.array_equal(found.sound, wanted.sound)

    def test_recordings_that_share_most_come_first_and_no_more_than_asked(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for row in (seen(1, 10, 11), seen(2, 10, 11, 12, owner=BOB), seen(3, 12), seen(4, 13)):
                tx.recordings.remember(row)
            assert numbers(tx.recordings.like(b"", (10, 11, 12, 99), 2)) == [2, 1]
            assert numbers(tx.recordings.like(b"", (10, 11, 12, 99), 16)) == [2, 1, 3]
            assert tx.recordings.like(b"", (99,), 16) == ()

    def test_the_largest_key_is_kept_whole(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.recordings.remember(seen(1, (1 << 25) - 1))
            assert numbers(tx.recordings.like(b"", ((1 << 25) - 1,), 1)) == [1]

    def test_the_same_bytes_may_come_again_and_are_compared_once(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.recordings.remember(seen(1))
            tx.recordings.remember(replace(seen(1), owner=BOB))
            assert numbers(tx.recordings.like(bytes([1]) * 32, (), 16)) == [1]

    def test_what_one_person_handed_in_is_forgotten_and_nothing_else(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for row in (seen(1, 10), seen(2, 10), seen(3, 10, owner=BOB)):
                tx.recordings.remember(row)
            assert tx.recordings.forget(ADA) == 2
            assert tx.recordings.forget(ADA) == 0
            assert numbers(tx.recordings.like(bytes([1]) * 32, (10,), 16)) == [3]

    def test_the_oldest_are_forgotten_a_few_at_a_time(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for number in (3, 1, 2):
                tx.recordings.remember(seen(number, 10, seen_us=NOW_US + number))
            assert tx.recordings.has_before(NOW_US + 2)
            assert not tx.recordings.has_before(NOW_US + 1)
            assert tx.recordings.forget_before(NOW_US + 3, 1) == 1
            assert sorted(numbers(tx.recordings.like(b"", (10,), 16))) == [2, 3]
            assert tx.recordings.forget_before(NOW_US + 3, 5) == 1
            assert numbers(tx.recordings.like(b"", (10,), 16)) == [3]

    def test_nobodys_recording_is_not_remembered(self, store: Store) -> None:
        with_people(store)
        with pytest.raises(UnknownSubjectError), store.write() as tx:
            tx.recordings.remember(seen(1, owner=NOBODY_KNOWN))
