"""The provenance of a rendered file: the consent it was made under, as an assertion for a C2PA manifest.

Hashes only: the assertion identifies no person, and a holder of the receipts can match it. The file itself, the
manifest around the assertion and its signature are the renderer's concern.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from consent.history.tree import leaf_hash
from consent.terms import Modality, Use

FORMAT = "cameo-provenance/v1"
DIGITAL_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""IPTC's term for a work in which captured people are rendered by a trained model; C2PA actions carry it."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """origin, tree_size: the history of the leaves, and its size then.

    leaf_hashes: RFC 6962 hashes of the leaves that the fetch or commit wrote, one for each person shown.
    render_grant_sha256, job_sha256, prompt_sha256: of the envelope, the job id in UTF-8, and the prompt of the model.
    """

    origin: str
    tree_size: int
    leaf_hashes: tuple[bytes, ...]
    render_grant_sha256: bytes
    job_sha256: bytes
    prompt_sha256: bytes
    modalities: frozenset[Modality]
    use: Use

    def assertion(self) -> dict[str, object]:
        """The data of the assertion, as JSON values; hashes in hexadecimal, lists in one order."""
        return {
            "format": FORMAT,
            "history": {"origin": self.origin, "tree_size": self.tree_size},
            "leaves": sorted(leaf.hex() for leaf in self.leaf_hashes),
            "render_grant_sha256": self.render_grant_sha256.hex(),
            "job_sha256": self.job_sha256.hex(),
            "prompt_sha256": self.prompt_sha256.hex(),
            "modalities": sorted(self.modalities),
            "use": self.use.value,
        }


@dataclass(frozen=True, slots=True)
class RenderedUnder:
    """The grant, job, prompt and terms of a render. prompt_sha256: 32 bytes."""

    render_grant: bytes
    job: str
    prompt_sha256: bytes
    modalities: frozenset[Modality]
    use: Use


def provenance_of(rendered: RenderedUnder, origin: str, tree_size: int, entries: Iterable[bytes]) -> Provenance:
    """The provenance of a render whose fetch or commit wrote these published entries."""
    return Provenance(
        origin=origin,
        tree_size=tree_size,
        leaf_hashes=tuple(leaf_hash(entry) for entry in entries),
        render_grant_sha256=sha256(rendered.render_grant).digest(),
        job_sha256=sha256(rendered.job.encode()).digest(),
        prompt_sha256=rendered.prompt_sha256,
        modalities=rendered.modalities,
        use=rendered.use,
    )


def assertion_label(domain: str) -> str:
    """The label of the assertion in the namespace of the signer's domain, as C2PA names custom assertions.

    Raises:
        ValueError: not a domain of two labels or more.
    """
    labels = domain.lower().split(".")
    if len(labels) < 2 or not all(label and label.replace("-", "").isalnum() and label.isascii() for label in labels):
        raise ValueError("name the domain of the signer, such as example.com")
    return ".".join([*reversed(labels), "cameo", "consent"])
