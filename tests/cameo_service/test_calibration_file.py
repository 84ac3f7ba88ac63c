"""A record of a calibration counts for the deployment that signed it, as it was signed, and for no other."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cameo_service import calibration_file
from cameo_service.calibration_file import (
    CalibrationAlteredError,
    CalibrationMissingError,
    CalibrationOfOthersError,
    CalibrationUnreadableError,
)
from liveness.limits.calibration import CalibratedLimit, Calibration, CalibrationError, ErrorCount, Role

SECRET, OTHER = bytes(32), bytes([1]) * 32
COUNT = ErrorCount(0, 90, 14, 0.0, 0.04)
LIMIT = CalibratedLimit(Role.FACE, "a net", "", 0.93, 1.1, is_loosened=False, own_refused=COUNT, others_accepted=COUNT)
RECORD = Calibration(5, "ab" * 32, 28, 0.1, (LIMIT,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "new" / "calibration.txt"
    calibration_file.write(path, RECORD, SECRET)
    return path


def test_a_record_is_read_as_it_was_written_under_the_id_that_was_told(path: Path) -> None:
    told = calibration_file.write(path, RECORD, SECRET)

    assert calibration_file.read(path, SECRET) == (RECORD, told)
    assert len(told) == 64


def test_a_person_can_read_a_record_and_it_holds_no_secret(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert json.loads(text.partition("\n")[2].rpartition("\n\n")[0])["limits"][0]["value"] == 0.93
    assert SECRET.hex() not in text


def altered(text: str) -> str:
    return text.replace("0.93", "1.09")


def loosened(text: str) -> str:
    return text.replace('"is_loosened": false', '"is_loosened": true')


def unsigned(text: str) -> str:
    return text.rpartition("\n\n")[0] + "\n"


def empty(text: str) -> str:
    return text[:0]


def signed_as_something_else(text: str) -> str:
    return calibration_file.signer(SECRET).sign("cameo-calibration/v2\n{}\n") + text[:0]


def signed_without_limits(text: str) -> str:
    return calibration_file.signer(SECRET).sign("cameo-calibration/v1\n{}\n") + text[:0]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (altered, CalibrationAlteredError),
        (loosened, CalibrationAlteredError),
        (unsigned, CalibrationUnreadableError),
        (empty, CalibrationUnreadableError),
        (signed_as_something_else, CalibrationUnreadableError),
        (signed_without_limits, CalibrationUnreadableError),
    ],
)
def test_a_record_that_is_not_what_was_signed_is_refused_by_name(
    path: Path, change: Callable[[str], str], error: type[CalibrationError]
) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(error):
        calibration_file.read(path, SECRET)


def test_a_record_of_another_deployment_is_refused_by_name(path: Path) -> None:
    with pytest.raises(CalibrationOfOthersError, match="key ring of this one"):
        calibration_file.read(path, OTHER)


def test_another_key_that_takes_the_name_of_this_deployment_signs_nothing(path: Path) -> None:
    theirs = calibration_file.signer(OTHER).sign(path.read_text(encoding="utf-8").rpartition("\n\n")[0] + "\n")
    other, own = (calibration_file.signer(secret).verifier.name for secret in (OTHER, SECRET))
    path.write_text(theirs.replace(other, own), encoding="utf-8")

    with pytest.raises(CalibrationAlteredError):
        calibration_file.read(path, SECRET)


def test_a_record_that_is_gone_is_not_taken_for_none(path: Path) -> None:
    path.unlink()
    with pytest.raises(CalibrationMissingError, match="remove the setting"):
        calibration_file.read(path, SECRET)
