import grpc
import pytest

from cameo_client.connection import ASSERTION_KEY, Connection, dev_connection, open_channel
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.services.consent import ConsentClient


def test_a_call_to_nobody_is_refused_by_the_transport_without_a_reason() -> None:
    with open_channel("127.0.0.1:1") as channel:
        client = ConsentClient(dev_connection(channel, "app", "app_backend"))
        with pytest.raises(RefusedError) as caught:
            client.get_consent(pb.GetConsentRequest())
    assert caught.value.status is grpc.StatusCode.UNAVAILABLE
    assert caught.value.reason == caught.value.request_id == ""


def test_acting_for_somebody_else_replaces_the_person() -> None:
    with open_channel("127.0.0.1:1") as channel:
        connection = Connection(channel, (("a", "b"),)).acting_for("ada").acting_for("bob")
    assert connection.metadata == (("a", "b"), (ASSERTION_KEY, "bob"))
