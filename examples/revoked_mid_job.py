"""A story on a running service: one render is published; the next is revoked while it runs, and cannot be published.

Start `cameo serve --insecure-dev`, enroll ada (`cameo enroll`), introduce ben, then: python -m examples.revoked_mid_job
"""

import argparse
import time
from pathlib import Path
from uuid import uuid4

from cameo_client.connection import dev_connection, open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import appearance_service_pb2 as appearances
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import subject_pb2, terms_pb2
from cameo_client.services.cameo import CameoClient
from cameo_client.services.consent import ConsentClient
from cameo_client.services.render import RenderClient
from cameo_client.watch_client import guarded_renders
from examples.generator import CancelledError, Generator, Job, Output

ISSUER, OWNER, FRIEND, STUDIO = "dev", "ada", "ben", "example-studio"
PROMPT = "@ada plays trumpet among zebras"
REVOKED_AT_FRAME = 10


def assertion_of(person: str) -> str:
    """An assertion as your identity provider signs it, valid for 5 minutes."""
    return dev_assertion(ISSUER, person, time.time_ns() // 1_000_000_000 + 300)


def app_of(server: str, person: str) -> CameoClient:
    """The app backend, which acts for a person."""
    backend = dev_connection(open_channel(server), "example-app", "app_backend")
    return CameoClient(backend.acting_for(assertion_of(person)))


def job() -> Job:
    """A render that Ben requests."""
    return Job(str(uuid4()), PROMPT, assertion_of(FRIEND))


def open_up(ada: ConsentClient) -> None:
    """Ada lets Ben publish her face and voice."""
    ada.set_audience(consent.SetAudienceRequest(audience=terms_pb2.AUDIENCE_APPROVED, request_id=str(uuid4())))
    ada.grant_access(
        consent.GrantAccessRequest(
            grantee=_friend(),
            modalities=[terms_pb2.MODALITY_FACE, terms_pb2.MODALITY_VOICE],
            uses=[terms_pb2.USE_PRIVATE, terms_pb2.USE_PUBLISH],
            request_id=str(uuid4()),
        )
    )


def publish_one(generator: Generator, out: Path) -> None:
    """Ben's first render is allowed and published."""
    asked = job()
    output = generator.render(asked, generator.check(asked), lambda _: None)
    appearance = generator.publish(output)
    out.write_bytes(output.mp4)
    print(f"published {out.name}, {len(output.mp4)} bytes, appearance {appearance}")


def revoke_mid_job(generator: Generator, ada: ConsentClient) -> None:
    """Ada revokes while Ben's second render runs, and orders existing outputs deleted."""
    asked = job()
    grant = generator.check(asked)

    def progress(number: int) -> None:
        if number == REVOKED_AT_FRAME:
            request = consent.RevokeAccessRequest(
                grantee=_friend(), effect=consent.STOP_EFFECT_DELETE_ALL, request_id=str(uuid4())
            )
            print(f"ada revokes at frame {number}; ordered down: {ada.revoke_access(request).ordered_takedowns}")
            generator.cancelled.wait(5.0)

    try:
        generator.render(asked, grant, progress)
    except CancelledError as error:
        print(f"cancelled: {error}")
    try:
        generator.commit(Output(asked, grant, b"what was made so far", b"marked"), pb.COMMIT_STAGE_DRAFT)
    except RefusedError as error:
        print(f"commit refused: {error.reason}")


def tell(app: CameoClient) -> None:
    """Carries out the takedown orders for the app, and prints the owner's activity."""
    for order in app.appearance.list_takedowns(appearances.ListTakedownsRequest()).takedowns:
        print(f"take down {order.appearance.appearance_id} until {order.due_time.ToJsonString()}")
        request = appearances.AcknowledgeTakedownRequest(takedown_id=order.takedown_id, request_id=str(uuid4()))
        app.appearance.acknowledge_takedown(request)
    print("ada's activity, newest first:")
    for line in app.consent.list_activity(consent.ListActivityRequest()).activities:
        print(f"  {line.event_time.ToJsonString()} {line.kind} {line.reason} {line.provider} x{line.count}")


def run(server: str, watch: str, out: Path) -> None:
    """Runs the story against host:port of calls and of watches. `out`: the published video."""
    app = app_of(server, OWNER)
    studio = dev_connection(open_channel(server), STUDIO, "generation")
    open_up(app.consent)
    with guarded_renders(STUDIO, studio, dev_connection(open_channel(watch), STUDIO, "generation")) as guard:
        generator = Generator(RenderClient(studio), guard)
        publish_one(generator, out)
        revoke_mid_job(generator, app.consent)
    tell(app)


def _friend() -> subject_pb2.SubjectRef:
    return subject_pb2.SubjectRef(external=subject_pb2.ExternalIdentity(issuer=ISSUER, sub=FRIEND))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="127.0.0.1:7443", help="host:port of unary calls")
    parser.add_argument("--watch", default="127.0.0.1:7445", help="host:port of watches")
    parser.add_argument("--out", type=Path, default=Path("published.mp4"), help="where the published video goes")
    chosen = parser.parse_args()
    run(chosen.server, chosen.watch, chosen.out)
