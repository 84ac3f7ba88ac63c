"""Checkpoints are three lines, and nothing else is one."""

import base64
from hashlib import sha256

import pytest

from cameo_client.checkpoint import Checkpoint, parse_checkpoint
from cameo_client.errors import CheckpointMalformedError

TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
"""From the C2SP specification of checkpoints."""
ROOT = base64.b64encode(bytes(32)).decode()


def test_the_published_example_is_read_and_written() -> None:
    head = parse_checkpoint(TEXT)
    assert (head.origin, head.size, len(head.root)) == ("example.com/behind-the-sofa", 20_852_163, 32)
    assert head.text() == TEXT


def test_extension_lines_are_ignored() -> None:
    assert parse_checkpoint(TEXT + "extension\n") == parse_checkpoint(TEXT)


def test_an_empty_tree_has_a_checkpoint_too() -> None:
    empty = Checkpoint("o", 0, sha256(b"").digest())
    assert parse_checkpoint(empty.text()) == empty


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "o\n1\n",
        f"o\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"o\n01\n{ROOT}\n",
        f"o\n-1\n{ROOT}\n",
        f"o\n\u0661\n{ROOT}\n",
        f"o\n{'1' * 5000}\n{ROOT}\n",
        "o\n1\nAAAA\n",
        "o\n1\n\u00e9\n",
        "o\n1\n!\n",
        f"o\n1\n{ROOT}\n\n",
    ],
)
def test_anything_else_is_no_checkpoint(text: str) -> None:
    with pytest.raises(CheckpointMalformedError):
        parse_checkpoint(text)
