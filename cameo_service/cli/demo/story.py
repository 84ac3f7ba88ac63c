"""The acts of the demo, told on the terminal. Everything goes over gRPC, as any other client's calls would."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from google.protobuf.json_format import MessageToDict
from rich.console import Console
from rich.panel import Panel

from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent_pb
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli import check, enroll
from cameo_service.cli.activity import activity_table
from cameo_service.cli.analyse import second_look
from cameo_service.cli.connection import Callers, named, new_request_id
from cameo_service.cli.demo.live_take import LiveTake
from cameo_service.clock import SystemClock
from evaluation.subject.rendered_subject import LIVE_TAKE, LiveSubject, Subject
from liveness.challenge.file import read_challenge, write_challenge

OWNER, FRIEND, STRANGER = "ada", "ben", "mallory"
GENERATOR = "demo-generator"
PROMPT = "@ada plays trumpet among zebras"
SEED = 0
FEED_DELAY_S = 1.0
_INTRODUCTION = """Ada does not exist. She is computer-generated: a head made of ellipsoids and an espeak-ng voice,
rendered while you watch, streamed over gRPC, and judged by the same nets and checks as every subject.
She passes under policy DEMO only, which leaves out the checks that exist to refuse her."""


class NotAsToldError(Exception):
    """A step of the demo went otherwise than the story tells; the message says which."""


@dataclass(frozen=True, slots=True)
class Story:
    """Where the acts play. checks and streams: the two ports of one service."""

    console: Console
    checks: Callers
    streams: Callers
    folder: Path
    models: Path

    def act(self, title: str) -> None:
        """A heading."""
        self.console.print(f"\n[bold cyan]{title}[/]")

    def introduce(self, *people: str) -> None:
        """First contact of some adults."""
        for person in people:
            request = consent_pb.AssertAgeRequest(age=terms.AGE_CLASS_ADULT, request_id=new_request_id())
            self.checks.consent(person).assert_age(request)

    def ask(self, person: str, *, allowed: bool) -> None:
        """One check of the prompt, shown with its decoded grant.

        Raises:
            NotAsToldError: the answer is another one than the story tells.
        """
        self.console.print(f'{person} asks for "{PROMPT}":', markup=False)
        client = self.checks.render(GENERATOR)
        request = check.request_for(PROMPT, person, "publish")
        request.requester_assertion = self.checks.identities.asks(person)
        reply = client.check_prompt(request)
        claims = check.decoded(client, reply, PROMPT) if reply.render_grant else None
        check.show(reply, claims, self.console)
        if (reply.decision == render_pb.PROMPT_DECISION_ALLOWED) != allowed:
            raise NotAsToldError(f"{person} was to be {'allowed' if allowed else 'refused'}.")

    def set_audience(self, audience: str) -> None:
        """The owner's ceiling."""
        request = consent_pb.SetAudienceRequest(audience=f"AUDIENCE_{audience}", request_id=new_request_id())
        self.checks.consent(OWNER).set_audience(request)

    def grant(self) -> None:
        """The friend may render and publish, face and voice."""
        request = consent_pb.GrantAccessRequest(
            grantee=named(FRIEND),
            modalities=[terms.MODALITY_FACE, terms.MODALITY_VOICE],
            uses=[terms.USE_PRIVATE, terms.USE_PUBLISH],
            request_id=new_request_id(),
        )
        self.checks.consent(OWNER).grant_access(request)


def draw_ahead(show: Callable[[str], None]) -> None:
    """Draws the subject before the stream begins: a busy machine cannot draw her as fast as time passes.

    show: told how far it is.
    """
    LiveSubject(Subject(SEED)).prepare(lambda done, poses: show(f"drawing her: {done} of {poses} poses ..."))


def rendered_story(story: Story) -> None:
    """Seven acts with the rendered subject.

    Raises:
        NotAsToldError: an act ended otherwise than it should.
    """
    story.console.print(Panel(_INTRODUCTION, title="A subject who does not exist", expand=False))
    story.introduce(OWNER, FRIEND, STRANGER)
    take = _enroll_live(story)
    story.act("2. Who may render her")
    story.checks.consent(OWNER).claim_handle(consent_pb.ClaimHandleRequest(handle=OWNER, request_id=new_request_id()))
    story.set_audience("APPROVED")
    story.grant()
    story.console.print("She sets her audience to APPROVED and grants her friend ben face and voice.")
    story.act("3. The generator asks")
    story.ask(FRIEND, allowed=True)
    story.ask(STRANGER, allowed=False)
    story.act("4. She revokes; the next check sees it")
    request = consent_pb.RevokeAccessRequest(grantee=named(FRIEND), request_id=new_request_id())
    story.checks.consent(OWNER).revoke_access(request)
    story.ask(FRIEND, allowed=False)
    story.act("5. A ceiling suspends grants without deleting them")
    story.grant()
    story.set_audience("ONLY_ME")
    story.console.print("She grants ben again and sets ONLY_ME:")
    story.ask(FRIEND, allowed=False)
    story.set_audience("APPROVED")
    story.console.print("Back to APPROVED:")
    story.ask(FRIEND, allowed=True)
    story.act("6. What she sees: refused attempts too, counted in batches of up to a second")
    time.sleep(FEED_DELAY_S)
    story.console.print(activity_table(story.checks.consent(OWNER)))
    story.act("7. The same recording under the production policy")
    if second_look(story.console, bytes(take.data), take.challenge, story.models):
        raise NotAsToldError("The production policy was to refuse her.")


def recording_story(story: Story, recording: Path, challenge: Path) -> None:
    """A real recording from a file: the verdict, then what a file is worth.

    Raises:
        NotAsToldError: the recording was not accepted, or a check answered otherwise than it should.
    """
    story.introduce(OWNER, FRIEND)
    story.act(f"1. {recording.name} is uploaded and judged under the production policy")
    client = story.streams.enrollment(OWNER)
    verdict = enroll.upload(
        client, enroll.start(client), recording.read_bytes(), read_challenge(challenge.read_bytes())
    )
    story.console.print(enroll.verdict_table(verdict))
    if verdict.state != pb.ENROLLMENT_STATE_PASSED:
        raise NotAsToldError("The recording was not accepted, so there is no likeness to render.")
    story.checks.consent(OWNER).claim_handle(consent_pb.ClaimHandleRequest(handle=OWNER, request_id=new_request_id()))
    story.grant()
    story.act("2. A file is capped at ONLY_ME: the prompts were not asked live")
    story.ask(FRIEND, allowed=False)
    story.ask(OWNER, allowed=True)


def _enroll_live(story: Story) -> LiveTake:
    """The take that passed, out of as many attempts as a session has."""
    story.act("1. She records a live selfie; prompts come while it runs")
    client = story.streams.enrollment(OWNER)
    session = enroll.start(client)
    for number in range(session.attempts_left):
        take = LiveTake(LiveSubject(Subject(SEED), take=replace(LIVE_TAKE, seed=number)), SystemClock())
        verdict = take.enroll(client, session.session_id, lambda reply: enroll.tell(story.console, reply))
        story.console.print(enroll.verdict_table(verdict))
        _keep(story.folder, take, verdict)
        if verdict.state == pb.ENROLLMENT_STATE_PASSED:
            return take
        story.console.print(f"She did not pass; rendering was {take.behind_s:.1f} s late at worst.", style="yellow")
        if verdict.state != pb.ENROLLMENT_STATE_RETRY:
            break
    raise NotAsToldError("She was to pass under policy DEMO, and no attempt is left.")


def _keep(folder: Path, take: LiveTake, verdict: pb.Verdict) -> None:
    (folder / "recording.webm").write_bytes(take.data)
    (folder / "challenge.json").write_text(write_challenge(take.challenge), encoding="utf-8")
    (folder / "verdict.json").write_text(json.dumps(MessageToDict(verdict), indent=2), encoding="utf-8")
