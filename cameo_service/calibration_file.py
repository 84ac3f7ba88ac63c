"""The record of a calibration on disk: a signed note that a person can read and no other deployment can have written.

The key is derived from the deployment's secret, which is never rotated, as the key of its history is: a record lasts
longer than the keys that sign grants.
"""

import hmac
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from cameo_client.errors import NoteRefusedError
from cameo_client.signed_note import note_parts, open_note
from cameo_service.history.note import NoteSigner
from liveness.limits.calibration import Calibration, CalibrationError

_KEY_LABEL = b"cameo-calibration-key/v1"
_NAME_LABEL = b"cameo-calibration-name/v1"
CALIBRATION_FORMAT = "cameo-calibration/v1"
LONGEST_BYTES = 100_000
_FORM = TypeAdapter(Calibration)


class CalibrationMissingError(CalibrationError):
    """The setting `calibration` names a file that cannot be read: put the record back, or remove the setting."""


class CalibrationUnreadableError(CalibrationError):
    """The file is no record of a calibration: put back the one that `cameo calibrate` wrote, or run it again."""


class CalibrationOfOthersError(CalibrationError):
    """Another deployment signed the calibration: run `cameo calibrate` with the key ring of this one."""


class CalibrationAlteredError(CalibrationError):
    """The calibration was changed after it was signed, so it does not count: put back the record that was signed."""


def signer(secret: bytes) -> NoteSigner:
    """What signs the calibrations of one deployment. secret: of its key ring, never rotated."""
    name = f"cameo-calibration/{hmac.digest(secret, _NAME_LABEL, 'sha256')[:8].hex()}"
    return NoteSigner(name, hmac.digest(secret, _KEY_LABEL, "sha256"))


def write(path: Path, calibration: Calibration, secret: bytes) -> str:
    """Replaces the record as a whole, or leaves the old one; returns its id.

    Raises:
        OSError: the file cannot be written.
    """
    text = f"{CALIBRATION_FORMAT}\n{_FORM.dump_json(calibration, indent=1).decode()}\n"
    note = signer(secret).sign(text).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_bytes(note)
    unfinished.replace(path)
    return record_id(note)


def read(path: Path, secret: bytes) -> tuple[Calibration, str]:
    """The record that this deployment signed, and its id.

    Raises:
        CalibrationMissingError, CalibrationUnreadableError, CalibrationOfOthersError, CalibrationAlteredError
    """
    try:
        with path.open("rb") as file:
            note = file.read(LONGEST_BYTES)
    except OSError as error:
        raise CalibrationMissingError(str(CalibrationMissingError.__doc__)) from error
    try:
        form, _, limits = _opened(note, secret).partition("\n")
        if form != CALIBRATION_FORMAT:
            raise CalibrationUnreadableError("The calibration is of another version: install the one that wrote it")
        return _FORM.validate_json(limits), record_id(note)
    except ValidationError as error:
        raise CalibrationUnreadableError(str(CalibrationUnreadableError.__doc__)) from error


def record_id(note: bytes) -> str:
    """What verification records call a record: SHA-256 of the file, in hexadecimal."""
    return sha256(note).hexdigest()


def _opened(note: bytes, secret: bytes) -> str:
    verifier = signer(secret).verifier
    try:
        text = note.decode()
        _, lines = note_parts(text)
    except (UnicodeDecodeError, NoteRefusedError) as error:
        raise CalibrationUnreadableError(str(CalibrationUnreadableError.__doc__)) from error
    if not any(f" {verifier.name} " in line for line in lines):
        raise CalibrationOfOthersError(str(CalibrationOfOthersError.__doc__))
    try:
        return open_note(text, verifier)
    except NoteRefusedError as error:
        raise CalibrationAlteredError(str(CalibrationAlteredError.__doc__)) from error
