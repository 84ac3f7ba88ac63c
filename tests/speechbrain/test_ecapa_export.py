"""ECAPA as one ONNX file says what SpeechBrain says. The weights are of chance, everything else is real."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from speechbrain.inference.classifiers import EncoderClassifier

from liveness.engines.voice import EcapaVoice
from liveness.models import ecapa, manifest, store
from liveness.models.errors import MalformedModelError, NoParityError
from liveness.models.fetch import digest
from liveness.ports import Samples
from tests.speechbrain import standin

PARITY = 0.9999
SECONDS = (0.5, 1.0, 1.37, 2.0, 4.0, 6.5, 12.0)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spkrec-ecapa-voxceleb")
    standin.write(folder, seed=1)
    return folder


@pytest.fixture(scope="module")
def files(published: Path) -> Mapping[str, bytes]:
    return {name: (published / name).read_bytes() for name in ("embedding_model.ckpt", "hyperparams.yaml")}


@pytest.fixture(scope="module")
def exported(files: Mapping[str, bytes]) -> EcapaVoice:
    return EcapaVoice(ecapa.convert(*files.values()))


@pytest.fixture(scope="module")
def speechbrain_itself(published: Path) -> EncoderClassifier:
    return EncoderClassifier.from_hparams(source=str(published), savedir=str(published / "opened"))


def hum(seconds: float, seed: int) -> Samples:
    """Something like a voice: a falling pitch with overtones that comes and goes, over noise."""
    chance = np.random.default_rng(seed)
    times = np.arange(round(seconds * 16_000)) / 16_000
    pitch = chance.uniform(90, 240) * (1 - 0.02 * times)
    tones = [np.sin(2 * np.pi * over * pitch * times) / over for over in range(1, 12)]
    loudness = 0.1 * (1 + np.sin(2 * np.pi * 4 * times))
    return np.asarray(loudness * np.sum(tones, axis=0) / 3 + chance.normal(scale=0.003, size=len(times)), np.float32)


@pytest.mark.parametrize("seconds", SECONDS)
def test_the_exported_net_says_what_speechbrain_says(
    exported: EcapaVoice, speechbrain_itself: EncoderClassifier, seconds: float
) -> None:
    speech = hum(seconds, seed=round(seconds * 100))
    with torch.no_grad():
        wanted = speechbrain_itself.encode_batch(torch.from_numpy(speech)).flatten().numpy()

    cosine = float(exported.template(speech) @ wanted / np.linalg.norm(wanted))

    print(f"\n{seconds} s: cosine {cosine:.7f}")  # noqa: T201 - the figure is the point
    assert cosine >= PARITY


def test_a_template_has_192_values_and_length_one(exported: EcapaVoice) -> None:
    vector = exported.template(hum(2.0, seed=5))
    assert vector.shape == (192,)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_parity_is_no_matter_of_course(exported: EcapaVoice) -> None:
    one, other = exported.template(hum(2.0, seed=5)), exported.template(hum(2.0, seed=6))
    assert float(one @ other) < PARITY


def test_silence_at_the_ends_is_padded_as_speechbrain_does(
    exported: EcapaVoice, speechbrain_itself: EncoderClassifier
) -> None:
    speech = np.pad(hum(1.0, seed=7), 4000)
    with torch.no_grad():
        wanted = speechbrain_itself.encode_batch(torch.from_numpy(speech)).flatten().numpy()
    assert float(exported.template(speech) @ wanted / np.linalg.norm(wanted)) >= PARITY


def test_an_export_that_differs_is_not_handed_out(files: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    basis = ecapa._fourier_basis
    monkeypatch.setattr(ecapa, "_fourier_basis", lambda size, window: basis(size, torch.ones_like(window)))
    with pytest.raises(NoParityError, match="cosine"):
        ecapa.convert(*files.values())


@pytest.mark.parametrize("weights", [b"", b"no weights"])
def test_files_that_hold_no_weights_are_refused(files: Mapping[str, bytes], weights: bytes) -> None:
    with pytest.raises(MalformedModelError, match=r"embedding_model\.ckpt"):
        ecapa.convert(weights, files["hyperparams.yaml"])


def test_weights_of_another_net_are_refused(published: Path, files: Mapping[str, bytes]) -> None:
    with pytest.raises(MalformedModelError, match=r"does not fit hyperparams\.yaml"):
        ecapa.convert((published / "classifier.ckpt").read_bytes(), files["hyperparams.yaml"])


def test_a_pack_is_built_from_the_published_files_and_served_without_them(published: Path, tmp_path: Path) -> None:
    wanted = pinned_to(published, manifest.load("speechbrain"))

    store.build(wanted, tmp_path, published)

    assert {path.name for path in (tmp_path / "speechbrain").iterdir()} == {"pack.json", "voice_template.onnx"}
    built = store.verify(wanted, tmp_path)
    assert EcapaVoice(built.files["voice_template"]).template(hum(1.0, seed=1)).shape == (192,)


def pinned_to(folder: Path, wanted: manifest.Manifest) -> manifest.Manifest:
    files = tuple(replace(file, sha256=digest((folder / file.member).read_bytes())) for file in wanted.files)
    return replace(wanted, files=files)
