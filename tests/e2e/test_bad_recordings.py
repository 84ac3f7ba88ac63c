"""Whatever is sent as a recording: its own clear error or failed check, and the service goes on."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.cli import enroll
from evaluation.subject.performance import Flaw
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from tests.e2e import acts, takes
from tests.e2e.service_process import ServiceProcess
from tests.liveness.clips import MP4, WEBM, Clip, encode, every

NOBODY = "00000000-0000-7000-8000-000000000000"
TINY = Clip(width=16, height=16, audio_codec=None, bgr=(90, 90, 90))
EIGHT_K = replace(MP4, width=7680, height=4320, times_s=(0.0,), bgr=(90, 90, 90), audio_codec=None)

NUMBERS = count(1)


@pytest.fixture
def somebody() -> str:
    """Whoever is refused too often rests for an hour, so every test has a person of its own."""
    return f"person-{next(NUMBERS)}"


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("EMPTY_RECORDING", lambda: b""),
        ("UNSUPPORTED_CONTAINER", lambda: b"Dear service,\nthis is a text that was renamed to .mp4\n" * 20),
        ("TRUNCATED_RECORDING", lambda: encode(MP4)[: len(encode(MP4)) // 2]),
        ("NO_VIDEO", lambda: encode(replace(MP4, video_codec=None))),
        ("TOO_LONG", lambda: encode(replace(TINY, times_s=every(1, 600)))),
        ("TOO_MANY_PIXELS", lambda: encode(EIGHT_K)),
    ],
)
def test_what_is_no_recording_is_refused_by_name(
    service: ServiceProcess, somebody: str, code: str, data: Callable[[], bytes]
) -> None:
    with pytest.raises(RefusedError) as refused:
        acts.upload(service, somebody, data(), takes.SHORT)
    assert (refused.value.status.name, refused.value.reason) == ("INVALID_ARGUMENT", code)
    assert refused.value.message


def reasons(verdict: pb.Verdict) -> set[str]:
    return {check.reason for check in verdict.checks if check.result != pb.CHECK_RESULT_PASSED}


@pytest.mark.parametrize(
    ("reason", "clip"), [("NO_FACE", WEBM), ("NO_SOUND", replace(WEBM, audio_codec=None)), ("TOO_SHORT", WEBM)]
)
def test_a_recording_of_nobody_or_without_sound_may_be_tried_again(
    service: ServiceProcess, somebody: str, reason: str, clip: Clip
) -> None:
    verdict = acts.upload(service, somebody, encode(clip), takes.SHORT)
    assert verdict.state == pb.ENROLLMENT_STATE_RETRY
    assert reason in reasons(verdict)


@pytest.mark.parametrize(
    ("reason", "flaw"),
    [
        ("MANY_FACES", Flaw.SECOND_FACE),
        ("TOO_DARK", Flaw.DARK),
        ("TOO_LITTLE_SPEECH", Flaw.SILENT),
        ("WRONG_WORDS", Flaw.WRONG_WORDS),
        # Whisper scores what it is asked, and writes down nothing that could be in another order (ADR 0056).
        ("WRONG_WORDS", Flaw.WRONG_ORDER),
        ("ANSWER_TOO_EARLY", Flaw.EARLY),
    ],
)
def test_a_person_who_does_it_wrong_is_told_what(
    service: ServiceProcess, somebody: str, reason: str, flaw: Flaw
) -> None:
    verdict = acts.upload(service, somebody, takes.flawed(flaw), takes.SHORT)
    assert verdict.state in {pb.ENROLLMENT_STATE_RETRY, pb.ENROLLMENT_STATE_FAILED}
    assert reason in reasons(verdict)
    assert all(check.help_text for check in verdict.checks if check.reason)


@pytest.mark.parametrize("text", ["xyzzyq monkey", "42", "ünïcode"])
def test_a_word_that_nobody_could_be_heard_saying_is_a_bad_challenge(
    service: ServiceProcess, somebody: str, text: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        acts.upload(service, somebody, encode(WEBM), Challenge((Prompt("1", PromptKind.SAY, text),)))
    assert (refused.value.status.name, refused.value.reason) == ("INVALID_ARGUMENT", "UNKNOWN_WORD")
    assert text.split(maxsplit=1)[0] in refused.value.message


def refusal(service: ServiceProcess, person: str, session_id: str) -> str:
    session = pb.StartEnrollmentResponse(session_id=session_id)
    with pytest.raises(RefusedError) as refused:
        enroll.upload(service.streams.enrollment(person), session, b"", takes.SHORT)
    return refused.value.reason


def test_a_session_of_nobody_of_somebody_else_and_no_session_at_all(service: ServiceProcess) -> None:
    adas = acts.start(service, "ada").session_id
    assert refusal(service, "eve", NOBODY) == refusal(service, "eve", adas) == "UNKNOWN_SESSION"
    assert refusal(service, "eve", "nonsense") == "FIELD_MALFORMED"
    assert acts.session(service, "ada", adas).attempts_left == 3


def test_after_all_that_a_good_recording_passes_once(service: ServiceProcess) -> None:
    session = acts.start(service, "ada")
    verdict = enroll.upload(service.streams.enrollment("ada"), session, takes.good(), takes.WHOLE)
    assert verdict.state == pb.ENROLLMENT_STATE_PASSED, verdict
    assert refusal(service, "ada", session.session_id) == "SESSION_USED"
    assert acts.session(service, "ada", session.session_id).record == verdict.record
    assert "Traceback" not in service.log
