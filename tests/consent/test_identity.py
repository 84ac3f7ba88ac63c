"""An id that is made quickly is the id that the library makes."""

import pickle
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.identity import uuid_of


@given(st.binary(min_size=16, max_size=16))
def test_an_id_of_bytes_is_the_librarys(value: bytes) -> None:
    made, librarys = uuid_of(value), UUID(bytes=value)
    assert (made, hash(made), str(made), made.bytes, made.is_safe) == (
        librarys,
        hash(librarys),
        str(librarys),
        value,
        librarys.is_safe,
    )
    assert pickle.loads(pickle.dumps(made)) == librarys  # noqa: S301 - made here


@pytest.mark.parametrize("value", [b"", bytes(15), bytes(17)])
def test_other_lengths_are_no_id(value: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        uuid_of(value)
