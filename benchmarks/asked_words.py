"""How often each speech scorer accepts asked words that were said, and words that were not: recordings and rendered
voices.

`python -m benchmarks.asked_words DIR` prints one row for each engine, half, band and kind of answer. DIR holds the
recordings (`evaluation.manifest_data`), and may hold `speech_languages` with accented English. `--kept FILE` keeps what
was scored: a run that was broken off goes on, and limits can be judged again without hearing anything again. `--only`
takes one half, or the rendered voices; `--compare` asks PocketSphinx alone, too. What is heard and asked is
`benchmarks.spoken_answers`.

Limits are set on the development half of the people and judged on the other. The rendered voices set no limit.
"""

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.spoken_answers import RENDERED, Answer, answers, asked_of, drawn_too, half_of_answer
from evaluation.rates import proportion
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import TextKind
from liveness.checks import spoken_challenge
from liveness.engines.remembered import remembering_words
from liveness.engines.second_opinion import ScorerWithSecondOpinion
from liveness.engines.speech import PocketSphinxSpeech
from liveness.engines.voice import SileroVoiceActivity
from liveness.engines.whisper import scorer_of
from liveness.limits.in_force import SHIPPED, LimitsInForce
from liveness.limits.words import POCKETSPHINX, WordLimits
from liveness.measure.spoken_answers import SAMPLE_RATE, all_speech
from liveness.models import manifest, store
from liveness.observations import Observations, SpokenAnswer, WordScores, WordTime
from liveness.ports import SpeechScorer

ALONE, TOGETHER = "whisper alone", "whisper, second opinion"
"""How scores of Whisper are judged; those of PocketSphinx go by its own id."""
TRUTHS = ("right", "one word changed", "all words changed")


class _Alone(LimitsInForce):
    """The shipped limits, without a second opinion."""

    def word(self, scorer: str, kind: TextKind) -> WordLimits:
        return replace(LimitsInForce.word(self, scorer, kind), second=None)


@dataclass(frozen=True, slots=True)
class Trial:
    """One answer, asked for one text, as one engine scored it. half: of the people, or RENDERED."""

    half: str
    kind: str
    band: str
    person: str
    said: str
    asked: str
    truth: str
    scores: WordScores
    words: tuple[WordTime, ...]

    def is_accepted(self, in_force: LimitsInForce = SHIPPED) -> bool:
        """Whether the check lets it pass, for its words alone: no prompt has a time."""
        challenge = Challenge((Prompt("p", PromptKind.SAY, self.asked),))
        answer = SpokenAnswer("p", 0.0, 0.0, self.scores, self.words)
        seen = Observations(0.0, 0, 0, (), (), None, (), (), (answer,))
        return bool(spoken_challenge.judge(challenge, seen, in_force))

    @property
    def judged(self) -> dict[str, bool]:
        """Whether it passes, by the way it is judged."""
        if self.scores.scorer == POCKETSPHINX:
            return {POCKETSPHINX: self.is_accepted()}
        return {ALONE: self.is_accepted(_Alone()), TOGETHER: self.is_accepted()}


@dataclass(frozen=True, slots=True)
class Job:
    """One answer, and one text that it is asked for."""

    answer: Answer
    truth: str
    asked: str

    @property
    def key(self) -> tuple[str, ...]:
        """Also of its trials."""
        return self.answer.person, self.answer.band, self.answer.text, self.asked


class Listener:
    """The engines of one run. compares: PocketSphinx is asked alone, too."""

    def __init__(self, models: Path, *, compares: bool) -> None:
        self._compares = compares
        opened, whisper = (store.verify(manifest.load(pack), models).files for pack in ("open-2", "whisper"))
        self._activity, self._timer = SileroVoiceActivity(opened["voice_activity"]), PocketSphinxSpeech()
        self._whisper = scorer_of(whisper)

    def trials(self, job: Job) -> Iterator[Trial]:
        """One answer, asked for one text."""
        with drawn_too(job.answer):
            yield from self._trials(job.answer, job.truth, job.asked)

    def _trials(self, answer: Answer, truth: str, asked: str) -> Iterator[Trial]:
        whole = answer.samples()
        window = all_speech(Prompt("p", PromptKind.SAY, ""), self._activity.speech_probability(whole))
        sound = whole[round(window.start_s * SAMPLE_RATE) : round(window.end_s * SAMPLE_RATE)]
        pocketsphinx = remembering_words(self._timer)
        together = ScorerWithSecondOpinion(self._whisper, pocketsphinx)
        scorers: list[SpeechScorer] = [together, pocketsphinx] if self._compares else [together]
        scored = [scorer.score(sound, asked) for scorer in scorers]
        # A text that Whisper refuses without a second opinion is refused with or without times.
        is_timed = self._compares or scored[0].margin >= 0 or scored[0].second is not None
        words = self._timer.times(sound, 0.0, asked)[0] if is_timed else ()
        half = half_of_answer(answer)
        for scores in scored:
            yield Trial(half, answer.kind, answer.band, answer.person, answer.text, asked, truth, scores, words)


def kept_before(file: Path) -> list[Trial]:
    """The trials in a file."""
    return [_trial(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def _trial(form: Mapping[str, object]) -> Trial:
    words = tuple(WordTime(**word) for word in form["words"])  # type: ignore[attr-defined]
    return Trial(**{**form, "scores": _scores(form["scores"]), "words": words})  # type: ignore[arg-type]


def _scores(form: object) -> WordScores:
    found = WordScores(**form)  # type: ignore[arg-type]
    heard = None if found.recognised is None else tuple(found.recognised)
    second = None if found.second is None else _scores(found.second)
    return replace(found, alternatives=tuple(found.alternatives), recognised=heard, second=second)


def table(done: Sequence[Trial]) -> Table:
    """One row for each engine, half, band and kind, some for all of a half: accepted of n, 95 % interval."""
    found = Table("engine", "half", "band", "answers", "people", *TRUTHS)
    groups: dict[tuple[str, str, str, str], list[tuple[Trial, bool]]] = defaultdict(list)
    for trial in done:
        for engine, is_accepted in trial.judged.items():
            for band, kind in ((trial.band, trial.kind), (trial.band, "all"), ("all", trial.kind), ("all", "all")):
                groups[engine, trial.half, band, kind].append((trial, is_accepted))
    for key, members in sorted(groups.items()):
        people = len({trial.person for trial, _ in members})
        found.add_row(*key, str(people), *(_accepted(members, truth) for truth in TRUTHS))
    return found


def _accepted(members: Sequence[tuple[Trial, bool]], truth: str) -> str:
    asked = [(trial.person, is_accepted) for trial, is_accepted in members if trial.truth == truth]
    rate = proportion(asked)
    if rate.low is None or rate.high is None:
        return "-"
    return f"{sum(accepted for _, accepted in asked)} of {rate.n} ({100 * rate.low:.1f}-{100 * rate.high:.1f} %)"


def measured(folder: Path, only: str | None, kept: Path | None, *, compares: bool) -> list[Trial]:
    """All trials; those that `kept` holds are not scored again. First come all right texts, then the others."""
    models = Path(os.environ.get("CAMEO_MODELS", ".cache/models"))  # noqa: TID251 - as every benchmark
    done = kept_before(kept) if kept is not None and kept.is_file() else []
    known = {(trial.person, trial.band, trial.said, trial.asked) for trial in done}
    jobs = [Job(answer, truth, asked) for answer in answers(folder, only) for truth, asked in asked_of(answer)]
    listener = Listener(models, compares=compares)
    wanted = sorted((job for job in jobs if job.key not in known), key=lambda job: TRUTHS.index(job.truth))
    for job in track(wanted, "asking ..."):
        found = list(listener.trials(job))
        done += found
        if kept is not None:
            with kept.open("a", encoding="utf-8") as lines:
                lines.write("".join(json.dumps(asdict(trial)) + "\n" for trial in found))
    return done


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with the recordings")
    parser.add_argument("--only", choices=("development", "judged", RENDERED), help="all, without it")
    parser.add_argument("--kept", type=Path, help="file of what was scored")
    parser.add_argument("--compare", action="store_true", help="ask PocketSphinx alone, too")
    chosen = parser.parse_args()
    Console(width=200).print(table(measured(chosen.folder, chosen.only, chosen.kept, compares=chosen.compare)))
