"""`pack.json`: what the builder of a pack did, kept beside its files. Believed only where nothing else can know."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from liveness.models.fetch import digest
from liveness.models.manifest import Manifest

NAME = "pack.json"


@dataclass(frozen=True, slots=True)
class PackRecord:
    """digests: role -> SHA-256 of the file as it was built. terms: those that were accepted; empty: none."""

    digests: Mapping[str, str] = field(default_factory=dict)
    terms: str = ""


def write(wanted: Manifest, folder: Path, accepted: str) -> None:
    """Records the built files of a folder, and when the pack's terms were accepted (ISO 8601)."""
    kept = [file for file in wanted.files if file.output]
    files = [
        {"role": file.role, "file": file.output, "sha256": digest((folder / file.output).read_bytes())} for file in kept
    ]
    form: dict[str, object] = {"pack": wanted.name, "version": wanted.version, "files": files}
    if wanted.terms:
        form["accepted"] = {"terms": wanted.terms, "utc": accepted}
    (folder / NAME).write_text(json.dumps(form, indent=2) + "\n", encoding="utf-8")


def read(folder: Path) -> PackRecord:
    """What was written; an empty record where it is missing or unreadable."""
    try:
        form = json.loads((folder / NAME).read_text(encoding="utf-8"))
        digests = {row["role"]: row["sha256"] for row in form["files"]}
        return PackRecord(digests, str(form["accepted"]["terms"]) if "accepted" in form else "")
    except (OSError, ValueError, KeyError, TypeError):
        return PackRecord()
