"""The vocabularies of a deployment's challenges: those of the package, and files that the operator adds.

What `cameo models check-language` measured of a file lies beside it, and counts for exactly that file.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from cameo_service.config import LanguageSettings
from cameo_service.usecases.enrollment.challenge_languages import ChallengeLanguage, ChallengeLanguages
from consent.owner_act import OwnerAct
from liveness.challenge.language import Language
from liveness.challenge.language_errors import (
    MalformedVocabularyError,
    UnknownLanguageError,
    UnsayableSentenceError,
)
from liveness.challenge.language_file import SHIPPED, read_language, shipped
from liveness.limits.languages import MEASURED, MeasuredLanguage
from liveness.limits.words import WHISPER_BASE

MEASURED_ENDING = ".measured.json"


@dataclass(frozen=True, slots=True)
class LanguageRecord:
    """What `cameo models check-language` measured. vocabulary_sha256: of the file's bytes; scorer: the net."""

    vocabulary_sha256: str
    scorer: str
    measured: MeasuredLanguage


_RECORD = TypeAdapter(LanguageRecord)


@dataclass(frozen=True, slots=True)
class DeployedLanguage:
    """A language that the deployment named.

    is_measured: whether challenges may be asked in it. is_beta: whether few voices showed that.
    """

    vocabulary: Language
    reviewed_by: str
    is_measured: bool
    is_beta: bool = True


def read_file(path: Path) -> Language:
    """The vocabulary in an operator's file, with a sentence for each act.

    Raises:
        VocabularyError: the subclass says what to correct.
    """
    try:
        language = read_language(path.read_bytes())
    except OSError as error:
        raise MalformedVocabularyError("", f"{path.name} cannot be read") from error
    for act in OwnerAct:
        if act not in language.acts:
            raise UnsayableSentenceError(f"acts.{act}", "it is missing")
    return language


def write_record(path: Path, measured: MeasuredLanguage) -> Path:
    """Keeps what was measured of a vocabulary file beside it."""
    record = LanguageRecord(hashlib.sha256(path.read_bytes()).hexdigest(), WHISPER_BASE, measured)
    beside = path.with_name(path.name + MEASURED_ENDING)
    beside.write_bytes(_RECORD.dump_json(record, indent=2) + b"\n")
    return beside


def deployed(settings: Mapping[str, LanguageSettings]) -> tuple[DeployedLanguage, ...]:
    """The languages of a deployment, as its settings name them.

    Raises:
        UnknownLanguageError: the package has no such vocabulary, and no file is named.
        VocabularyError: a file cannot be used.
    """
    return tuple(_deployed(tag, setting) for tag, setting in settings.items())


def _deployed(tag: str, setting: LanguageSettings) -> DeployedLanguage:
    if setting.file is None:
        if tag not in SHIPPED:
            raise UnknownLanguageError(tag, SHIPPED)
        return _judged(shipped(tag), setting, MEASURED.get(tag))
    language = read_file(setting.file)
    if language.tag != tag:
        raise MalformedVocabularyError("tag", f"the setting names {tag!r}, and the file {language.tag!r}")
    return _judged(language, setting, _measured(setting.file))


def _judged(language: Language, setting: LanguageSettings, measured: MeasuredLanguage | None) -> DeployedLanguage:
    if measured is None:
        return DeployedLanguage(language, setting.reviewed_by, is_measured=False)
    return DeployedLanguage(language, setting.reviewed_by, measured.is_enough, measured.is_beta)


def _measured(path: Path) -> MeasuredLanguage | None:
    """What the record beside a file says of exactly this file and today's net."""
    try:
        record = _RECORD.validate_json(path.with_name(path.name + MEASURED_ENDING).read_bytes())
    except (OSError, ValidationError):
        return None
    is_of_it = record.vocabulary_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    return record.measured if is_of_it and record.scorer == WHISPER_BASE else None


def asked_in(languages: tuple[DeployedLanguage, ...]) -> ChallengeLanguages:
    """The same, as sessions know them."""
    return ChallengeLanguages({one.vocabulary.tag: _asked(one) for one in languages})


def _asked(language: DeployedLanguage) -> ChallengeLanguage:
    said = language.vocabulary
    acts = {act: said.acts[act] for act in OwnerAct}
    return ChallengeLanguage(
        said.tag, said.name, said.version, language.reviewed_by, acts, language.is_measured, language.is_beta
    )
