import pickle
from pathlib import Path

import numpy as np
import pytest

from liveness.models.torch_pickle import MAGIC, PROTOCOL, NotTorchPickleError, read_tensors
from tests.liveness.models.torch_pickles import torch_pickle, torch_zip

WEIGHTS = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([7.0], np.float32)}


class Burglar:
    def __init__(self, spoils: Path) -> None:
        self.spoils = spoils

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return Path.touch, (self.spoils,)  # type: ignore[return-value]


def test_tensors_are_named_by_their_path() -> None:
    tensors = read_tensors(torch_pickle(WEIGHTS))

    assert set(tensors) == {"model_state.a", "model_state.b"}
    np.testing.assert_array_equal(tensors["model_state.a"], WEIGHTS["a"])


def test_a_transposed_tensor_keeps_its_order() -> None:
    content = torch_pickle({"t": WEIGHTS["a"]}).replace(b"K\x02K\x03\x86", b"K\x03K\x02\x86", 1)
    content = content.replace(b"K\x03K\x01\x86", b"K\x01K\x03\x86", 1)

    np.testing.assert_array_equal(read_tensors(content)["model_state.t"], WEIGHTS["a"].T)


def test_a_pickle_that_names_a_function_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    loot = tmp_path / "loot"
    parts: tuple[object, ...] = (MAGIC, PROTOCOL, {}, Burglar(loot))
    content = b"".join(pickle.dumps(part, protocol=2) for part in parts)

    with pytest.raises(NotTorchPickleError, match="names"):
        read_tensors(content)
    assert not loot.exists()


@pytest.mark.parametrize("content", [b"", b"text", pickle.dumps(1), b"PK\x03\x04zip format"])
def test_another_format_is_refused(content: bytes) -> None:
    with pytest.raises(NotTorchPickleError):
        read_tensors(content)


def test_a_truncated_file_is_refused() -> None:
    with pytest.raises(NotTorchPickleError, match="truncated"):
        read_tensors(torch_pickle(WEIGHTS)[:-1])


def test_a_tensor_that_reaches_beyond_its_storage_is_refused() -> None:
    with pytest.raises(NotTorchPickleError, match="beyond"):
        read_tensors(torch_pickle(WEIGHTS, beyond=1))


def test_the_zip_of_newer_torch_is_read_and_its_counters_are_left_out() -> None:
    tensors = read_tensors(torch_zip(WEIGHTS))

    assert set(tensors) == {"a", "b"}
    np.testing.assert_array_equal(tensors["a"], WEIGHTS["a"])


def test_a_zip_that_names_a_function_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    loot = tmp_path / "loot"

    with pytest.raises(NotTorchPickleError, match="names"):
        read_tensors(torch_zip(WEIGHTS, extra=Burglar(loot)))
    assert not loot.exists()


def test_a_zip_whose_tensor_reaches_beyond_its_storage_is_refused() -> None:
    with pytest.raises(NotTorchPickleError, match="beyond"):
        read_tensors(torch_zip(WEIGHTS, beyond=1))


def test_a_zip_without_one_of_its_storages_is_refused() -> None:
    with pytest.raises(NotTorchPickleError, match="fetch the file again"):
        read_tensors(torch_zip(WEIGHTS, lost="a"))
