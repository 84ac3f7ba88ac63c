"""Who answers a challenge, and what becomes of it: one subject, small and quick; the table is made of twelve."""

from collections.abc import Sequence

import pytest

from evaluation.challenges.__main__ import as_json, table
from evaluation.challenges.attackers import CLOSER, CLOSER_SPECIES, LEAD_S, Species, photo_moved
from evaluation.challenges.trial import DELAYS_S, Answered, judged, trials
from liveness.checks.result import Failed, Inconclusive, Passed, Reason
from liveness.observations import FaceMeasurement
from liveness.ports import Engines, Image
from tests.liveness.checks.test_perspective import comes_closer, filmed

PHOTO = Species("photo, moved", photo_moved)


@pytest.fixture(scope="module")
def photo(engines: Engines) -> Sequence[Answered]:
    return list(trials(CLOSER, PHOTO, (0,), engines.face))


def test_a_photo_that_a_hand_moves_is_not_taken_for_a_head_at_any_delay(photo: Sequence[Answered]) -> None:
    assert [row.delay_s for row in photo] == list(DELAYS_S)
    assert {row.result for row in photo} == {Failed(Reason.NO_PERSPECTIVE)}
    assert all(row.terms["growth"] > 1.6 for row in photo)


def test_an_answer_that_comes_later_is_the_same_answer_until_the_window_is_over() -> None:
    frames = filmed(comes_closer)
    results = [judged(CLOSER, frames, delay_s)[0] for delay_s in (0.0, 0.6, 5.5)]
    assert results == [Passed(), Passed(), Inconclusive(Reason.NOT_CLOSER)]
    assert CLOSER.reveal_s == LEAD_S


def test_a_species_that_cannot_be_made_of_a_subject_gives_no_row() -> None:
    class NoFace:
        def measure(self, image: Image) -> tuple[int, FaceMeasurement | None]:
            del image
            return 0, None

        def follow(self, image: Image, before: FaceMeasurement) -> FaceMeasurement | None:
            raise NotImplementedError

    bent = next(species for species in CLOSER_SPECIES if "bent" in species.name)
    assert list(trials(CLOSER, bent, (0,), NoFace())) == []


def test_the_table_counts_each_half_apart_with_its_interval() -> None:
    rows = [
        Answered(CLOSER, PHOTO, number, delay_s, Passed() if number == 1 else Failed(Reason.NO_PERSPECTIVE), {})
        for number in range(3)
        for delay_s in DELAYS_S
    ]
    found = table(rows)
    assert [list(column.cells)[:3] for column in found.columns][1] == ["development", "judged"]
    assert list(found.columns[3].cells) == ["0 of 2 (0-84 %)", "1 of 1 (3-100 %)"]
    assert '"reason": "NO_PERSPECTIVE"' in as_json(rows)
