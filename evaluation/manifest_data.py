"""The list of recordings that an evaluation is made on: `manifest.csv` in a folder. Opens no recording.

Only `file` and `person` are required. What else is read: kind (video | image | audio, else told by the suffix), label
(genuine | attack), species, transcript, has_audio, speech_fraction, group, challenge. Other columns are named and not
used.
"""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

MANIFEST = "manifest.csv"
REQUIRED = ("file", "person")
USED = (*REQUIRED, "kind", "label", "species", "transcript", "has_audio", "speech_fraction", "group", "challenge")
DESCRIPTIVE = (
    "session shows duration_s fps width height sample_rate source source_commit source_path source_licence "
    "footage_licence sha256 note"
)
"""Columns of the form that an evaluation does not use."""
SPEECH_SHARE = 0.2
"""Least share of speech for a recording to count as one with speech."""
SUFFIXES = {"image": (".jpg", ".jpeg", ".png", ".webp"), "audio": (".wav", ".flac", ".ogg", ".mp3", ".m4a")}


class ManifestError(ValueError):
    """The folder holds no usable manifest; the message says what to correct."""


class Half(StrEnum):
    """Halves of the people: thresholds are set on the first half, the second half is only judged."""

    DEVELOPMENT = "development"
    JUDGED = "judged"


def half_of(person: str) -> Half:
    """Half of a person: JUDGED if the last byte of the SHA-256 of the id is odd."""
    return Half.JUDGED if hashlib.sha256(person.encode()).digest()[-1] % 2 else Half.DEVELOPMENT


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. file: its path inside the folder, which also names it in reports. has_speech: it may carry a voice.

    challenge: path of what was asked in it (`liveness.challenge.file`), inside the folder; empty: not known.
    """

    file: str
    person: str
    kind: str
    group: str
    is_genuine: bool
    species: str
    transcript: str
    has_speech: bool
    size_bytes: int = 0
    challenge: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Contents of a manifest. missing: listed files that do not exist. remarks: notes for the operator."""

    folder: Path
    entries: tuple[Entry, ...]
    missing: tuple[Entry, ...]
    remarks: tuple[str, ...]

    def of_kind(self, kind: str, *, genuine: bool = True) -> tuple[Entry, ...]:
        """Entries of a kind and label, in order."""
        return tuple(entry for entry in self.entries if entry.kind == kind and entry.is_genuine is genuine)


def read_manifest(folder: Path) -> Manifest:
    """Reads `manifest.csv`.

    Raises:
        ManifestError: no such file, not UTF-8 CSV, a required column or every row missing, or a file outside of the
            folder.
    """
    try:
        with (folder / MANIFEST).open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            columns, rows = tuple(reader.fieldnames or ()), [row for row in reader if any(row.values())]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ManifestError(f"{MANIFEST} cannot be read in the data folder: {error}") from error
    absent = [name for name in REQUIRED if name not in columns]
    if absent:
        raise ManifestError(f"{MANIFEST} needs the column {' and '.join(absent)}")
    entries = tuple(_entry(row, line) for line, row in enumerate(rows, start=2))
    if not entries:
        raise ManifestError(f"{MANIFEST} lists no file")
    there = tuple(_weighed(entry, folder) for entry in entries if (folder / entry.file).is_file())
    missing = tuple(entry for entry in entries if not (folder / entry.file).is_file())
    return Manifest(folder, there, missing, tuple(_remarks(columns, entries, missing)))


def _entry(row: Mapping[str, str | None], line: int) -> Entry:
    value = {name: (row.get(name) or "").strip() for name in USED}
    file, person = value["file"], value["person"]
    if not file or not person:
        raise ManifestError(f"line {line} of {MANIFEST} needs a file and a person")
    if any(Path(named).is_absolute() or ".." in Path(named).parts for named in (file, value["challenge"])):
        raise ManifestError(f"line {line} of {MANIFEST} names a file outside of the data folder")
    kind = value["kind"] or _kind(file)
    return Entry(
        file=file,
        person=person,
        kind=kind,
        group=value["group"],
        is_genuine=value["label"] != "attack",
        species=value["species"] or "unnamed attack",
        transcript=" ".join(value["transcript"].lower().split()),
        has_speech=_has_speech(value, kind),
        challenge=value["challenge"],
    )


def _weighed(entry: Entry, folder: Path) -> Entry:
    return replace(entry, size_bytes=(folder / entry.file).stat().st_size)


def _kind(file: str) -> str:
    suffix = Path(file).suffix.lower()
    return next((kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes), "video")


def _has_speech(value: Mapping[str, str], kind: str) -> bool:
    if value["transcript"]:
        return True
    try:
        return float(value["speech_fraction"]) >= SPEECH_SHARE
    except ValueError:
        return value["has_audio"] == "yes" or kind == "audio"


def _remarks(columns: Iterable[str], entries: tuple[Entry, ...], missing: tuple[Entry, ...]) -> Iterable[str]:
    unknown = sorted(set(columns) - set(USED) - set(DESCRIPTIVE.split()))
    if unknown:
        yield f"Columns that are not known and not used: {', '.join(unknown)}."
    yield from (f"Missing file, counted as a non-response: {entry.file}" for entry in missing)
    if len({entry.person for entry in entries}) == 1:
        yield "One person only: nothing can be said about telling people apart."
    if all(entry.is_genuine for entry in entries):
        yield "No recorded attacks: only attacks made from genuine recordings are judged."
