import numpy as np
import pytest

from liveness.models.ct2_weights import read_weights
from liveness.models.errors import MalformedModelError
from tests.liveness.models.ct2_files import ct2_file

MATRIX = np.array([[1.0, -2.5], [0.25, 3.0], [0.0, 7.0]], np.float32)
FILE = ct2_file({"encoder/conv1/weight": MATRIX, "encoder/conv1/bias": MATRIX[0]})


def test_floats_are_read_and_settings_are_left_out() -> None:
    weights = read_weights(FILE, "WhisperSpec")

    assert set(weights) == {"encoder/conv1/weight", "encoder/conv1/bias"}
    np.testing.assert_array_equal(weights["encoder/conv1/weight"], MATRIX)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x06\0\0\0", FILE[:-3], FILE[:40], b"PK\x03\x04" + FILE[4:], FILE.replace(b"Whisper", b"\xff" * 7)],
)
def test_what_is_no_whole_model_file_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedModelError, match="CTranslate2 model file"):
        read_weights(content, "WhisperSpec")


@pytest.mark.parametrize("content", [ct2_file({}, version=5), ct2_file({}, spec="TransformerSpec")])
def test_another_version_or_model_class_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedModelError, match="version 6 with a WhisperSpec"):
        read_weights(content, "WhisperSpec")


def test_sizes_that_do_not_fit_the_bytes_are_refused() -> None:
    shorter = FILE.replace(b"\x03\0\0\0\x02\0\0\0\x04", b"\x04\0\0\0\x02\0\0\0\x04")

    assert shorter != FILE
    with pytest.raises(MalformedModelError, match="no whole"):
        read_weights(shorter, "WhisperSpec")
