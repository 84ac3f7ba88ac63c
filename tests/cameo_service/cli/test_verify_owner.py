"""What `cameo verify-owner` sends of a camera, and what it refuses before it asks anybody."""

from io import BytesIO

from typer.testing import CliRunner

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.cli.main import app
from cameo_service.cli.verify_owner import ACTS, filmed_messages


def test_a_camera_is_streamed_in_numbered_chunks_until_it_stops() -> None:
    opening, *chunks, end = filmed_messages("session", BytesIO(bytes(100_000)))
    assert (opening.open.session_id, opening.open.WhichOneof("mode")) == ("session", "live")
    assert [(message.chunk.seq, len(message.chunk.data)) for message in chunks] == [(0, 65_536), (1, 34_464)]
    assert end.HasField("end")


def test_every_act_has_a_word() -> None:
    assert set(ACTS.values()) == set(pb.OwnerAct.values()) - {pb.OWNER_ACT_UNSPECIFIED}


def test_an_unknown_act_is_refused_with_the_choices() -> None:
    result = CliRunner().invoke(app, ["verify-owner", "dance", "--as", "ada"])
    assert result.exit_code == 2
    assert "everyone" in result.stderr
