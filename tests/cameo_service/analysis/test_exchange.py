import pickle
from typing import Any

import numpy as np
import pytest

from cameo_service.analysis.errors import AnalysisFailed
from cameo_service.analysis.exchange import Status, read_reply, result_of, write_reply
from liveness.verdict.outcome import Outcome


def by_attribute(found: Any, _protocol: int) -> Any:
    """As Python 3.11.2 pickles an enum, which is the Python of Debian 12."""
    return getattr, (type(found), found._name_)


def test_values_arrays_and_enums_arrive_as_they_were_sent() -> None:
    status, payload = read_reply(write_reply(Status.DONE, {"outcome": Outcome.FAILED, "levels": np.arange(3)}))
    assert (status, payload["outcome"], payload["levels"].tolist()) == (Status.DONE, Outcome.FAILED, [0, 1, 2])


def test_an_enum_travels_alike_under_every_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outcome, "__reduce_ex__", by_attribute)
    with pytest.raises(pickle.UnpicklingError):
        read_reply(pickle.dumps(("done", Outcome.FAILED)))
    assert read_reply(write_reply(Status.DONE, Outcome.FAILED)) == (Status.DONE, Outcome.FAILED)


def test_a_worker_cannot_say_that_a_recording_was_not_judged_and_costs_no_attempt() -> None:
    with pytest.raises(AnalysisFailed):
        result_of(Status.UNJUDGED, ("AnalysisBusy", "no place"))
