"""Opens ONNX nets the one way every engine here needs: on the CPU, with one thread, sending no telemetry."""

from pathlib import Path
from typing import Any

import onnxruntime

ERRORS_ONLY = 3


def one_thread() -> Any:
    """`onnxruntime.SessionOptions` of every net here.

    One thread, because analysis runs one worker process a core: more threads would only wait for each other.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    return options


def open_session(model: bytes | Path) -> Any:
    """An `onnxruntime.InferenceSession` on one CPU thread.

    Raises:
        ValueError: the bytes or the file are no ONNX net.
    """
    content = model.read_bytes() if isinstance(model, Path) else model
    try:
        return onnxruntime.InferenceSession(content, one_thread(), providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exception types share no base class
        raise ValueError("the model is no ONNX net: run `cameo models verify`") from error
