import numpy as np
import pytest

from liveness.measure.sound_bands import MEL_BANDS, _filters, mel_bands

SECOND = np.arange(16_000) / 16_000


def tone(hz: float) -> np.ndarray:
    return np.asarray(np.sin(2 * np.pi * hz * SECOND), np.float32)


def test_a_row_every_ten_milliseconds_centred_on_its_sample() -> None:
    assert mel_bands(tone(440.0)).shape == (101, MEL_BANDS)


@pytest.mark.parametrize(("hz", "band"), [(100.0, 0), (995.0, 12), (4000.0, 31)])
def test_a_tone_lands_in_its_band(hz: float, band: int) -> None:
    assert mel_bands(tone(hz))[50].argmax() == pytest.approx(band, abs=1)


def test_bands_rise_evenly_below_one_kilohertz_and_by_ratio_above() -> None:
    centres = _filters(MEL_BANDS).argmax(axis=1) * 40.0

    assert np.ptp(np.diff(centres[:12])) <= 40
    assert centres[39] / centres[35] == pytest.approx(centres[35] / centres[31], rel=0.05)


def test_every_band_has_unit_area() -> None:
    np.testing.assert_allclose(_filters(MEL_BANDS)[4:].sum(axis=1) * 40.0, 1.0, rtol=0.35)
    assert _filters(MEL_BANDS).sum() * 40.0 / MEL_BANDS == pytest.approx(1.0, rel=0.05)


def test_power_grows_with_the_square_of_loudness() -> None:
    np.testing.assert_allclose(mel_bands(2 * tone(440.0)), 4 * mel_bands(tone(440.0)), rtol=1e-4)


def test_silence_has_no_power() -> None:
    assert not mel_bands(np.zeros(1600, np.float32)).any()
