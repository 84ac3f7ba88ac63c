import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import shake_128
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from liveness.live.session import SessionState
from tests.cameo_service.rpc.test_enrollment import AskedAlready
from tests.cameo_service.studio.running_studio import Browser, RunningStudio
from tests.cameo_service.usecases.world import SECOND_US

PURPOSES = ("PURPOSE_FACE_TEMPLATE", "PURPOSE_VOICE_TEMPLATE")


@contextmanager
def socket_of(studio: RunningStudio, origin: str | None = None) -> Iterator[ClientConnection]:
    with connect(f"ws://{studio.host}/record", origin=Origin(origin or studio.origin)) as socket:
        yield socket


def hear(socket: ClientConnection) -> Any:
    return json.loads(socket.recv(timeout=10))


def say(socket: ClientConnection, message: object) -> None:
    socket.send(json.dumps(message))


def session(studio: RunningStudio, ada: Browser, name: str = "start") -> str:
    record = {
        "purposes": [{"purpose": purpose, "granted": True} for purpose in PURPOSES],
        "noticeVersion": "1",
        "locale": "en",
        "textSha256": "A" * 43 + "=",
        "consentTime": iso(studio.world.clock.now_us),
    }
    started = ada.call("EnrollmentService/StartEnrollment", {"consentRecord": record, "requestId": name})
    assert started.status == 200, started.body
    return str(started.said["sessionId"])


def iso(now_us: int) -> str:
    stamp = Timestamp()
    stamp.FromMicroseconds(now_us)
    return stamp.ToJsonString()


def token(ada: Browser, session_id: str, origin: str) -> str:
    minted = ada.call("EnrollmentService/MintCaptureToken", {"sessionId": session_id, "origin": origin})
    assert minted.status == 200, minted.body
    return str(minted.said["token"])


def opening(session_id: str, capture_token: str, **more: str) -> dict[str, Any]:
    said = {"sessionId": session_id, "captureToken": capture_token, "live": {}}
    return {"open": said | {"container": "CONTAINER_WEBM", "codec": "VIDEO_CODEC_VP9"} | more}


def test_a_page_records_and_hears_the_verdict(studio: RunningStudio, ada: Browser) -> None:
    studio.conversation = AskedAlready
    session_id = session(studio, ada)
    with socket_of(studio) as socket:
        say(socket, opening(session_id, token(ada, session_id, studio.origin)))
        socket.send(b"1.0")
        say(socket, {"end": {}})
        heard = hear(socket)
        while "verdict" not in heard:
            heard = hear(socket)
    assert heard["verdict"]["state"] == "ENROLLMENT_STATE_PASSED"


def refusal(studio: RunningStudio, said: object, origin: str | None = None) -> str:
    with socket_of(studio, origin) as socket:
        if isinstance(said, bytes | str):
            socket.send(said)
        else:
            say(socket, said)
        return str(hear(socket)["refused"]["reason"])


def test_a_page_of_another_origin_records_nothing(studio: RunningStudio, ada: Browser) -> None:
    session_id = session(studio, ada)
    opened = opening(session_id, token(ada, session_id, studio.origin))
    assert refusal(studio, opened, "https://evil.example") == "CAPTURE_TOKEN_OTHER_ORIGIN"


def test_a_page_cannot_say_itself_where_it_comes_from(studio: RunningStudio, ada: Browser) -> None:
    session_id = session(studio, ada)
    opened = opening(session_id, token(ada, session_id, studio.origin), captureOrigin=studio.origin)
    assert refusal(studio, opened, "https://evil.example") == "CAPTURE_TOKEN_OTHER_ORIGIN"


def test_a_token_of_another_session_records_nothing(studio: RunningStudio, ada: Browser) -> None:
    first, second = session(studio, ada, "1"), session(studio, ada, "2")
    assert refusal(studio, opening(second, token(ada, first, studio.origin))) == "CAPTURE_TOKEN_OTHER_SESSION"


def test_a_token_that_was_used_up_records_nothing(studio: RunningStudio, ada: Browser) -> None:
    studio.conversation = AskedAlready
    session_id = session(studio, ada)
    opened = opening(session_id, token(ada, session_id, studio.origin))
    with socket_of(studio) as socket:
        say(socket, opened)
        socket.send(b"1.0")
        while "verdict" not in hear(socket):
            pass
    assert refusal(studio, opened) == "SESSION_USED"


def test_a_token_past_its_session_records_nothing(studio: RunningStudio, ada: Browser) -> None:
    session_id = session(studio, ada)
    opened = opening(session_id, token(ada, session_id, studio.origin))
    studio.world.clock.now_us += 600 * SECOND_US
    assert refusal(studio, opened) == "CAPTURE_TOKEN_EXPIRED"


def test_without_a_token_nothing_is_recorded_whatever_the_cookie_says(studio: RunningStudio, ada: Browser) -> None:
    assert refusal(studio, opening(session(studio, ada), "")) == "NOT_THE_OWNER"


@pytest.mark.parametrize("said", ["", "{", "[]", '{"nothing": {}}', '{"open": 1}', "[" * 4000, "x" * 5000])
def test_a_message_that_is_none_is_refused(studio: RunningStudio, said: str) -> None:
    assert refusal(studio, said) == "MESSAGE_MALFORMED"


def test_a_recording_that_begins_without_open_is_refused(studio: RunningStudio) -> None:
    assert refusal(studio, b"media") == "NOT_OPENED"


def test_a_whole_piece_of_what_cannot_be_compressed_is_taken(studio: RunningStudio) -> None:
    assert refusal(studio, shake_128(b"media").digest(64 * 1024)) == "NOT_OPENED"


def test_a_piece_that_is_too_large_ends_the_connection(studio: RunningStudio) -> None:
    with socket_of(studio) as socket:
        socket.send(bytes(64 * 1024 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            hear(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


def test_a_closed_tab_abandons_the_attempt_and_leaves_the_session(studio: RunningStudio, ada: Browser) -> None:
    session_id = session(studio, ada)
    capture_token = token(ada, session_id, studio.origin)
    with socket_of(studio) as socket:
        say(socket, opening(session_id, capture_token))
        state(ada, session_id, SessionState.RECORDING)
    assert state(ada, session_id, SessionState.ABANDONED)["attemptsLeft"] == 2


def state(ada: Browser, session_id: str, wanted: SessionState) -> Any:
    """The session, asked for again and again until it is in this state; the tests' own time limit ends it."""
    while True:
        view = ada.call("EnrollmentService/GetEnrollment", {"sessionId": session_id}).said
        if view["state"] == f"ENROLLMENT_STATE_{wanted.name}":
            return view
