"""SpeechBrain's ECAPA from samples to template as one torch module that ONNX can say: filter banks as a convolution."""

import math
from typing import Any

import torch


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
