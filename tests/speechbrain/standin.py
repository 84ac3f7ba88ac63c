"""ECAPA as SpeechBrain publishes it, with weights of chance: the real architecture in the real file formats."""

from pathlib import Path

import torch
from speechbrain.lobes.models.ECAPA_TDNN import ECAPA_TDNN, Classifier

HYPERPARAMS = """
n_mels: 80
pretrained_path: {folder}
out_n_neurons: 5

compute_features: !new:speechbrain.lobes.features.Fbank
    n_mels: !ref <n_mels>

mean_var_norm: !new:speechbrain.processing.features.InputNormalization
    norm_type: sentence
    std_norm: False

embedding_model: !new:speechbrain.lobes.models.ECAPA_TDNN.ECAPA_TDNN
    input_size: !ref <n_mels>
    channels: [1024, 1024, 1024, 1024, 3072]
    kernel_sizes: [5, 3, 3, 3, 1]
    dilations: [1, 2, 3, 4, 1]
    attention_channels: 128
    lin_neurons: 192

classifier: !new:speechbrain.lobes.models.ECAPA_TDNN.Classifier
    input_size: 192
    out_neurons: !ref <out_n_neurons>

mean_var_norm_emb: !new:speechbrain.processing.features.InputNormalization
    norm_type: global
    std_norm: False

modules:
    compute_features: !ref <compute_features>
    mean_var_norm: !ref <mean_var_norm>
    embedding_model: !ref <embedding_model>
    mean_var_norm_emb: !ref <mean_var_norm_emb>
    classifier: !ref <classifier>

label_encoder: !new:speechbrain.dataio.encoder.CategoricalEncoder

pretrainer: !new:speechbrain.utils.parameter_transfer.Pretrainer
    loadables:
        embedding_model: !ref <embedding_model>
        mean_var_norm_emb: !ref <mean_var_norm_emb>
        classifier: !ref <classifier>
    paths:
        embedding_model: !ref <pretrained_path>/embedding_model.ckpt
        mean_var_norm_emb: !ref <pretrained_path>/mean_var_norm_emb.ckpt
        classifier: !ref <pretrained_path>/classifier.ckpt
"""


def write(folder: Path, seed: int) -> None:
    """Writes hyperparams.yaml, embedding_model.ckpt, mean_var_norm_emb.ckpt and classifier.ckpt."""
    torch.manual_seed(seed)
    net = ECAPA_TDNN(
        80,
        channels=[1024, 1024, 1024, 1024, 3072],
        kernel_sizes=[5, 3, 3, 3, 1],
        dilations=[1, 2, 3, 4, 1],
        attention_channels=128,
        lin_neurons=192,
    )
    # Running means of zero and variances of one would hide a norm that was left out.
    for name, values in net.state_dict().items():
        if name.endswith("running_mean"):
            values.normal_(std=0.2)
        elif name.endswith("running_var"):
            values.uniform_(0.5, 2.0)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hyperparams.yaml").write_text(HYPERPARAMS.format(folder=folder))
    torch.save(net.state_dict(), folder / "embedding_model.ckpt")
    torch.save(Classifier(192, out_neurons=5).state_dict(), folder / "classifier.ckpt")
    norm = {"count": 9, "glob_mean": torch.randn(192), "glob_std": torch.ones(192)}
    torch.save(
        {**norm, "spk_dict_mean": {}, "spk_dict_std": {}, "spk_dict_count": {}}, folder / "mean_var_norm_emb.ckpt"
    )
