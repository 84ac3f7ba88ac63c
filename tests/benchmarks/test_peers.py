"""Peers are timed for the same answers alone."""

import pytest

from benchmarks.check.peers import DisagreedError, drawn, ours_says, peers, require_agreement
from consent.facts import RenderFacts, RenderRequest

CASES = drawn(300, seed=5)


def allows_everything(_request: RenderRequest, _facts: RenderFacts) -> bool:
    return True


def test_pycasbin_and_cedarpy_answer_every_drawn_request_as_we_do() -> None:
    require_agreement(CASES, peers(), ours_says)


def test_a_peer_that_decides_otherwise_is_not_compared() -> None:
    with pytest.raises(DisagreedError, match="pycasbin decides otherwise"):
        require_agreement(CASES, {"pycasbin": allows_everything}, ours_says)


def test_requests_that_are_all_answered_alike_show_nothing() -> None:
    with pytest.raises(DisagreedError, match="all answered alike"):
        require_agreement(CASES, {}, allows_everything)


def test_what_is_drawn_is_the_same_for_a_seed() -> None:
    assert drawn(3, seed=1) == drawn(3, seed=1) != drawn(3, seed=2)
