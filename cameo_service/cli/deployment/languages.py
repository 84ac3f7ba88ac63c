"""`cameo models check-language`: a vocabulary file, checked and measured on recordings."""

import json
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import track

from cameo_service.challenge_files import read_file, write_record
from evaluation.spoken_digits import ONE_WRONG, RIGHT, WRONG, accepted, digit_trials, recorded_digits
from liveness.challenge.language import Language
from liveness.engines.choice import LANGUAGES_PACK
from liveness.engines.whisper_languages import scorer_of
from liveness.limits.languages import RIGHT_MIN, VOICES_MIN, WRONG_MAX, MeasuredLanguage
from liveness.models import manifest, store


class VoicesError(Exception):
    """The folder of recordings has nothing to measure the vocabulary on."""


def check(file: Path, voices: Path | None, models: Path, *, as_json: bool) -> None:
    """Refuses a faulty file; with recordings, says how answers in it are judged and keeps that beside it.

    Raises:
        ChallengeError: the file is faulty, or the net does not know its language.
        VoicesError: no person in the folder says the digits.
        ModelPackError: the net is not built.
        typer.Exit: with 1: what was measured is not enough.
    """
    language = read_file(file)
    if voices is None:
        _say({"language": language.tag, "vocabulary": "usable", "measured": None}, as_json=as_json)
        return
    measured = _measured(language, voices, models)
    beside = write_record(file, measured)
    _say(
        {
            "language": language.tag,
            "vocabulary": "usable",
            "measured": asdict(measured),
            "kept": beside.name,
            "is_enough": measured.is_enough,
            "is_beta": measured.is_beta,
        },
        as_json=as_json,
    )
    if not measured.is_enough:
        raise typer.Exit(1)


def _measured(language: Language, voices: Path, models: Path) -> MeasuredLanguage:
    try:
        people = recorded_digits(voices, language)
    except (OSError, KeyError) as error:
        raise VoicesError(f"Put a manifest.csv with file, person and transcript into the folder ({error}).") from error
    if not people:
        raise VoicesError(
            f"No person in the folder says the digits of {language.tag}: compare transcript with `spoken`."
        )
    scorer = scorer_of(store.verify(manifest.load(LANGUAGES_PACK), models).files, [language])
    asked = digit_trials(people, language, lambda sound, text: scorer.score(sound, text, language.tag))
    trials = list(track(asked, f"{len(people)} voices", console=Console(stderr=True)))
    rates = {truth: accepted(trials, truth) for truth in (RIGHT, WRONG, ONE_WRONG)}
    return MeasuredLanguage(len(people), rates[RIGHT], rates[WRONG], rates[ONE_WRONG])


def _say(found: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found))
        return
    typer.echo(f"{found['language']}: the vocabulary can be used.")
    measured = found["measured"]
    if not isinstance(measured, dict):
        typer.echo(
            "It was not measured: name a folder of recordings with --voices. Until then no session starts in it."
        )
        return
    for key, meaning in (
        ("right", "right answers accepted"),
        ("wrong", "other digits accepted"),
        ("one_wrong", "one digit wrong accepted"),
    ):
        count, of = measured[key]
        typer.echo(f"  {meaning}: {count} of {of}")
    typer.echo(f"  voices: {measured['voices']}{' (beta)' if found['is_beta'] else ''}")
    if found["is_enough"]:
        typer.echo(f"Challenges can be asked in it; kept in {found['kept']}.")
    else:
        typer.echo(
            f"That is not enough: at least {RIGHT_MIN:.0%} of right answers, at most {WRONG_MAX:.0%} of others, "
            f"{VOICES_MIN} voices."
        )
