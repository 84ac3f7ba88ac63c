"""Limits and words of which client and service have a copy each: neither may import the other's."""

import pytest

from cameo_client import connection, fake_renders, recorded_chunks, render_grant
from cameo_client import render_grant_claims as client
from cameo_client.pb.cameo.v1 import content_class_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.render_grant import open_render_grant
from cameo_client.verification_key import fetch_verification_keys
from cameo_service.rpc.front import server
from consent import render_lease
from consent.errors import TooManyMentionsError
from consent.handles import parse_mentions
from consent.render_grant import CLOCK_SKEW_US
from consent.terms import Audience, Modality, Use
from liveness.limits import recordings
from tests.cameo_service.rpc.running_service import RunningService
from tests.cameo_service.usecases.world import World


def granted(service: RunningService) -> client.RenderGrantClaims:
    request = pb.CheckPromptRequest(
        prompt="@ada waves",
        job_id="job",
        requester_assertion=service.assertion("bob"),
        modalities=[terms_pb2.MODALITY_FACE],
        use=terms_pb2.USE_PRIVATE,
        class_labels=content_class_pb2.ContentLabels(classifier="classifier"),
    )
    reply = service.studio().check_prompt(request)
    return open_render_grant(reply.render_grant, fetch_verification_keys(service.studio()))


def test_the_longest_grant_the_service_signs_is_the_longest_the_client_accepts() -> None:
    world = World()
    for name in ("ada", "bob"):
        world.person(name)
    world.enroll("ada")
    world.audience("ada", Audience.EVERYONE)
    service = RunningService(world)
    claims = granted(service)
    service.stop()
    assert claims.expires_us - claims.issued_us == client.LONGEST_RENDER_GRANT_US


def test_both_allow_the_same_difference_of_clocks() -> None:
    assert render_grant.CLOCK_SKEW_US == CLOCK_SKEW_US


def test_a_prompt_mentions_as_many_people_as_a_grant_may_hold() -> None:
    handles = [f"@person{number}" for number in range(client.MOST_SUBJECTS + 1)]
    assert len(parse_mentions(" ".join(handles[:-1]))) == client.MOST_SUBJECTS
    with pytest.raises(TooManyMentionsError):
        parse_mentions(" ".join(handles))


def test_what_the_client_sends_and_takes_is_what_the_service_takes_and_sends() -> None:
    assert recorded_chunks.CHUNK_BYTES == recordings.CHUNK_BYTES
    assert connection.LARGEST_REPLY_BYTES == server.LARGEST_REPLY_BYTES
    assert fake_renders.RENDER_LEASE_US == render_lease.LEASE_US


@pytest.mark.parametrize(("ours", "theirs"), [(client.Modality, Modality), (client.Use, Use)])
def test_claims_and_rules_have_the_same_words(ours: type[client.Use], theirs: type[Use]) -> None:
    assert {word.name: word.value for word in ours} == {word.name: word.value for word in theirs}
