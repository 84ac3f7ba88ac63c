"""The trials of an evaluation, drawn from the manifest with a seed. Makes and judges no presentation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from evaluation.attacks.catalogue import CATALOGUE
from evaluation.attacks.species import Kind, Need, Species
from evaluation.manifest_data import Entry, Manifest
from evaluation.subject.performance import Flaw

PER_SPECIES = 10
"""Presentations of one species, from as many people as possible."""
ANSWER_TURNS = 2
"""How often each recording with a transcript is asked for something else: few recordings have a transcript."""
RENDERED_SUBJECTS = 8


class Task(StrEnum):
    """Kind of work of a trial."""

    AS_IT_IS = "as it is"
    CONTROL = "control"
    ATTACK = "attack"
    FILMED = "filmed"
    """A picture that is an attack, held in front of the camera."""
    RENDERED = "rendered"
    FACES = "faces"
    VOICES = "voices"
    WORDS = "words"
    LIPS = "lips"


@dataclass(frozen=True, slots=True)
class Trial:
    """One piece of work. Its `key` is the same in all runs with the same data and seed.

    species: of the catalogue, a container's name for a control, a flaw's value for a rendered subject.
    entries: the recording it is made from; for faces, voices and words all that are compared.
    partner: recording of another person. other: another recording of the same person.
    """

    key: str
    task: Task
    seed: int
    species: str = ""
    entries: tuple[Entry, ...] = ()
    partner: Entry | None = None
    other: Entry | None = None


def planned(manifest: Manifest, seed: int, limit: int | None) -> list[Trial]:
    """All trials; small recordings come first, so that a run that is interrupted has seen many people.

    limit: at most so many presentations of each species, recordings and rendered subjects.
    """
    genuine = _some(manifest.of_kind("video"), seed, limit)
    attacks = _some(manifest.of_kind("video", genuine=False), seed, limit)
    made_of_clips = [
        *_as_they_are((*genuine, *attacks), genuine, seed),
        *_controls(genuine, seed),
        *_attacks(genuine, seed, limit),
        *_filmed(_some(manifest.of_kind("image", genuine=False), seed, limit), seed),
    ]
    by_clip = sorted(made_of_clips, key=lambda trial: (trial.entries[0].size_bytes, trial.entries[0].file))
    return [*_comparisons(manifest, seed, genuine), *by_clip, *_rendered(seed, limit)]


def _some(entries: tuple[Entry, ...], seed: int, limit: int | None) -> tuple[Entry, ...]:
    """All entries, or `limit` entries of as many people as possible."""
    return entries if limit is None else tuple(_spread(entries, np.random.default_rng(seed))[:limit])


def _comparisons(manifest: Manifest, seed: int, videos: tuple[Entry, ...]) -> Iterator[Trial]:
    photos, sounds = manifest.of_kind("image"), manifest.of_kind("audio")
    speaking = tuple(entry for entry in videos if entry.has_speech)
    if photos or videos:
        yield Trial("faces", Task.FACES, seed, entries=(*photos, *videos))
    if sounds or speaking:
        yield Trial("voices", Task.VOICES, seed, entries=(*sounds, *speaking))
    if speaking:
        yield Trial("lips", Task.LIPS, seed, entries=speaking)
    said = tuple(entry for entry in (*sounds, *videos) if entry.transcript)
    for person in dict.fromkeys(entry.person for entry in said):
        entries = tuple(entry for entry in said if entry.person == person)
        yield Trial(f"words {person}", Task.WORDS, seed, entries=entries)


def _as_they_are(entries: Sequence[Entry], genuine: Sequence[Entry], seed: int) -> Iterator[Trial]:
    """Another recording of the same person, if there is one, counts as seen before: that is no replay."""
    for number, entry in enumerate(entries):
        other = _drawn(_takes(entry, genuine), np.random.default_rng([seed, number]))
        yield Trial(f"{Task.AS_IT_IS} {entry.file}", Task.AS_IT_IS, seed, entries=(entry,), other=other)


def _filmed(pictures: Sequence[Entry], seed: int) -> Iterator[Trial]:
    for number, entry in enumerate(pictures):
        yield Trial(f"{Task.FILMED} {entry.file}", Task.FILMED, seed + number, entries=(entry,))


def _controls(entries: Sequence[Entry], seed: int) -> Iterator[Trial]:
    for container in ("webm", "mp4"):
        for entry in entries:
            yield Trial(f"control {container} {entry.file}", Task.CONTROL, seed, container, (entry,))


def _attacks(genuine: Sequence[Entry], seed: int, limit: int | None) -> Iterator[Trial]:
    wanted = PER_SPECIES if limit is None else min(limit, PER_SPECIES)
    for number, species in enumerate(CATALOGUE):
        rng = np.random.default_rng([seed, number])
        able = [entry for entry in genuine if _has_what_is_needed(species, entry, genuine)]
        for turn in range(ANSWER_TURNS if species.kind is Kind.ANSWER else 1):
            for entry in _spread(able, rng)[:wanted]:
                yield Trial(
                    key=f"attack {species.name} {turn} {entry.file}",
                    task=Task.ATTACK,
                    seed=int(rng.integers(2**31)),
                    species=species.name,
                    entries=(entry,),
                    partner=_drawn(_others(species, entry, genuine), rng),
                    other=_drawn(_takes(entry, genuine), rng),
                )


def _has_what_is_needed(species: Species, entry: Entry, genuine: Sequence[Entry]) -> bool:
    """Whether the entry has what the species needs. A face is known only when the recording is read."""
    has = {
        Need.SPEECH: entry.has_speech,
        Need.TRANSCRIPT: bool(entry.transcript),
        Need.PARTNER: bool(_others(species, entry, genuine)),
        Need.PARTNER_SPEECH: bool(_others(species, entry, genuine)),
        Need.OTHER_TAKE: bool(_takes(entry, genuine)),
    }
    return all(has.get(need, True) for need in species.needs)


def _others(species: Species, entry: Entry, genuine: Sequence[Entry]) -> list[Entry]:
    """Recordings of other people; with known words if the words of this entry are known, so that they can be asked
    for.
    """
    others = [other for other in genuine if other.person != entry.person]
    if Need.PARTNER_SPEECH in species.needs:
        others = [other for other in others if other.has_speech]
        others = [other for other in others if bool(other.transcript) == bool(entry.transcript)] or others
    return others


def _takes(entry: Entry, genuine: Sequence[Entry]) -> list[Entry]:
    return [
        other for other in genuine if other.person == entry.person and other.file != entry.file and other.has_speech
    ]


def _spread(entries: Sequence[Entry], rng: np.random.Generator) -> list[Entry]:
    """Random order in which every person comes once before any person comes twice."""
    mixed = [entries[at] for at in rng.permutation(len(entries))]
    turn: dict[str, int] = {}
    ranked = []
    for entry in mixed:
        turn[entry.person] = turn.get(entry.person, 0) + 1
        ranked.append((turn[entry.person], entry))
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]


def _drawn(entries: Sequence[Entry], rng: np.random.Generator) -> Entry | None:
    return entries[int(rng.integers(len(entries)))] if entries else None


def _rendered(seed: int, limit: int | None) -> Iterator[Trial]:
    subjects = RENDERED_SUBJECTS if limit is None else min(limit, RENDERED_SUBJECTS)
    for number in range(subjects):
        yield Trial(f"rendered {number}", Task.RENDERED, seed + number)
    for number, flaw in enumerate(Flaw):
        yield Trial(f"rendered {flaw}", Task.RENDERED, seed + number % subjects, flaw.value)
