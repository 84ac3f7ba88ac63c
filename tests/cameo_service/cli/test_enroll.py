"""What a person reads while a recording waits."""

from io import StringIO

import pytest
from rich.console import Console

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.cli.enroll import tell


@pytest.mark.parametrize(
    ("position", "estimate_s", "words"), [(2, 120, "number 2 in the queue, about 120 s"), (0, 0, "it is your turn")]
)
def test_a_person_who_waits_reads_where_they_stand(position: int, estimate_s: int, words: str) -> None:
    shown = StringIO()
    waiting = pb.Waiting(position=position, estimate_s=estimate_s)
    tell(Console(file=shown), pb.RecordEnrollmentResponse(waiting=waiting))
    assert words in shown.getvalue()
