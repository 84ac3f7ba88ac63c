"""Whatever is asked: its own clear error, or the one NOT_PERMITTED that tells nobody anything."""

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from tests.e2e import acts
from tests.e2e.service_process import ServiceProcess


@pytest.mark.parametrize(
    ("code", "prompt"),
    [
        ("TOO_MANY_MENTIONS", " ".join(f"@person_{number}" for number in range(100))),
        ("MALFORMED_HANDLE", "@ab sings"),
        ("CONFUSABLE_HANDLE", "@\u0430da sings"),
        ("PROMPT_TOO_LONG", "a" * 40_000),
    ],
)
def test_a_prompt_that_cannot_be_read_is_refused_by_name(service: ServiceProcess, code: str, prompt: str) -> None:
    with pytest.raises(RefusedError) as refused:
        acts.asked(service, "eve", prompt)
    assert (refused.value.status.name, refused.value.reason) == ("INVALID_ARGUMENT", code)


def test_a_prompt_about_nobody_is_ok(service: ServiceProcess) -> None:
    reply = acts.asked(service, "eve", "zebras play trumpet")
    assert reply.decision == render_pb.PROMPT_DECISION_NO_SUBJECTS
    assert not reply.render_grant


def test_an_unknown_handle_and_a_person_without_cameo_read_the_same(service: ServiceProcess) -> None:
    acts.introduce(service, "eve", "carol")
    acts.claim(service, "carol")
    of_carol, of_nobody = (acts.asked(service, "eve", f"@{name} sings") for name in ("carol", "korea"))
    assert of_nobody.decision == of_carol.decision == render_pb.PROMPT_DECISION_NOT_PERMITTED
    assert of_carol.SerializeToString().replace(b"carol", b"korea") == of_nobody.SerializeToString()
