"""Provenance holds hashes and nobody's id, and a C2PA manifest carries it through signing."""

import io
import json
from hashlib import sha256
from typing import Any

import cv2
import numpy as np
import pytest
from c2pa import Builder, C2paSignerInfo, Reader, Signer

from consent.history.leaf import entry_for
from consent.history.provenance import DIGITAL_SOURCE_TYPE, RenderedUnder, assertion_label, provenance_of
from consent.history.tree import leaf_hash
from consent.terms import Modality, Use
from tests.consent.history.test_leaf import RECORD
from tests.consent.signing_certificates import chain_and_key

PROMPT = b"@ada waves on the moon"
RENDERED = RenderedUnder(b"grant", "job 7", sha256(PROMPT).digest(), frozenset(Modality), Use.PUBLISH)
ENTRIES = [entry_for(bytes(32), index, RECORD.to_bytes(), is_narrowing=False).packed() for index in (3, 4)]
LABEL = assertion_label("studio.example.com")


def assertion() -> dict[str, Any]:
    return provenance_of(RENDERED, "cameo/test", 9, ENTRIES).assertion()


def test_the_assertion_holds_what_receipts_can_be_matched_with() -> None:
    made = assertion()
    assert made["leaves"] == sorted(leaf_hash(entry).hex() for entry in ENTRIES)
    assert made["history"] == {"origin": "cameo/test", "tree_size": 9}
    assert made["prompt_sha256"] == sha256(PROMPT).hexdigest()
    assert made["render_grant_sha256"] == sha256(b"grant").hexdigest()
    assert made["job_sha256"] == sha256(b"job 7").hexdigest()
    assert (made["modalities"], made["use"]) == (["face", "voice"], "publish")


def test_nobody_can_be_told_from_it() -> None:
    text = json.dumps(assertion())
    assert not any(secret in text for secret in (RECORD.owner, RECORD.actor, "job 7", "ada"))


def test_the_order_of_people_says_nothing() -> None:
    assert provenance_of(RENDERED, "cameo/test", 9, reversed(ENTRIES)).assertion() == assertion()


def test_the_label_stands_in_the_signers_namespace() -> None:
    assert LABEL == "com.example.studio.cameo.consent"


@pytest.mark.parametrize("domain", ["", "localhost", "a..b", "ex ample.com", "\u00fc.com"])
def test_a_label_needs_a_domain(domain: str) -> None:
    with pytest.raises(ValueError, match="domain"):
        assertion_label(domain)


def signed(image: bytes) -> bytes:
    """The picture with a manifest that says how it was made and under which consent."""
    chain, key = chain_and_key()
    action = {"action": "c2pa.created", "digitalSourceType": DIGITAL_SOURCE_TYPE}
    manifest = {
        "claim_generator_info": [{"name": "tests", "version": "1"}],
        "format": "image/jpeg",
        "assertions": [
            {"label": "c2pa.actions", "data": {"actions": [action]}},
            {"label": LABEL, "data": assertion()},
        ],
    }
    written = io.BytesIO()
    with (
        Signer.from_info(C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=key, ta_url=None)) as signer,
        Builder(manifest) as builder,
    ):
        builder.sign(signer, "image/jpeg", io.BytesIO(image), written)
    return written.getvalue()


def read(image: bytes) -> tuple[str, dict[str, Any]]:
    """What a reader finds: state of the whole manifest, and our assertion."""
    with Reader("image/jpeg", io.BytesIO(image)) as reader:
        found = json.loads(reader.json())
    assertions = found["manifests"][found["active_manifest"]]["assertions"]
    return found["validation_state"], next(part["data"] for part in assertions if part["label"] == LABEL)


def test_a_c2pa_manifest_carries_it_and_tells_an_altered_picture() -> None:
    jpeg = cv2.imencode(".jpg", np.full((64, 64, 3), 127, np.uint8))[1].tobytes()
    image = signed(jpeg)
    assert read(image) == ("Valid", assertion())
    # the last bytes of a JPEG are its picture and the end marker
    altered = image[:-8] + bytes([image[-8] ^ 0xFF]) + image[-7:]
    assert read(altered)[0] == "Invalid"
