"""The words of a long text are numbers; where numbers could not tell them apart, the text counts as unreadable."""

import numpy as np
import pytest

from consent.reading import word_row as rows
from consent.reading.hearing import hear, heard_words
from consent.reading.letters import Codes, Keys, Places
from consent.reading.spoken import FEW_LETTERS, named_in, spoken
from consent.restrictions import sought

LONG = "other words of no meaning " * (FEW_LETTERS // 20)


def one_key_for_all(_codes: Codes, starts: Places, _ends: Places) -> Keys:
    return np.zeros(len(starts), dtype=np.uint64)


def test_a_text_whose_words_share_a_key_may_hold_any_word_and_any_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "keys_of", one_key_for_all)
    text = spoken(LONG)
    assert named_in(text, []).is_overfull
    assert heard_words([sought(["zebra"])], hear(text)) == [{"zebra"}]


def test_no_row_of_words_reaches_from_one_reading_into_the_next() -> None:
    text = spoken(f"crypto {LONG} ada\xadb")
    assert {"KRPT 0R", "MNNK ATB"} & set(text.sounds)
    assert "ATB KRPT" not in text.sounds
    assert not heard_words([sought(["adabcrypto"])], hear(text))[0]


def test_the_words_of_both_readings_are_told() -> None:
    row = rows.word_row(f"see ada\xadlovelace {LONG}")
    assert row is not None
    first, second = row.readings()
    assert first[:2] == ("see", "adalovelace")
    assert second[:3] == ("see", "ada", "lovelace")
    assert row.line() == "\n".join(("", *first, "", *second, ""))
