"""A start with a calibration: its limits reach every place that decides, or nothing starts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cameo_service import bootstrap, calibration_file
from cameo_service.analysis import recording_tasks
from cameo_service.analysis.errors import AnalysisUnavailable
from cameo_service.analysis.recording_tasks import Models, load_desk
from cameo_service.calibration_file import CalibrationAlteredError, CalibrationMissingError, CalibrationOfOthersError
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.diagnosis import State, diagnose
from cameo_service.usecases.enrollment.settle import Settle
from cameo_service.vault.key_ring_file import KeyRingFile
from cameo_service.wiring import enrollment as enrollment_wiring
from liveness.engines.choice import EngineChoice
from liveness.limits.calibration import (
    CalibratedForOtherModelsError,
    Calibration,
    CalibrationError,
    LooserThanShippedError,
)
from liveness.limits.in_force import LimitsInForce
from liveness.limits.net_ids import SFACE
from liveness.limits.recordings import RecordingLimits
from tests.cameo_service.test_bootstrap import NetsThatAreMissing, config, health_of
from tests.liveness.fakes import fake_engines
from tests.liveness.limits.test_in_force import FACE, record

__all__ = ["config"]


@pytest.fixture
def calibrated(config: ServiceConfig) -> ServiceConfig:
    return with_record(config, record(FACE))


def with_record(config: ServiceConfig, made: Calibration, secret: bytes | None = None) -> ServiceConfig:
    path = config.key_ring.with_name("calibration.txt")
    own = KeyRingFile(config.key_ring, config.data_dir).load().token_secret
    calibration_file.write(path, made, secret or own)
    return config.model_copy(update={"calibration": path})


def test_the_limits_reach_what_judges_recordings_and_what_compares_templates(
    calibrated: ServiceConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[LimitsInForce] = []

    def noted(made: Callable[..., Any]) -> Callable[..., Any]:
        def make(*parts: Any) -> Any:
            given.extend(part for part in parts if isinstance(part, LimitsInForce))
            return made(*parts)

        return make

    monkeypatch.setattr(enrollment_wiring, "Settle", noted(Settle))
    monkeypatch.setattr(enrollment_wiring, "Models", noted(Models))
    monkeypatch.setattr(enrollment_wiring, "PooledAnalyst", NetsThatAreMissing)
    with pytest.raises(AnalysisUnavailable):
        bootstrap.start(calibrated)

    assert calibrated.calibration is not None
    name = calibration_file.record_id(calibrated.calibration.read_bytes())
    assert given == [LimitsInForce(name, faces={SFACE: FACE.value})] * 2


def remove(path: Path) -> None:
    path.unlink()


def altered(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("0.9", "1.0"), encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "error"), [(altered, CalibrationAlteredError), (Path.unlink, CalibrationMissingError)]
)
def test_a_record_that_this_deployment_did_not_sign_lets_nothing_start_and_the_doctor_names_it(
    calibrated: ServiceConfig, harm: Callable[[Path], object], error: type[CalibrationError]
) -> None:
    assert calibrated.calibration is not None
    harm(calibrated.calibration)

    with pytest.raises(error):
        bootstrap.start(calibrated)
    assert health_of((calibrated.port,)) == ["UNREACHABLE"]
    told = {finding.check: finding for finding in diagnose(calibrated, SystemClock())}
    assert told["files.calibration"].state is State.FAILS


def test_a_record_of_another_deployment_lets_nothing_start(config: ServiceConfig) -> None:
    with pytest.raises(CalibrationOfOthersError):
        bootstrap.start(with_record(config, record(FACE), bytes(32)))


def test_a_looser_limit_that_was_not_accepted_lets_no_recording_be_judged(config: ServiceConfig) -> None:
    with pytest.raises(LooserThanShippedError):
        bootstrap.start(with_record(config, record(replace(FACE, value=1.9))))
    assert health_of((config.port, config.stream_port)) == ["UNREACHABLE"] * 2


def test_a_start_with_a_looser_limit_that_was_accepted_warns(
    config: ServiceConfig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(enrollment_wiring, "PooledAnalyst", NetsThatAreMissing)
    with pytest.raises(AnalysisUnavailable):
        bootstrap.start(with_record(config, record(replace(FACE, value=1.9, is_loosened=True))))
    assert any("looser than the shipped one" in line.getMessage() for line in caplog.records)


def test_a_worker_with_other_nets_than_the_calibrated_ones_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_tasks, "load", lambda *_: fake_engines())
    models = Models(Path(), EngineChoice(), LimitsInForce("ab", faces={"another": 0.9}))

    with pytest.raises(CalibratedForOtherModelsError, match="another"):
        load_desk(models, RecordingLimits(), "")
