"""What a start says about the operator's choices."""

import logging
from pathlib import Path

import pytest

from cameo_service.bootstrap import open_live
from cameo_service.config import ServiceConfig
from cameo_service.storage.store import open_store
from consent.ceiling import LiveCeiling
from consent.terms import Audience


@pytest.mark.parametrize("choice", list(LiveCeiling))
def test_a_start_warns_about_a_raised_live_ceiling_and_about_no_other(
    tmp_path: Path, choice: LiveCeiling, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(tmp_path / "data", bytes)
    open_live(store, ServiceConfig(live_ceiling=choice))
    warned = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warned) == (choice.audience > Audience.APPROVED)
    assert all(choice.name in line for line in warned)
    store.close()
