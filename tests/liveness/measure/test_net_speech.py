import numpy as np

from liveness.measure.net_speech import net_speech, net_speech_seconds

SAMPLES = np.arange(1200, dtype=np.float32)


def test_only_windows_with_speech_are_kept() -> None:
    kept = net_speech(SAMPLES, np.array([0.9, 0.1, 0.5], np.float32))

    np.testing.assert_array_equal(kept, np.concatenate([SAMPLES[:512], SAMPLES[1024:]]))


def test_silence_leaves_nothing() -> None:
    assert len(net_speech(SAMPLES, np.zeros(3, np.float32))) == 0


def test_net_speech_counts_windows_of_32_ms() -> None:
    assert net_speech_seconds(np.array([0.9, 0.49, 0.5], np.float32)) == 0.064
