"""A folder of volunteers' recordings in the form that `cameo evaluate` reads. Only people with a written consent enter.

Takes finished files. The command `cameo collect` asks for them; any camera may record them.
"""

import csv
import hashlib
import io
import json
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from evaluation.manifest_data import MANIFEST
from liveness.challenge.file import write_challenge
from liveness.challenge.prompts import Challenge, PromptKind
from liveness.limits.recordings import RecordingLimits
from liveness.media.recording import ANALYSE_FORMATS, open_recording

COLUMNS = (
    "file",
    "kind",
    "group",
    "person",
    "session",
    "label",
    "species",
    "transcript",
    "shows",
    "duration_s",
    "width",
    "height",
    "has_audio",
    "challenge",
    "consent_version",
    "sha256",
)
PERSON = re.compile(r"[a-z0-9_]{1,40}")
"""Pseudonym of a volunteer. The operator keeps the list of pseudonyms and names elsewhere."""
CONSENT_VERSION = "volunteer-1"


class CollectionError(ValueError):
    """The collection was not changed; the message says what to do."""


class NoConsentError(CollectionError):
    """There is no signed consent of this person, so no recording may be kept."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that a volunteer signed. signed_on: ISO date. purposes: permitted uses of the recordings."""

    person: str
    version: str
    signed_on: str
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """The folder: manifest.csv, and for each person a sub-folder and a consent file."""

    folder: Path

    def consent(self, consent: Consent) -> None:
        """Files a signed consent.

        Raises:
            CollectionError: not a pseudonym, or no purpose was agreed to.
        """
        _require_pseudonym(consent.person)
        if not consent.purposes:
            raise CollectionError(
                "A consent without a purpose permits nothing: name at least one purpose that the person agreed to."
            )
        path = self._consent_path(consent.person)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(consent), indent=1), encoding="utf-8")

    def add(self, person: str, data: bytes, suffix: str, challenge: Challenge, shows: str = "") -> str:
        """Adds one recording with its challenge; returns its path inside the folder.

        Raises:
            NoConsentError: there is no consent of this person.
            CollectionError: the folder holds the same recording already.
            RecordingError: it cannot be read.
        """
        _require_pseudonym(person)
        if not self._consent_path(person).is_file():
            raise NoConsentError(f"File the signed consent of {person} first: cameo collect consent {person}.")
        rows, digest = self.rows(), hashlib.sha256(data).hexdigest()
        if any(row["sha256"] == digest for row in rows):
            raise CollectionError("The collection holds this recording already.")
        session = f"s{1 + max((int(row['session'][1:]) for row in rows if row['person'] == person), default=0)}"
        place = Path("people") / person / f"{session}{suffix.lower()}"
        row = self._row(place, person, session, data, challenge) | {"shows": shows, "sha256": digest}
        (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / place).write_bytes(data)
        (self.folder / row["challenge"]).write_text(write_challenge(challenge), encoding="utf-8")
        self._write([*rows, row])
        return str(place)

    def delete(self, person: str) -> int:
        """Deletes the recordings and the consent of a person; returns the number of recordings."""
        _require_pseudonym(person)
        rows = self.rows()
        kept = [row for row in rows if row["person"] != person]
        self._write(kept)
        shutil.rmtree(self.folder / "people" / person, ignore_errors=True)
        self._consent_path(person).unlink(missing_ok=True)
        return len(rows) - len(kept)

    def rows(self) -> list[dict[str, str]]:
        """The manifest; empty for a new folder."""
        path = self.folder / MANIFEST
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def _row(self, place: Path, person: str, session: str, data: bytes, challenge: Challenge) -> dict[str, str]:
        recording = open_recording(data, RecordingLimits(), formats=ANALYSE_FORMATS)
        said = " ".join(prompt.text for prompt in challenge.of_kind(PromptKind.SAY))
        return {
            "file": str(place),
            "kind": "video",
            "group": "volunteers",
            "person": person,
            "session": session,
            "label": "genuine",
            "species": "",
            "transcript": said,
            "duration_s": f"{recording.duration_s:.2f}",
            "width": str(recording.width_px),
            "height": str(recording.height_px),
            "has_audio": "yes" if recording.has_audio else "no",
            "challenge": str(place.with_suffix(".challenge.json")),
            "consent_version": CONSENT_VERSION,
        }

    def _consent_path(self, person: str) -> Path:
        return self.folder / "consents" / f"{person}.json"

    def _write(self, rows: list[dict[str, str]]) -> None:
        """Replaces the manifest as a whole, or leaves the old one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        unfinished = self.folder / f"{MANIFEST}.new"
        unfinished.write_text(text.getvalue(), encoding="utf-8")
        unfinished.replace(self.folder / MANIFEST)


def _require_pseudonym(person: str) -> None:
    if not PERSON.fullmatch(person):
        raise CollectionError("Call a volunteer by a pseudonym of a-z, 0-9 and underscore, at most 40 characters.")
