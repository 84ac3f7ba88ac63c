"""What a person does not want, over real gRPC."""

from typing import Any

import grpc
import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import content_class_pb2, subject_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import operator_service_pb2 as operator_pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.pb.cameo.v1 import restriction_service_pb2 as pb
from cameo_client.pb.cameo.v1 import restriction_service_pb2_grpc as grpc_pb
from cameo_service.rpc.restrictions import RestrictionServicer
from tests.cameo_service.rpc.running_service import RunningService

ADA = subject_pb2.SubjectRef(handle="ada")
POLITICAL = content_class_pb2.CONTENT_CLASS_POLITICAL
UNSAID = content_class_pb2.CONTENT_CLASS_UNSPECIFIED
UNKNOWN: Any = 99
CHOOSABLE = range(1, 12)


def decision(service: RunningService, prompt: str, labels: content_class_pb2.ContentLabels | None) -> int:
    request = render.CheckPromptRequest(
        prompt=prompt,
        job_id="job",
        requester_assertion=service.assertion("bob"),
        modalities=[terms_pb2.MODALITY_FACE],
        use=terms_pb2.USE_PRIVATE,
        class_labels=labels,
    )
    return service.studio().check_prompt(request).decision


def test_every_method_of_the_contract_is_served() -> None:
    methods = [name for name in vars(grpc_pb.RestrictionServiceServicer) if not name.startswith("_")]
    assert methods
    assert [name for name in methods if name not in vars(RestrictionServicer)] == []


def test_restrictions_are_set_read_and_judged(service: RunningService) -> None:
    first = service.restrictions("ada").get_restrictions(pb.GetRestrictionsRequest())
    assert list(first.restrictions.denied_classes) == list(CHOOSABLE)
    wanted = pb.Restrictions(
        denied_classes=[POLITICAL], banned_words=["zebras"], preferences="smiling", wishes="no hats"
    )
    kept = service.restrictions("ada").set_restrictions(pb.SetRestrictionsRequest(restrictions=wanted, request_id="1"))
    read = pb.GetRestrictionsRequest(owner=ADA, at_least_as_fresh=kept.revision)
    assert service.restrictions().get_restrictions(read).restrictions == wanted
    labels = content_class_pb2.ContentLabels(classifier="classifier")
    assert decision(service, "@ada rides", labels) == render.PROMPT_DECISION_ALLOWED
    assert decision(service, "@ada rides zeebras", labels) == render.PROMPT_DECISION_NOT_PERMITTED
    assert decision(service, "@ada rides", None) == render.PROMPT_DECISION_CLASSIFICATION_REQUIRED
    labels.classes.append(POLITICAL)
    assert decision(service, "@ada rides", labels) == render.PROMPT_DECISION_NOT_PERMITTED


def test_a_name_that_was_set_counts_as_a_mention(service: RunningService) -> None:
    request = pb.SetNamesRequest(names=["Eve Polastri"], request_id="1", owner=subject_pb2.SubjectRef(handle="eve"))
    kept = service.restrictions().set_names(request)
    read = pb.GetNamesRequest(owner=request.owner, at_least_as_fresh=kept.revision)
    assert list(service.restrictions().get_names(read).names) == ["Eve Polastri"]
    labels = content_class_pb2.ContentLabels(classifier="classifier")
    assert decision(service, "@ada with Eve Polastri", labels) == render.PROMPT_DECISION_ALLOWED
    vouch = operator_pb.VouchForNamesRequest(subject=request.owner, reason="never to be rendered", request_id="2")
    service.operator().vouch_for_names(vouch)
    assert decision(service, "@ada with Eve Polastri", labels) == render.PROMPT_DECISION_NOT_PERMITTED


@pytest.mark.parametrize(("name", "reason"), [("Eve", "NAME_MALFORMED"), ("At night", "NAME_TOO_COMMON")])
def test_what_is_no_name_is_refused(service: RunningService, name: str, reason: str) -> None:
    with pytest.raises(RefusedError) as caught:
        service.restrictions("eve").set_names(pb.SetNamesRequest(names=[name], request_id="1"))
    assert caught.value.reason == reason


def test_a_change_of_what_is_no_longer_there_changes_nothing(service: RunningService) -> None:
    ada = service.restrictions("ada")
    read = ada.get_restrictions(pb.GetRestrictionsRequest()).restrictions
    first = pb.Restrictions(denied_classes=read.denied_classes, banned_words=["zebras"])
    ada.set_restrictions(pb.SetRestrictionsRequest(restrictions=first, request_id="1", read=read))
    late = pb.Restrictions(denied_classes=read.denied_classes, banned_words=["trumpets"])
    with pytest.raises(RefusedError) as caught:
        ada.set_restrictions(pb.SetRestrictionsRequest(restrictions=late, request_id="2", read=read))
    assert (caught.value.status, caught.value.reason) == (grpc.StatusCode.ABORTED, "RESTRICTIONS_CHANGED")
    assert ada.get_restrictions(pb.GetRestrictionsRequest()).restrictions == first
    ada.set_restrictions(pb.SetRestrictionsRequest(restrictions=late, request_id="3", read=first))
    assert ada.get_restrictions(pb.GetRestrictionsRequest()).restrictions == late


def test_lifting_restrictions_needs_the_owner(service: RunningService) -> None:
    request = pb.SetRestrictionsRequest(restrictions=pb.Restrictions(), request_id="1", owner=ADA)
    with pytest.raises(RefusedError) as caught:
        service.restrictions().set_restrictions(request)
    assert caught.value.reason == "NOT_THE_OWNER"


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (pb.SetRestrictionsRequest(request_id="1"), "FIELD_MISSING"),
        (
            pb.SetRestrictionsRequest(request_id="1", restrictions=pb.Restrictions(denied_classes=[UNSAID])),
            "FIELD_MISSING",
        ),
        (
            pb.SetRestrictionsRequest(request_id="1", restrictions=pb.Restrictions(denied_classes=[UNKNOWN])),
            "FIELD_MALFORMED",
        ),
        (
            pb.SetRestrictionsRequest(
                request_id="1",
                restrictions=pb.Restrictions(denied_classes=[content_class_pb2.CONTENT_CLASS_UNDRESSING]),
            ),
            "CLASS_NOT_CHOOSABLE",
        ),
    ],
)
def test_restrictions_that_make_no_sense_are_refused(
    service: RunningService, request_: pb.SetRestrictionsRequest, reason: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        service.restrictions("ada").set_restrictions(request_)
    assert caught.value.reason == reason
