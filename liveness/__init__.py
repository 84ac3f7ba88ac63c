"""Biometric verification: a recording and a challenge in, a verdict and templates out.

Knows no user, no gRPC, no SQL and no clock; time and chance come in as arguments. Every module that loads a net lies in
this package, so the model runtime's telemetry is switched off here, before any of them can load the runtime.
"""

import os
from typing import Final

TELEMETRY_OFF: Final = {"ORT_DISABLE_TELEMETRY": "1"}
"""ONNX Runtime reads this once, when its library is loaded. The library then makes no uploader, no event and no
device id. Its call `disable_telemetry_events` comes too late for the first event and the device id
(`onnxruntime/Privacy.md`, version 1.31)."""

# No setting of ours is read here: the runtime takes this one from the environment of the process and from nowhere else.
os.environ.update(TELEMETRY_OFF)  # noqa: TID251 - as above
