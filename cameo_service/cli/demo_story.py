"""The acts of the demo, told on the terminal. Everything goes over gRPC, as any other client's calls would."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

from google.protobuf.json_format import MessageToDict
from rich.console import Console
from rich.panel import Panel

from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent_pb
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli import check, enroll
from cameo_service.cli.activity import activity_table
from cameo_service.cli.analyse import second_look
from cameo_service.cli.connection import Callers, named, new_request_id
from cameo_service.cli.live_take import LiveTake
from cameo_service.clock import SystemClock
from evaluation.subject.live_subject import LiveSubject
from evaluation.subject.rendered_subject import Subject, Take
from liveness.challenge.file import read_challenge, write_challenge

OWNER, FRIEND, STRANGER = "ada", "ben", "mallory"
PROMPT = "@ada plays trumpet among zebras"
SEED = 0
FEED_DELAY_S = 1.0
SIZE, PICTURES_A_SECOND = (256, 256), 12
"""As small as the checks allow: a busy machine must draw her as fast as time passes."""
_INTRODUCTION = """Ada does not exist. She is computer-generated: a head made of ellipsoids and an espeak-ng voice,
rendered while you watch, streamed over gRPC, and judged by the same nets and checks as anybody.
She passes under policy DEMO only, which leaves out the checks that exist to refuse her."""


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

    def ask(self, person: str, use: str = "publish") -> None:
        """One check of the prompt, shown with its decoded grant."""
        self.console.print(f'{person} asks for "{PROMPT}":', markup=False)
        client = self.checks.render("demo-generator")
        reply = client.check_prompt(check.request_for(PROMPT, person, use))
        claims = check.decoded(client, reply, PROMPT) if reply.render_grant else None
        check.show(reply, claims, self.console)

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


def rendered_story(story: Story) -> None:
    """Seven acts with the rendered subject."""
    story.console.print(Panel(_INTRODUCTION, title="A subject who is nobody", expand=False))
    story.introduce(OWNER, FRIEND, STRANGER)
    take = _enroll_live(story)
    if take is None:
        story.console.print("No attempt is left. Run the demo again.", style="yellow")
        return
    story.act("2. Who may render her")
    story.checks.consent(OWNER).claim_handle(consent_pb.ClaimHandleRequest(handle=OWNER, request_id=new_request_id()))
    story.set_audience("APPROVED")
    story.grant()
    story.console.print("She sets her audience to APPROVED and grants her friend ben face and voice.")
    story.act("3. The generator asks")
    story.ask(FRIEND)
    story.ask(STRANGER)
    story.act("4. She revokes; the next check sees it")
    request = consent_pb.RevokeAccessRequest(grantee=named(FRIEND), request_id=new_request_id())
    story.checks.consent(OWNER).revoke_access(request)
    story.ask(FRIEND)
    story.act("5. A ceiling suspends grants without deleting them")
    story.grant()
    story.set_audience("ONLY_ME")
    story.console.print("She grants ben again and sets ONLY_ME:")
    story.ask(FRIEND)
    story.set_audience("APPROVED")
    story.console.print("Back to APPROVED:")
    story.ask(FRIEND)
    story.act("6. What she sees: refused attempts too, counted in batches of up to a second")
    time.sleep(FEED_DELAY_S)
    story.console.print(activity_table(story.checks.consent(OWNER)))
    story.act("7. The same recording under the production policy")
    second_look(story.console, bytes(take.data), take.challenge, story.models)


def recording_story(story: Story, recording: Path, challenge: Path) -> None:
    """A real recording from a file: the verdict, then what a file is worth."""
    story.introduce(OWNER, FRIEND)
    story.act(f"1. {recording.name} is uploaded and judged under the production policy")
    client = story.streams.enrollment(OWNER)
    verdict = enroll.upload(
        client, enroll.start(client), recording.read_bytes(), read_challenge(challenge.read_bytes())
    )
    story.console.print(enroll.verdict_table(verdict))
    if verdict.state != pb.ENROLLMENT_STATE_PASSED:
        story.console.print("It was not accepted, so there is nobody to render.", style="yellow")
        return
    story.checks.consent(OWNER).claim_handle(consent_pb.ClaimHandleRequest(handle=OWNER, request_id=new_request_id()))
    story.grant()
    story.act("2. A file is capped at ONLY_ME: nobody was asked while it was recorded")
    story.ask(FRIEND)
    story.ask(OWNER)


def _enroll_live(story: Story) -> LiveTake | None:
    """Up to three attempts in one session, as anybody has; the take that passed."""
    story.act("1. She records a live selfie; prompts come while it runs")
    client = story.streams.enrollment(OWNER)
    session = enroll.start(client)
    for number in range(session.attempts_left):
        take = LiveTake(
            LiveSubject(Subject(SEED), take=Take(size=SIZE, frames_per_second=PICTURES_A_SECOND, seed=number)),
            SystemClock(),
        )
        verdict = take.enroll(client, session.session_id, lambda reply: enroll.tell(story.console, reply))
        story.console.print(enroll.verdict_table(verdict))
        _keep(story.folder, take, verdict)
        if verdict.state == pb.ENROLLMENT_STATE_PASSED:
            return take
        if verdict.state != pb.ENROLLMENT_STATE_RETRY:
            break
        story.console.print("She is told what to do better and tries again.", style="yellow")
    return None


def _keep(folder: Path, take: LiveTake, verdict: pb.Verdict) -> None:
    (folder / "recording.webm").write_bytes(take.data)
    (folder / "challenge.json").write_text(write_challenge(take.challenge), encoding="utf-8")
    (folder / "verdict.json").write_text(json.dumps(MessageToDict(verdict), indent=2), encoding="utf-8")
