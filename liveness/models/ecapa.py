"""Turns SpeechBrain's ECAPA speaker net, its filter banks included, into one ONNX file. Needs the extra `speechbrain`.

Does not fetch or verify the files (`liveness.models` does). Desplanques et al., "ECAPA-TDNN: Emphasized Channel
Attention, Propagation and Aggregation in TDNN Based Speaker Verification", Interspeech 2020.
"""

import io
import warnings
from typing import Any

import numpy as np
import onnxruntime
import torch
from hyperpyyaml import load_hyperpyyaml

from liveness.models.ecapa_net import EcapaNet
from liveness.models.errors import MalformedModelError, NoParityError

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
