"""A worker that could judge nobody says so when it loads."""

from pathlib import Path

import pytest

from cameo_service.analysis.enrollment_task import Models, load_analyser
from liveness.engines.choice import EngineChoice
from liveness.errors import UnknownWordError
from liveness.media.formats import RecordingLimits
from tests.liveness.conftest import models_dir

__all__ = ["models_dir"]


def test_a_consent_sentence_nobody_can_be_heard_saying_is_refused_at_start(models_dir: Path) -> None:
    with pytest.raises(UnknownWordError, match="zyxgadget"):
        load_analyser(Models(models_dir, EngineChoice()), RecordingLimits(), "i allow zyxgadget to make videos of me")
