"""Turns SpeechBrain's ECAPA speaker net, its filter banks included, into one ONNX file. Needs the extra `speechbrain`.

Does not fetch or verify the files (`liveness.models` does). Desplanques et al., "ECAPA-TDNN: Emphasized Channel
Attention, Propagation and Aggregation in TDNN Based Speaker Verification", Interspeech 2020. ONNX has no Fourier
transform of complex numbers here, so the filter banks become a convolution.
"""

import io
import math
import warnings
from typing import Any

import numpy as np
import onnxruntime
import torch
from hyperpyyaml import load_hyperpyyaml

from liveness.models.errors import MalformedModelError, NoParityError


class EcapaNet(torch.nn.Module):  # type: ignore[misc]  # types are checked without torch
    """Filter banks minus their mean over time, through the net, divided by the L2 norm.

    Args:
        features: SpeechBrain's `Fbank`.
        net: its `ECAPA_TDNN`.
    """

    def __init__(self, features: Any, net: torch.nn.Module) -> None:
        super().__init__()
        self._banks, self._net = FilterBanks(features), net

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """(1, n) samples -> (1, 192) template."""
        bands = self._banks(samples)
        template = self._net(bands - bands.mean(dim=1, keepdim=True)).squeeze(1)
        return torch.nn.functional.normalize(template, dim=1)


class FilterBanks(torch.nn.Module):  # type: ignore[misc]  # as above
    """`Fbank` without the Fourier transform of complex numbers: a convolution with sines and cosines."""

    def __init__(self, features: Any) -> None:
        super().__init__()
        stft, self._banks = features.compute_STFT, features.compute_fbanks
        self._hop, self._margin = stft.hop_length, stft.n_fft // 2
        self.register_buffer("basis", _fourier_basis(stft.n_fft, stft.window))
        self.register_buffer("filters", _filters(self._banks, stft.n_fft))

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """(1, n) samples -> (1, frames, bands) in dB, none more than `top_db` below the loudest."""
        padded = torch.nn.functional.pad(samples, (self._margin, self._margin)).unsqueeze(1)
        waves = torch.nn.functional.conv1d(padded, self.basis, stride=self._hop)
        real, imaginary = waves.chunk(2, dim=1)
        power = (real**2 + imaginary**2).transpose(1, 2)
        decibel = self._banks.multiplier * torch.log10((power @ self.filters).clamp(min=self._banks.amin))
        return torch.maximum(decibel, decibel.amax(dim=(1, 2), keepdim=True) - self._banks.top_db)


def _fourier_basis(size: int, window: torch.Tensor) -> torch.Tensor:
    """(2 * (size / 2 + 1), 1, size): windowed cosines, then windowed sines."""
    angles = 2 * math.pi / size * torch.outer(torch.arange(size // 2 + 1.0), torch.arange(float(size))).double()
    basis = torch.cat([torch.cos(angles), -torch.sin(angles)]) * window.double()
    return basis.unsqueeze(1).float()


def _filters(banks: Any, size: int) -> torch.Tensor:
    """(size / 2 + 1, bands): what the banks make of one unit of power in each frequency."""
    is_log, banks.log_mel = banks.log_mel, False
    try:
        filters: torch.Tensor = banks(torch.eye(size // 2 + 1).unsqueeze(0))[0]
    finally:
        banks.log_mel = is_log
    return filters


OPSET = 17
PARITY_MIN = 0.9999
"""Cosine that the ONNX file must reach to SpeechBrain's own path before it is handed out."""
PARITY_SECONDS = (0.5, 3.2, 12.0)
SAMPLES_PER_SECOND = 16_000
PARTS = ("compute_features", "mean_var_norm", "embedding_model")


def convert(embedding_model: bytes, hyperparams: bytes) -> bytes:
    """ONNX: `samples` (1, n) float32, 16 kHz, -1..1 -> `template` (1, 192) float32, L2-normalised.

    What SpeechBrain's verification computes (`encode_batch` without its `normalize`): filter banks, minus their mean
    over time, through the net.

    embedding_model: `embedding_model.ckpt`, a state dict. hyperparams: `hyperparams.yaml`, which names the classes to
    make; both must be the pinned ones, because such a file can name any class.

    Raises:
        MalformedModelError: the weights do not fit the net that the hyperparameters name.
        NoParityError: the ONNX file and SpeechBrain disagree.
    """
    parts = load_hyperpyyaml(hyperparams.decode())
    features, norm, net = (parts[name].eval() for name in PARTS)
    try:
        net.load_state_dict(torch.load(io.BytesIO(embedding_model), map_location="cpu", weights_only=True))
    except Exception as error:  # torch, pickle and zipfile each have their own
        raise MalformedModelError(f"embedding_model.ckpt does not fit hyperparams.yaml: {error}") from error
    content = _exported(EcapaNet(features, net).eval())
    _require_parity(content, lambda samples: net(norm(features(samples), torch.ones(1))).flatten())
    return content


def _exported(net: torch.nn.Module) -> bytes:
    content = io.BytesIO()
    with warnings.catch_warnings(), torch.no_grad():
        # Traced shapes become constants where they are the same for every length; parity at three lengths proves it.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net,
            (torch.zeros(1, 2 * SAMPLES_PER_SECOND),),
            content,
            input_names=["samples"],
            output_names=["template"],
            dynamic_axes={"samples": {1: "n"}},
            opset_version=OPSET,
            dynamo=False,
        )
    return content.getvalue()


def _require_parity(content: bytes, torch_path: Any) -> None:
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    chance = np.random.default_rng(0)
    for seconds in PARITY_SECONDS:
        samples = chance.normal(scale=0.1, size=(1, round(seconds * SAMPLES_PER_SECOND))).astype(np.float32)
        with torch.no_grad():
            wanted = torch_path(torch.from_numpy(samples)).numpy()
        (found,) = session.run(["template"], {"samples": samples})
        cosine = float(found[0] @ wanted / np.linalg.norm(wanted))
        if not cosine >= PARITY_MIN:
            raise NoParityError(cosine, seconds)
