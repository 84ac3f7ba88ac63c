import importlib
import pkgutil
import re
from pathlib import Path

import grpc
import pytest

from cameo_client.errors import VerificationFailure
from cameo_service import usecases
from cameo_service.rpc.conversion import FieldMissingError
from cameo_service.rpc.front.refusal import ERROR_TABLE, INTERNAL, refusal_for
from cameo_service.usecases.acting import errors
from consent.errors import PublicError
from consent.verdict import Reason as DenialReason
from liveness.checks.result import Reason, outside_code
from liveness.errors import LivenessError
from liveness.media.recording_errors import RecordingError

DOCS = (Path(__file__).parents[4] / "docs/errors.md").read_text()
ROW = re.compile(r"^\| `([A-Z_]+)` \| ([A-Z_]+) \| .+ \|$", re.MULTILINE)
DENIAL_ROW = re.compile(r"^\| `([a-z_]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
SHORT_ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]+) \|$", re.MULTILINE)


def leaves(kind: type[Exception]) -> list[type[Exception]]:
    below = [leaf for child in kind.__subclasses__() for leaf in leaves(child)]
    return below or [kind]


def every_public_error() -> list[type[Exception]]:
    for module in pkgutil.walk_packages(usecases.__path__, f"{usecases.__name__}."):
        importlib.import_module(module.name)
    families = (PublicError, LivenessError, RecordingError)
    return [leaf for family in families for leaf in leaves(family) if leaf.__module__.split(".")[0] != "tests"]


def status_of(kind: type[Exception]) -> grpc.StatusCode:
    return next(status for row, status in ERROR_TABLE if issubclass(kind, row))


def test_the_docs_list_every_code_with_its_status_and_no_other() -> None:
    coded = {kind.code: status_of(kind).name for kind in every_public_error()}  # type: ignore[attr-defined]
    coded |= {"INTERNAL": "INTERNAL", "CANCELLED": "CANCELLED"}
    assert dict(ROW.findall(DOCS)) == coded


def test_no_two_errors_share_a_code() -> None:
    codes = [kind.code for kind in every_public_error()]  # type: ignore[attr-defined]
    assert len(codes) == len(set(codes))


def test_the_docs_list_every_reason_a_caller_can_read() -> None:
    readable = {str(outside_code(reason)): outside_code(reason).help_text for reason in Reason}
    section = DOCS.split("## Why a check")[1].split("## ")[0]
    assert dict(SHORT_ROW.findall(section)) == readable


def test_the_docs_list_every_way_a_grant_fails() -> None:
    section = DOCS.split("## Why a render grant")[1]
    assert [name for name, _ in SHORT_ROW.findall(section)] == list(VerificationFailure)


def test_the_docs_list_every_reason_of_a_denied_render_and_no_other() -> None:
    section = DOCS.split("## Why a render was denied")[1].split("## ")[0]
    assert [reason for reason, _, _ in DENIAL_ROW.findall(section)] == list(DenialReason)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.AssertionInvalidError("x"), grpc.StatusCode.UNAUTHENTICATED),
        (errors.RequestIdReusedError("x"), grpc.StatusCode.ALREADY_EXISTS),
        (errors.NotTheOwnerError("x"), grpc.StatusCode.PERMISSION_DENIED),
        (errors.NotEnrolledError("x"), grpc.StatusCode.FAILED_PRECONDITION),
        (FieldMissingError("x"), grpc.StatusCode.INVALID_ARGUMENT),
    ],
)
def test_special_cases_stand_above_their_family(error: Exception, status: grpc.StatusCode) -> None:
    assert refusal_for(error).status is status


def test_what_is_not_in_the_table_is_only_internal() -> None:
    assert refusal_for(KeyError("/var/lib/ada")) is INTERNAL
