"""What lies in a cluster on its way tells nothing, and cannot be exchanged."""

import pytest
from cryptography.exceptions import InvalidTag

from cameo_service.analysis.cluster.sealing import Way, new_key, seal, unseal

RECORDING = b"a recording " * 100


def test_what_was_sealed_is_unsealed_and_lies_nowhere_in_it() -> None:
    key = new_key()
    sealed = seal(key, Way.THERE, RECORDING)
    assert b"recording" not in sealed
    assert unseal(key, Way.THERE, sealed) == RECORDING


def test_the_same_recording_is_sealed_differently_each_time() -> None:
    assert seal(new_key(), Way.THERE, RECORDING) != seal(new_key(), Way.THERE, RECORDING)


def test_a_job_is_no_result_and_the_result_of_another_job_is_none_of_this_one() -> None:
    key = new_key()
    with pytest.raises(InvalidTag):
        unseal(key, Way.BACK, seal(key, Way.THERE, RECORDING))
    with pytest.raises(InvalidTag):
        unseal(key, Way.BACK, seal(new_key(), Way.BACK, RECORDING))


def test_a_changed_byte_is_noticed() -> None:
    key = new_key()
    sealed = bytearray(seal(key, Way.THERE, RECORDING))
    sealed[3] ^= 1
    with pytest.raises(InvalidTag):
        unseal(key, Way.THERE, bytes(sealed))
