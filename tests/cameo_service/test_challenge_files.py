from pathlib import Path

import pytest

from cameo_service.challenge_files import asked_in, deployed, read_file, write_record
from cameo_service.config import LanguageSettings, ServiceConfig
from consent.owner_act import OwnerAct
from liveness.challenge.language_errors import (
    LanguageNotMeasuredError,
    MalformedVocabularyError,
    UnknownLanguageError,
    UnsayableSentenceError,
)
from liveness.limits.languages import MEASURED, MeasuredLanguage
from tests.liveness.challenge.test_language_file import vocabulary

GOOD = MeasuredLanguage(4, (40, 40), (0, 40), (2, 40))
SENTENCES = "".join(f'{act} = "frase de {act.replace("_", " ")}"\n' for act in OwnerAct if act is not OwnerAct.ERASE)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "xx.toml"
    path.write_bytes(vocabulary().replace(b"[acts]\n", b"[acts]\n" + SENTENCES.encode()))
    return path


def is_measured(file: Path) -> bool:
    (language,) = deployed({"xx": LanguageSettings(file=file)})
    return language.is_measured


def test_a_file_of_the_operator_is_asked_in_once_it_was_measured(file: Path) -> None:
    assert not is_measured(file)
    write_record(file, GOOD)
    assert is_measured(file)


def test_a_measurement_counts_for_exactly_the_file_that_was_measured(file: Path) -> None:
    write_record(file, GOOD)
    file.write_bytes(file.read_bytes() + b"# changed\n")
    assert not is_measured(file)


@pytest.mark.parametrize("found", ["", "{}", '{"scorer": "another"}'])
def test_a_record_that_says_nothing_counts_as_none(file: Path, found: str) -> None:
    write_record(file, GOOD).write_text(found)
    assert not is_measured(file)


def test_a_measurement_that_is_not_enough_lets_no_session_start(file: Path) -> None:
    write_record(file, MeasuredLanguage(4, (20, 40), (0, 40), (0, 40)))
    with pytest.raises(LanguageNotMeasuredError):
        asked_in(deployed({"xx": LanguageSettings(file=file)})).require("xx")


def test_a_language_that_the_package_does_not_have_needs_a_file() -> None:
    with pytest.raises(UnknownLanguageError, match="'tlh'"):
        deployed({"tlh": LanguageSettings()})


def test_the_file_is_of_the_language_that_the_setting_names(file: Path) -> None:
    with pytest.raises(MalformedVocabularyError, match="tag"):
        deployed({"yy": LanguageSettings(file=file)})


def test_a_file_needs_a_sentence_for_each_act(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_bytes(vocabulary())
    with pytest.raises(UnsayableSentenceError, match="missing"):
        read_file(path)
    with pytest.raises(MalformedVocabularyError, match="cannot be read"):
        read_file(tmp_path / "none.toml")


def test_a_language_of_the_package_says_who_reviewed_its_sentences_and_is_asked_as_it_was_measured() -> None:
    settings = ServiceConfig(languages={"es": {"reviewed_by": "A. Name"}}, insecure_dev=True).languages
    (spanish,) = deployed(settings)
    assert spanish.reviewed_by == "A. Name"
    assert spanish.is_measured is MEASURED["es"].is_enough
