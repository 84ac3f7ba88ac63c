"""Measurements as another processor would round them: every number moved by 1e-12 of itself."""

import dataclasses
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

ROUNDING = 1e-12
"""Relative; float64 resolves 2e-16, and a sum of a thousand numbers loses three digits of it."""

T = TypeVar("T")


class Rounding:
    """Moves numbers up or down by chance. share: by how much of themselves; 0 leaves them where they are."""

    def __init__(self, seed: int, share: float = ROUNDING) -> None:
        self._chance = np.random.default_rng(seed)
        self._share = share

    def of(self, value: T) -> T:
        """The same value with every float in it moved, arrays in float64; whole numbers and texts stay."""
        return self._of(value)  # type: ignore[no-any-return]

    def _of(self, value: Any) -> Any:
        if isinstance(value, float):
            return float(value * self._factors(()))
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, tuple):
            return tuple(self._of(part) for part in value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            parts = {field.name: self._of(getattr(value, field.name)) for field in dataclasses.fields(value)}
            return dataclasses.replace(value, **parts)
        return value

    def _array(self, value: NDArray[Any]) -> NDArray[Any]:
        return value * self._factors(value.shape) if np.issubdtype(value.dtype, np.floating) else value

    def _factors(self, shape: tuple[int, ...]) -> NDArray[np.float64]:
        return np.asarray(1.0 + self._share * self._chance.uniform(-1, 1, shape))
