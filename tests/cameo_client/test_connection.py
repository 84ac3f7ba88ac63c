from math import inf

import grpc
import pytest

from cameo_client.connection import ASSERTION_KEY, Connection, dev_connection, open_channel
from cameo_client.errors import RefusedError
from cameo_client.fake_server import FakeCameo
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as revocations
from cameo_client.services.cameo import CameoClient
from cameo_client.services.consent import ConsentClient
from cameo_client.services.revocation import RevocationClient
from scripts.generate_proto import PACKAGE, PROTO


def test_a_call_that_reaches_no_service_is_refused_without_a_reason() -> None:
    with open_channel("127.0.0.1:1") as channel:
        client = ConsentClient(dev_connection(channel, "app", "app_backend"))
        with pytest.raises(RefusedError) as caught:
            client.get_consent(pb.GetConsentRequest())
    assert caught.value.status is grpc.StatusCode.UNAVAILABLE
    assert caught.value.reason == caught.value.request_id == ""


def test_a_call_may_name_a_shorter_time_than_its_connection() -> None:
    with FakeCameo() as cameo, cameo.channel() as channel:
        cameo.fall_silent()
        client = RevocationClient(Connection(channel, timeout_s=inf))
        request = revocations.WatchRevocationsRequest(cursor="0")
        with pytest.raises(RefusedError) as caught:
            next(client.watch_revocations(request, timeout_s=0.1))
    assert caught.value.status is grpc.StatusCode.DEADLINE_EXCEEDED


def test_a_cancelled_stream_ends_with_the_same_error_as_any_other() -> None:
    with FakeCameo() as cameo, cameo.channel() as channel:
        replies = RevocationClient(Connection(channel)).watch_revocations(
            revocations.WatchRevocationsRequest(cursor="0")
        )
        assert next(replies).follows_cursor == "0"
        replies.cancel()
        replies.cancel()
        with pytest.raises(RefusedError) as caught:
            list(replies)
    assert caught.value.status is grpc.StatusCode.CANCELLED


def test_one_client_reaches_every_service_of_the_contract() -> None:
    with open_channel("127.0.0.1:1") as channel:
        client = CameoClient(Connection(channel))
    nouns = {path.stem.removesuffix("_service") for path in (PROTO / PACKAGE).glob("*_service.proto")}
    assert set(vars(client)) == nouns


def test_acting_for_another_person_replaces_the_first() -> None:
    with open_channel("127.0.0.1:1") as channel:
        connection = Connection(channel, (("a", "b"),)).acting_for("ada").acting_for("bob")
    assert connection.metadata == (("a", "b"), (ASSERTION_KEY, "bob"))
