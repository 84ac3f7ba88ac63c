"""Real gRPC over TLS under small quotas of a caller file: what is refused, how it reads, and what never is."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from cameo_client.connection import Connection
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_client.services.consent import ConsentClient
from cameo_client.services.render import RenderClient
from cameo_service.json_log import CALL
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.caller_table import CALLER_TABLE, COSTS, PROMPTS, STREAMS
from cameo_service.rpc.identity.identity import LOOK_S
from cameo_service.usecases.acting.quotas import BURST_S
from tests.cameo_service.rpc.identity.secure_service import APP, CALLERS, OTHER_APP, STUDIO, SecureService
from tests.cameo_service.usecases.world import SECOND_US, World

SMALL = """
[caller.quotas]
calls_per_s = 2
prompt_bytes_per_s = 65536
new_people_per_day = 1
[caller.quotas.person]
calls_per_s = 1
"""
LINES = CALLERS.replace('\n[[caller]]\nid = "other app"', SMALL + '\n[[caller]]\nid = "other app"').replace(
    '\n[[caller]]\nid = "operator"', SMALL + '\n[[caller]]\nid = "operator"'
)
CALLS = 2 * BURST_S
"""Of the app at once, and of the studio; half as many of a person."""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SecureService]:
    world = World()
    world.person("ada")
    world.person("bob")
    running = SecureService(world, tmp_path)
    running.write(LINES)
    wait(running, LOOK_S)
    yield running
    running.stop()


def wait(secure: SecureService, seconds: float) -> None:
    secure.world.clock.now_us += round(seconds * SECOND_US)


def ask(secure: SecureService, connection: Connection, person: str = "ada") -> Any:
    request = pb.GetConsentRequest()
    request.owner.subject_id = str(secure.world.people[person])
    return ConsentClient(connection).get_consent(request)


def block(secure: SecureService, connection: Connection, request_id: str) -> Any:
    request = pb.BlockActorRequest(request_id=request_id)
    request.owner.subject_id = str(secure.world.people["ada"])
    request.actor.subject_id = str(secure.world.people["bob"])
    return ConsentClient(connection).block_actor(request)


def refused(call: Callable[[], Any]) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        call()
    return caught.value


def test_a_caller_reads_a_code_a_status_and_when_to_try_again_and_then_may(small: SecureService) -> None:
    app = small.connection(APP)
    for _ in range(CALLS):
        ask(small, app)
    error = refused(lambda: ask(small, app))
    assert (error.status, error.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "QUOTA_EXCEEDED")
    assert error.retry_after_s == 1
    cause: Any = error.__cause__
    details = rpc_status.from_call(cause).details
    info = error_details_pb2.RetryInfo()
    assert details[1].Unpack(info)
    assert info.retry_delay.seconds == error.retry_after_s
    wait(small, error.retry_after_s)
    ask(small, app)


def test_what_one_caller_uses_up_refuses_no_other(small: SecureService) -> None:
    app = small.connection(APP)
    for _ in range(CALLS):
        ask(small, app)
    refused(lambda: ask(small, app))
    other = ConsentClient(small.connection(OTHER_APP).acting_for(small.others.token("someone", "cameo ask")))
    assert other.get_consent(pb.GetConsentRequest())


def test_acts_that_narrow_are_done_though_everything_else_is_used_up_and_are_counted_apart(
    small: SecureService,
) -> None:
    app = small.connection(APP)
    for _ in range(CALLS):
        ask(small, app)
    refused(lambda: ask(small, app))
    for number in range(CALLS):
        block(small, app, f"block {number}")
    assert refused(lambda: block(small, app, "one more")).reason == "QUOTA_EXCEEDED"


def test_a_person_uses_up_what_is_theirs_alone(small: SecureService) -> None:
    app = small.connection(APP)
    ada, bob = (ConsentClient(app.acting_for(small.asks(name))) for name in ("ada", "bob"))
    for _ in range(BURST_S):
        ada.get_consent(pb.GetConsentRequest())
    assert refused(lambda: ada.get_consent(pb.GetConsentRequest())).reason == "QUOTA_EXCEEDED"
    bob.get_consent(pb.GetConsentRequest())


def test_a_new_person_too_many_is_refused_like_any_quota_and_a_known_one_is_served(small: SecureService) -> None:
    app = small.connection(APP)
    ConsentClient(app.acting_for(small.asks("first"))).get_consent(pb.GetConsentRequest())
    error = refused(lambda: ConsentClient(app.acting_for(small.asks("second"))).get_consent(pb.GetConsentRequest()))
    for _ in range(CALLS - 2):
        ask(small, app)
    same = refused(lambda: ask(small, app))
    assert (error.reason, error.message, error.status) == (same.reason, same.message, same.status)


def check(secure: SecureService, connection: Connection, person: str, prompt: str = "a cat") -> Any:
    request = render_pb.CheckPromptRequest(
        prompt=prompt, modalities=[terms.MODALITY_FACE], use=terms.USE_PRIVATE, job_id="job"
    )
    request.requester_assertion = secure.asks(person)
    return RenderClient(connection).check_prompt(request)


def test_a_requester_is_counted_though_only_the_request_names_them(small: SecureService) -> None:
    studio = small.connection(STUDIO)
    for _ in range(BURST_S):
        check(small, studio, "bob")
    assert refused(lambda: check(small, studio, "bob")).reason == "QUOTA_EXCEEDED"
    check(small, studio, "ada")


def test_prompts_are_counted_by_their_bytes(small: SecureService) -> None:
    studio, text = small.connection(STUDIO), "cat " * 8000
    request = render_pb.CheckPromptRequest(
        prompt=text, modalities=[terms.MODALITY_FACE], use=terms.USE_PRIVATE, job_id="job"
    )
    answered = [RenderClient(studio).check_prompt(request) for _ in range(9)]
    assert len(answered) == 9
    wait(small, 0.1)
    assert 11 * len(text) > 65536 * BURST_S
    RenderClient(studio).check_prompt(request)
    wait(small, 0.1)
    assert refused(lambda: RenderClient(studio).check_prompt(request)).reason == "QUOTA_EXCEEDED"


def test_the_operators_log_says_which_quota_it_was(small: SecureService, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    app = small.connection(APP)
    for _ in range(CALLS):
        ask(small, app)
    refused(lambda: ask(small, app))
    lines: list[Any] = [getattr(record, CALL) for record in caplog.records if hasattr(record, CALL)]
    assert (lines[-1]["code"], lines[-1]["service"], lines[-1]["cause"]) == ("QUOTA_EXCEEDED", "app", "calls_per_s")


def test_a_changed_file_changes_the_quotas_of_calls_from_then_on(small: SecureService) -> None:
    app = small.connection(APP)
    for _ in range(CALLS):
        ask(small, app)
    small.write(LINES.replace("calls_per_s = 2", "calls_per_s = 20"))
    wait(small, LOOK_S)
    for _ in range(40):
        ask(small, app)
    refused(lambda: ask(small, app))


def test_every_method_that_the_quotas_name_is_one_of_the_contract() -> None:
    assert {*COSTS, *PROMPTS, *STREAMS} <= set(CALLER_TABLE)


def test_whose_call_waits_is_known_by_a_certificate_or_a_token_that_was_verified_before(small: SecureService) -> None:
    certificate = Call("", peer={"peer_uri": [APP.encode()]})
    assert small.identity.known_as(certificate) == "app"
    token = Call("", (("authorization", f"Bearer {small.people.token('the app', 'cameo')}"),))
    assert small.identity.known_as(token) == ""
    small.identity.identify(token)
    assert small.identity.known_as(token) == "app"
    made_up = Call("", (("authorization", "Bearer made.up.token"),), peer={"peer_uri": [APP.encode()]})
    assert small.identity.known_as(made_up) == "app"
    assert small.identity.known_as(Call("")) == ""
