"""A folder of volunteers' recordings in the form that `cameo evaluate` reads. Only people with a written consent enter.

Takes finished files. The command `cameo collect` asks for them; any camera may record them.
"""

import csv
import fcntl
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
_LOCK = ".lock"


class CollectionError(ValueError):
    """The collection was not changed; the message says what to do."""


class NoConsentError(CollectionError):
    """There is no signed consent of this person, so no recording may be kept."""


class AlreadyKeptError(CollectionError):
    """The folder holds the same file already."""


class NotDeletedError(CollectionError):
    """Files of a person could not be deleted: the operator must look at the folder, then delete again."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that a volunteer signed. signed_on: ISO date. purposes: permitted uses of the recordings."""

    person: str
    version: str
    signed_on: str
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted of a person: recordings, attacks among them, and all files with those around them."""

    recordings: int
    attacks: int
    files: int


@dataclass(frozen=True, slots=True)
class Collection:
    """The folder: manifest.csv, and for each person a sub-folder and a consent file.

    Safe for many processes: a lock keeps one from adding while another deletes.
    """

    folder: Path

    def consent(self, consent: Consent) -> None:
        """Files a signed consent.

        Raises:
            CollectionError: not a pseudonym, or no purpose was agreed to.
        """
        if not consent.purposes:
            raise CollectionError(
                "A consent without a purpose permits nothing: name at least one purpose that the person agreed to."
            )
        self.file_consent(consent.person, asdict(consent))

    def file_consent(self, person: str, signed: Mapping[str, object]) -> None:
        """Files what a person signed, JSON.

        Raises:
            CollectionError: not a pseudonym.
        """
        path = self.consent_path(person)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(json.dumps(signed, indent=1), encoding="utf-8")

    def add(self, person: str, data: bytes, suffix: str, challenge: Challenge, shows: str = "") -> str:
        """Adds one recording with its challenge; returns its path inside the folder.

        Raises:
            NoConsentError: there is no consent of this person.
            AlreadyKeptError: the folder holds the same recording.
            RecordingError: it cannot be read.
        """
        # First: what is opened is a recording of a person who consented.
        self.require_consent(person)
        recording = open_recording(data, RecordingLimits(), formats=ANALYSE_FORMATS)
        measured = {
            "duration_s": f"{recording.duration_s:.2f}",
            "width": str(recording.width_px),
            "height": str(recording.height_px),
            "has_audio": "yes" if recording.has_audio else "no",
        }
        return self.keep(person, data, suffix, measured | {"shows": shows}, challenge)

    def keep(
        self, person: str, data: bytes, suffix: str, known: Mapping[str, str], challenge: Challenge | None = None
    ) -> str:
        """Adds one file without opening it; returns its path inside the folder.

        Args:
            person: pseudonym.
            data: the file.
            suffix: of its name.
            known: columns beside those that follow from the rest.
            challenge: what was asked, if anything was.

        Raises:
            NoConsentError: there is no consent of this person.
            AlreadyKeptError: the folder holds the same file.
        """
        with self.alone():
            self.require_consent(person)
            rows, digest = self.rows(), hashlib.sha256(data).hexdigest()
            if any(row["sha256"] == digest for row in rows):
                raise AlreadyKeptError("The collection holds this recording already.")
            session = f"s{1 + max((int(row['session'][1:]) for row in rows if row['person'] == person), default=0)}"
            place = Path("people") / person / f"{session}{suffix.lower()}"
            own = {"file": str(place), "group": "volunteers", "person": person, "session": session, "sha256": digest}
            row = dict.fromkeys(COLUMNS, "") | {"kind": "video", "label": "genuine", **known} | own
            row["consent_version"] = self._version(person)
            (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / place).write_bytes(data)
            if challenge is not None:
                row["transcript"] = " ".join(prompt.text for prompt in challenge.of_kind(PromptKind.SAY))
                row["challenge"] = str(place.with_suffix(".challenge.json"))
                (self.folder / row["challenge"]).write_text(write_challenge(challenge), encoding="utf-8")
            self._write([*rows, row])
        return str(place)

    def delete(self, person: str) -> Deleted:
        """Deletes every file of a person, and then the consent, without which no file can come again.

        Raises:
            NotDeletedError: the system deletes a file not.
        """
        _require_pseudonym(person)
        with self.alone():
            rows, own = self.rows(), self.folder / "people" / person
            mine = [row for row in rows if row["person"] == person]
            files = sum(path.is_file() for path in own.rglob("*")) if own.is_dir() else 0
            try:
                if own.is_dir():
                    shutil.rmtree(own)
                if mine:
                    self._write([row for row in rows if row["person"] != person])
                # Last: after a crash before it, the person's link still works.
                self.consent_path(person).unlink(missing_ok=True)
            except OSError as error:
                raise NotDeletedError(f"Not all files of {person} could be deleted: {error.strerror}.") from error
        return Deleted(len(mine), sum(row["label"] == "attack" for row in mine), files)

    def rows(self) -> list[dict[str, str]]:
        """The manifest; empty for a new folder."""
        path = self.folder / MANIFEST
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def require_consent(self, person: str) -> None:
        """Nothing of a person is kept without it.

        Raises:
            NoConsentError: there is none.
            CollectionError: not a pseudonym.
        """
        if not self.consent_path(person).is_file():
            raise NoConsentError(f"File the signed consent of {person} first: cameo collect consent {person}.")

    def consent_path(self, person: str) -> Path:
        """Where the consent of a person lies, if they signed one.

        Raises:
            CollectionError: not a pseudonym.
        """
        _require_pseudonym(person)
        return self.folder / "consents" / f"{person}.json"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps every other process and thread from changing the folder."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _version(self, person: str) -> str:
        return str(json.loads(self.consent_path(person).read_text(encoding="utf-8"))["version"])

    def _write(self, rows: list[dict[str, str]]) -> None:
        """Replaces the manifest as a whole, or leaves the old one."""
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        replace_text(self.folder / MANIFEST, text.getvalue())


def replace_text(path: Path, text: str) -> None:
    """Replaces a file as a whole, or leaves the old one."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def _require_pseudonym(person: str) -> None:
    if not PERSON.fullmatch(person):
        raise CollectionError("Call a volunteer by a pseudonym of a-z, 0-9 and underscore, at most 40 characters.")
