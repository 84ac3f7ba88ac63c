"""A study of consenting volunteers: signed releases, takes of each condition, attacks of prints and screens, deletion.

The folder is a `Collection`, which `cameo evaluate` reads; `evaluation.study_report` reads how the takes went. A
volunteer has no account: a key that cannot be guessed, in a link of their own, is all that opens their part of it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hmac import compare_digest
from pathlib import Path

from evaluation.collection import Collection, replace_text
from evaluation.study_errors import (
    NameMalformedError,
    PurposeNeededError,
    ReleaseMissingError,
    StudyFullError,
    TakesUsedUpError,
    UploadsUsedUpError,
    UploadTooLargeError,
    UploadUnreadableError,
    told,
)
from liveness.challenge.prompts import Challenge

CONDITIONS = ("rest", "bright", "dim", "glasses", "second_device")
"""Takes that each volunteer is asked for, in this order."""
ATTACKS = ("print", "screen")
"""Attacks that a volunteer may upload: their own face on paper, or on a screen."""
PURPOSES = ("measure", "report", "share")
"""measure error rates here; report them in figures; share the recordings with named researchers."""
MOST_TAKES = 3
"""Of one condition, by one volunteer: one person must not decide the figure of a condition."""
MOST_ATTACKS = 20
"""By one volunteer."""
MOST_VOLUNTEERS = 500
"""Many more than an afternoon brings; a bound on what a link that leaked can fill."""
MOST_UPLOAD_BYTES = 50 * 1024 * 1024
LONGEST_NAME = 100
_JOINERS = frozenset("\u200c\u200d")
"""Without a shape of their own; names in Persian and in scripts of India are spelled with them."""
_PERSON_CHARACTERS = 20
_RECEIPTS = "deletions.jsonl"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a volunteer gave. name: as typed. signed_at: ISO time. text: of the release, as shown, word for word."""

    name: str
    signed_at: str
    text: str
    purposes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuses what is no signature.

        Raises:
            NameMalformedError: no name of 1 to LONGEST_NAME printable characters.
            PurposeNeededError: without a yes to measuring, or with a purpose that is none.
        """
        is_printable = all(letter.isprintable() or letter in _JOINERS for letter in self.name)
        if not self.name.strip() or len(self.name) > LONGEST_NAME or not is_printable:
            raise NameMalformedError
        if "measure" not in self.purposes or not set(self.purposes) <= set(PURPOSES):
            raise PurposeNeededError


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a take.

    result: passed, failed, retry, or lost: it ended without a verdict. reasons: codes that the person read. began_s,
    ended_s: since the first attempt of the take began. file: of its recording; empty: none was kept.
    """

    result: str
    reasons: tuple[str, ...]
    began_s: float
    ended_s: float
    file: str = ""


@dataclass(frozen=True, slots=True)
class Take:
    """One session in front of a camera. number: from 1, of this person."""

    number: int
    condition: str
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a volunteer keeps of a deletion. Counts: attacks are recordings, too; files with those beside them."""

    person: str
    deleted_at: str
    recordings: int
    attacks: int
    files: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording that was judged. suffix: of its file."""

    data: bytes
    suffix: str
    challenge: Challenge


class Study:
    """The folder of one study.

    Args:
        folder: made if needed, for its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self._collection, self.folder = Collection(folder), folder

    def sign(self, key: str, signature: Signature) -> str:
        """Files a release; returns the volunteer's pseudonym.

        Raises:
            StudyFullError: MOST_VOLUNTEERS take part.
        """
        person, digest = _person_of(key)
        text_sha256 = hashlib.sha256(signature.text.encode()).hexdigest()
        signed = {"person": person, "version": text_sha256, "signed_on": signature.signed_at[:10], **asdict(signature)}
        with self._collection.alone():
            if len(list(self.folder.glob("consents/*.json"))) >= MOST_VOLUNTEERS:
                raise StudyFullError
            self._collection.file_consent(person, signed | {"key_sha256": digest})
        return person

    def release(self, key: str) -> Mapping[str, object]:
        """What the volunteer of this key signed: person, name, signed_at, text, version, purposes.

        Raises:
            ReleaseMissingError: no release belongs to the key: none was signed, or everything was deleted.
        """
        person, digest = _person_of(key)
        try:
            signed: dict[str, object] = json.loads(self._collection.consent_path(person).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ReleaseMissingError from None
        if not compare_digest(str(signed.pop("key_sha256", "")), digest):
            raise ReleaseMissingError
        return signed

    def begin(self, person: str, condition: str) -> Take:
        """A new take, or the one whose recording never began. condition: one of CONDITIONS.

        Raises:
            TakesUsedUpError: there are MOST_TAKES of this condition.
            ReleaseMissingError: the release is gone.
        """
        with self._changing():
            self._collection.require_consent(person)
            takes = self.takes(person)
            unused = [take for take in takes if take.condition == condition and not take.attempts]
            if unused:
                return unused[0]
            if sum(take.condition == condition for take in takes) >= MOST_TAKES:
                raise TakesUsedUpError
            take = Take(len(takes) + 1, condition)
            self._write(person, [*takes, take])
        return take

    def attempted(self, person: str, number: int, attempt: Attempt, recorded: Recorded | None) -> None:
        """Notes how an attempt of a take went, and keeps its recording. number: of the take.

        Raises:
            ReleaseMissingError: the release is gone; nothing is kept.
        """
        if recorded is not None:
            condition = "".join(take.condition for take in self.takes(person) if take.number == number)
            known = {"shows": condition, "has_audio": "yes"}
            with told():
                kept = self._collection.keep(person, recorded.data, recorded.suffix, known, recorded.challenge)
            attempt = replace(attempt, file=kept)
        with self._changing():
            self._collection.require_consent(person)
            takes = self.takes(person)
            added = [replace(take, attempts=(*take.attempts, attempt)) for take in takes if take.number == number]
            self._write(person, [*(take for take in takes if take.number != number), *added])

    def takes(self, person: str) -> list[Take]:
        """All takes of a volunteer, by number."""
        path = self._path(person)
        return sorted(_read(path), key=lambda take: take.number) if path.is_file() else []

    def all_takes(self) -> dict[str, list[Take]]:
        """The takes of every volunteer, by pseudonym."""
        people = sorted(path.parent.name for path in self.folder.glob("people/*/takes.json"))
        return {person: self.takes(person) for person in people}

    def add_attack(self, person: str, species: str, data: bytes) -> None:
        """Keeps a picture or a video of a print or a screen. species: one of ATTACKS.

        Opens nothing: whether it can be read shows when it is evaluated, in a process of its own.

        Raises:
            UploadTooLargeError, UploadUnreadableError: not such a file, by size or by its first bytes.
            UploadsUsedUpError: there are MOST_ATTACKS.
            UploadKnownError: the folder holds the same file.
            ReleaseMissingError: the release is gone.
        """
        if len(data) > MOST_UPLOAD_BYTES:
            raise UploadTooLargeError
        kind, suffix = _format_of(data)
        if self.attacks(person) >= MOST_ATTACKS:
            raise UploadsUsedUpError
        known = {"kind": kind, "label": "attack", "species": species, "shows": species}
        with told():
            self._collection.keep(person, data, suffix, known)

    def attacks(self, person: str) -> int:
        """How many attacks a volunteer uploaded."""
        return sum(row["person"] == person and row["label"] == "attack" for row in self._collection.rows())

    def delete(self, key: str, deleted_at: str) -> Receipt:
        """Deletes everything of the volunteer of this key. The folder keeps the receipt, which names no person.

        Raises:
            ReleaseMissingError: no release belongs to the key.
            DeletionFailedError: the system deletes a file not.
        """
        person = str(self.release(key)["person"])
        with told():
            deleted = self._collection.delete(person)
        receipt = Receipt(person, deleted_at, deleted.recordings, deleted.attacks, deleted.files)
        with (self.folder / _RECEIPTS).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(receipt)) + "\n")
        return receipt

    def deletions(self) -> int:
        """How many volunteers deleted everything since the study began."""
        path = self.folder / _RECEIPTS
        return len(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else 0

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with told(), self._collection.alone():
            yield

    def _path(self, person: str) -> Path:
        return self.folder / "people" / person / "takes.json"

    def _write(self, person: str, takes: list[Take]) -> None:
        path = self._path(person)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, json.dumps([asdict(take) for take in takes], indent=1))


def _person_of(key: str) -> tuple[str, str]:
    """Pseudonym and digest of a key. Neither leads back to the key, and no character of it reaches a path."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"v{digest[:_PERSON_CHARACTERS]}", digest


def _read(path: Path) -> Iterator[Take]:
    for take in json.loads(path.read_text(encoding="utf-8")):
        attempts = tuple(Attempt(**each | {"reasons": tuple(each["reasons"])}) for each in take["attempts"])
        yield Take(take["number"], take["condition"], attempts)


def _format_of(data: bytes) -> tuple[str, str]:
    """Kind and suffix of a file by its first bytes; its name is never looked at.

    Raises:
        UploadUnreadableError: no JPEG, PNG, WebP, WebM or MP4.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "image", ".jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image", ".png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image", ".webp"
    if data.startswith(b"\x1a\x45\xdf\xa3"):
        return "video", ".webm"
    if data[4:8] == b"ftyp":
        return "video", ".mp4"
    raise UploadUnreadableError
