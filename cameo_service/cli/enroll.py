"""`cameo enroll FILE`: uploads a finished recording, and shows verdicts.

A file allows the audience ONLY_ME at most, since no prompt was answered live.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from rich.console import Console
from rich.table import Table

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.recorded_chunks import RecordedChunks
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.cli.connection import STREAMS, Person, StreamServer, new_request_id, reached
from cameo_service.cli.terminal import EXIT_BAD_INPUT, AsJson, print_json, refuse, waiting
from cameo_service.clock import SystemClock
from cameo_service.rpc.conversion import DIRECTION, KIND
from liveness.challenge.file import read_challenge
from liveness.challenge.prompts import Challenge, Prompt
from liveness.errors import ChallengeError

NOTICE = "I agree that my face and voice are verified, and that templates and reference media of me are kept."
PHOTO_NOTICE = " I agree that my face is compared with the photo I give, which is not kept."
EXIT_CODES = {pb.ENROLLMENT_STATE_PASSED: 0, pb.ENROLLMENT_STATE_RETRY: 2}
_STYLES = {pb.CHECK_RESULT_PASSED: "green", pb.CHECK_RESULT_FAILED: "red", pb.CHECK_RESULT_INCONCLUSIVE: "yellow"}


def enroll(
    file: Annotated[Path, typer.Argument(help="The recording: WebM, MP4 or MOV.", exists=True, dir_okay=False)],
    person: Person,
    challenge: Annotated[
        Path, typer.Option(help="The prompts of the recording, as JSON.", exists=True, dir_okay=False)
    ],
    server: StreamServer = STREAMS,
    *,
    reference: Annotated[
        Path | None, typer.Option(help="JPEG photo of the person it must show.", exists=True, dir_okay=False)
    ] = None,
    invitation: Annotated[str, typer.Option(help="Id from `cameo invite`, if enrollment is by invitation.")] = "",
    agree: Annotated[bool, typer.Option("--agree", help=f"The person agreed to this in writing: {NOTICE}")] = False,
    as_json: AsJson = False,
) -> None:
    """Enroll a person from a recording in a file.

    Exit 0: passed, 1: failed, 2: another attempt may pass, 3: bad input.
    """
    if not agree:
        raise typer.BadParameter("a recording is uploaded only with the person's written consent", param_hint="--agree")
    try:
        asked = read_challenge(challenge.read_bytes())
    except ChallengeError as error:
        refuse(error, EXIT_BAD_INPUT)
    console = Console(stderr=True)
    with reached(server) as callers, waiting("judging the recording", console):
        client = callers.enrollment(person)
        photo = reference.read_bytes() if reference else b""
        session = start(client, has_photo=bool(photo), invitation=invitation)
        verdict = upload(client, session, file.read_bytes(), asked, photo, console)
    show_verdict(verdict, as_json=as_json)


def show_verdict(verdict: pb.Verdict, *, as_json: bool) -> NoReturn:
    """Prints a verdict and ends the command with the verdict's exit code."""
    if as_json:
        print_json(verdict)
    else:
        Console().print(verdict_table(verdict))
    raise typer.Exit(EXIT_CODES.get(verdict.state, 1))


def start(
    client: EnrollmentClient,
    *,
    has_photo: bool = False,
    invitation: str = "",
    language: str = "",
    without_words: bool = False,
) -> pb.StartEnrollmentResponse:
    """A session, with consent to all that verification and rendering need, and to a reference photo if there is one.

    language: of what the person says; empty: English. without_words: the person is asked to say nothing in particular.
    """
    agreed = Timestamp()
    agreed.FromMicroseconds(SystemClock().utc_us())
    purposes = [pb.PURPOSE_FACE_TEMPLATE, pb.PURPOSE_VOICE_TEMPLATE, pb.PURPOSE_REFERENCE_MEDIA]
    notice = NOTICE
    if has_photo:
        purposes.append(pb.PURPOSE_IDENTITY_REFERENCE)
        notice += PHOTO_NOTICE
    record = pb.ConsentRecord(
        purposes=[pb.PurposeConsent(purpose=purpose, granted=True) for purpose in purposes],
        notice_version="cli-1",
        locale="en",
        text_sha256=hashlib.sha256(notice.encode()).digest(),
        consent_time=agreed,
    )
    request = pb.StartEnrollmentRequest(
        consent_record=record,
        request_id=new_request_id(),
        invitation_id=invitation,
        challenge_language=language,
        without_words=without_words,
    )
    return client.start_enrollment(request)


def upload(
    client: EnrollmentClient,
    session: pb.StartEnrollmentResponse,
    data: bytes,
    challenge: Challenge,
    photo: bytes = b"",
    console: Console | None = None,
) -> pb.Verdict:
    """Sends a file and waits for its verdict. photo: reference photo, JPEG; empty: none. console: told of waiting."""
    for reply in client.record_enrollment(upload_messages(session.session_id, data, challenge, photo)):
        if console and reply.WhichOneof("message") == "waiting":
            tell(console, reply)
    verdict: pb.Verdict = reply.verdict
    return verdict


def upload_messages(
    session_id: str, data: bytes, challenge: Challenge, photo: bytes = b""
) -> Iterator[pb.RecordEnrollmentRequest]:
    """The messages of an upload: Open with the prompts, the chunks, End."""
    prompts = [_prompt(prompt) for prompt in challenge.prompts]
    upload = pb.UploadMode(prompts=prompts)
    yield pb.RecordEnrollmentRequest(open=pb.Open(session_id=session_id, upload=upload, reference_photo=photo))
    yield from RecordedChunks().of(data)
    yield pb.RecordEnrollmentRequest(end=pb.End())


def _prompt(prompt: Prompt) -> pb.UploadedPrompt:
    return pb.UploadedPrompt(
        prompt_id=prompt.id,
        kind=KIND.to_wire(prompt.kind),
        text=prompt.text,
        direction=DIRECTION.to_wire(prompt.direction) if prompt.direction else None,
        reveal_time=_duration(prompt.reveal_s),
        deadline=_duration(prompt.deadline_s),
    )


def _duration(seconds: float | None) -> Duration | None:
    if seconds is None:
        return None
    duration = Duration()
    duration.FromMicroseconds(round(seconds * 1e6))
    return duration


def verdict_table(verdict: pb.Verdict) -> Table:
    """Each check with its result, what to do, and its time in ms; checks that did not run stand last."""
    state = pb.EnrollmentState.Name(verdict.state).removeprefix("ENROLLMENT_STATE_")
    table = Table("check", "result", "what to do", "ms", title=f"{state} under policy {verdict.record.policy}")
    for check in verdict.checks:
        result = pb.CheckResult.Name(check.result).removeprefix("CHECK_RESULT_").lower()
        told = f"{check.reason}: {check.help_text}" if check.reason else ""
        table.add_row(check.check, f"[{_STYLES[check.result]}]{result}[/]", told, f"{_ms(check.duration):.1f}")
    for missing in verdict.record.checks_not_run:
        table.add_row(missing, "[dim]not run[/]", "", "")
    return table


def tell(console: Console, reply: pb.RecordEnrollmentResponse) -> None:
    """Prints how long the person waits, a prompt or a hint, and when the camera may stop."""
    kind = reply.WhichOneof("message")
    if kind == "waiting" and reply.waiting.position:
        waiting_s = reply.waiting.estimate_s
        console.print(f"  waiting: number {reply.waiting.position} in the queue, about {waiting_s} s", style="dim")
    elif kind == "waiting":
        console.print("  it is your turn", style="dim")
    if kind == "finished":
        console.print("  recorded; judging ...", style="dim")
    elif kind == "prompt":
        asked = reply.prompt
        side = pb.Direction.Name(asked.direction).removeprefix("DIRECTION_").lower()
        what = f'say "{asked.text}"' if asked.text else f"turn your head to your {side}"
        console.print(f"  prompt: {what} (within {asked.window.ToTimedelta().total_seconds():.1f} s)", markup=False)
    elif kind == "hint":
        console.print(f"  hint: {reply.hint.text}", markup=False)


def _ms(duration: Duration) -> float:
    return duration.ToMicroseconds() / 1e3
