"""What a node judges by: a node with other rules or limits would give another verdict."""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_PACKAGES = ("liveness", "cameo_service.analysis", "evaluation")
_KINDS = (".py", ".toml", ".csv", ".json")


@cache
def program_digest() -> str:
    """SHA-256 over the names and bytes of every file that analyses: the same on each node, or it judges nothing."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        folder = _folder(package)
        for file in sorted(file for file in folder.rglob("*") if file.suffix in _KINDS):
            digest.update(f"{package}/{file.relative_to(folder)}".encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(package)
    return Path(found.origin).parent
