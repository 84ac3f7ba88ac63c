"""Runs a command as on an older processor: numpy without its faster loops, OpenBLAS with an older kernel.

    python scripts/simd_level.py pytest -q tests/liveness/checks

Numbers that depend on how wide a processor adds are rounded otherwise then, and a test that compares rounding noise
turns red. ONNX Runtime, OpenCV and SciPy's own code choose their loops themselves and stay as they are.
"""

import os  # the environment that the command gets
import sys

from numpy._core import _multiarray_umath as loops  # type: ignore[attr-defined]

OLDER_KERNEL = "Nehalem"
"""OpenBLAS's name of x86 before AVX; its builds for other architectures ignore it."""


def faster_loops() -> tuple[str, ...]:
    """Features that numpy uses on this processor beyond its baseline, as named in NPY_DISABLE_CPU_FEATURES."""
    return tuple(name for name in loops.__cpu_dispatch__ if loops.__cpu_features__.get(name))


def older_environment() -> dict[str, str]:
    """This environment, with the faster loops disabled."""
    return {
        **os.environ,  # noqa: TID251 - the command's own
        "NPY_DISABLE_CPU_FEATURES": " ".join(faster_loops()),
        "OPENBLAS_CORETYPE": OLDER_KERNEL,
    }


def main(command: list[str]) -> None:
    """Prints what it disables, then replaces itself by the command. Disables nothing on a processor without faster
    loops.
    """
    without = " ".join(faster_loops()) or "nothing, for there is nothing faster"
    sys.stderr.write(f"numpy without {without}; OpenBLAS with {OLDER_KERNEL}\n")
    sys.stderr.flush()
    os.execvpe(command[0], command, older_environment())  # noqa: S606 - the command is an argument list


if __name__ == "__main__":
    main(sys.argv[1:])
