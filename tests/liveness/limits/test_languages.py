import re
from pathlib import Path

import pytest

from liveness.challenge.language_file import SHIPPED
from liveness.limits.languages import BETA_VOICES, MEASURED, MeasuredLanguage

ACCURACY = (Path(__file__).parents[3] / "docs/accuracy.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| `(\w+)` [^|]*\| (\d+) \| (\d+) of (\d+) [^|]*\| (\d+) of (\d+) [^|]*\| (\d+) of (\d+) [^|]*\|", re.MULTILINE
)


@pytest.mark.parametrize(
    ("measured", "is_enough"),
    [
        (MeasuredLanguage(4, (90, 100), (2, 100), (9, 100)), True),
        (MeasuredLanguage(4, (89, 100), (0, 100), (0, 100)), False),
        (MeasuredLanguage(4, (100, 100), (3, 100), (0, 100)), False),
        (MeasuredLanguage(1, (100, 100), (0, 100), (0, 100)), False),
        (MeasuredLanguage(4, (0, 0), (0, 100), (0, 100)), False),
        (MeasuredLanguage(4, (100, 100), (0, 0), (0, 100)), False),
    ],
)
def test_a_language_is_asked_only_with_right_answers_accepted_and_wrong_ones_refused(
    measured: MeasuredLanguage, *, is_enough: bool
) -> None:
    assert measured.is_enough is is_enough


def test_a_language_of_few_voices_is_a_beta() -> None:
    few, many = (MeasuredLanguage(voices, (9, 9), (0, 9), (0, 9)) for voices in (BETA_VOICES - 1, BETA_VOICES))
    assert few.is_beta
    assert not many.is_beta


def test_every_measured_language_has_its_row_on_the_page_of_accuracy() -> None:
    rows = {tag: tuple(map(int, counts)) for tag, *counts in ROW.findall(ACCURACY)}
    assert rows == {tag: (one.voices, *one.right, *one.wrong, *one.one_wrong) for tag, one in MEASURED.items()}
    assert set(rows) <= set(SHIPPED)
