import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameo_service.usecases.acting.cursors import (
    CursorFromTheFutureError,
    CursorMalformedError,
    CursorTooOldError,
    cursor_of,
    position_of,
)
from cameo_service.usecases.acting.errors import OtherIncarnationError
from cameo_service.usecases.ports.events import Position
from tests.stores import DEPLOYMENT

HERE = Position(7, 3)
CURSOR = cursor_of(DEPLOYMENT, HERE)


def test_a_cursor_is_read_as_it_was_written() -> None:
    assert position_of(CURSOR, DEPLOYMENT, 7, 7) == HERE


def test_a_cursor_from_the_future_is_refused() -> None:
    with pytest.raises(CursorFromTheFutureError):
        position_of(CURSOR, DEPLOYMENT, 6, 0)


def test_a_cursor_before_what_was_forgotten_is_refused() -> None:
    with pytest.raises(CursorTooOldError):
        position_of(CURSOR, DEPLOYMENT, 9, 8)


@pytest.mark.parametrize("other", [{"deployment_id": bytes(16)}, {"incarnation": 2}])
def test_a_cursor_of_another_life_is_refused(other: dict[str, object]) -> None:
    with pytest.raises(OtherIncarnationError):
        position_of(cursor_of(replace(DEPLOYMENT, **other), HERE), DEPLOYMENT, 9, 0)  # type: ignore[arg-type]


@given(st.text(max_size=60))
def test_no_text_raises_anything_but_malformed(text: str) -> None:
    with pytest.raises(CursorMalformedError):
        position_of(text, DEPLOYMENT, 2**63, 0)


def test_a_cursor_of_more_shards_than_there_are_is_malformed() -> None:
    packed = bytearray(base64.urlsafe_b64decode(CURSOR + "=="))
    packed[21] = 2
    with pytest.raises(CursorMalformedError):
        position_of(base64.urlsafe_b64encode(packed).decode().rstrip("="), DEPLOYMENT, 9, 0)
