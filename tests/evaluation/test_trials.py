from dataclasses import replace
from pathlib import Path

from evaluation.attacks.catalogue import CATALOGUE
from evaluation.manifest_data import Entry, Manifest
from evaluation.trials import PER_SPECIES, Task, planned


def entry(file: str, person: str, *, transcript: str = "", speaks: bool = True, genuine: bool = True) -> Entry:
    return Entry(file, person, "video", "", genuine, "puppet", transcript, speaks)


def manifest(*entries: Entry) -> Manifest:
    return Manifest(Path(), entries, (), ())


PEOPLE = [entry(f"{name}.webm", name, transcript="blue moon") for name in "abcdefghijklm"]


def test_every_species_is_planned_with_as_many_people_as_allowed() -> None:
    trials = planned(manifest(*PEOPLE), 0, None)

    for species in CATALOGUE:
        made = [trial for trial in trials if trial.task is Task.ATTACK and trial.species == species.name]
        people = {trial.entries[0].person for trial in made}
        assert len(people) >= PER_SPECIES, species.name


def test_the_same_seed_plans_the_same_and_another_seed_does_not() -> None:
    one, same, other = (planned(manifest(*PEOPLE), seed, None) for seed in (0, 0, 1))

    assert one == same
    assert one != other


def test_keys_are_unique() -> None:
    trials = planned(manifest(*PEOPLE), 0, None)

    assert len({trial.key for trial in trials}) == len(trials)


def test_every_genuine_recording_has_its_controls() -> None:
    controls = [trial for trial in planned(manifest(*PEOPLE), 0, None) if trial.task is Task.CONTROL]

    assert len(controls) == 2 * len(PEOPLE)


def test_recorded_attacks_are_judged_but_nothing_is_made_from_them() -> None:
    trials = planned(manifest(entry("x.webm", "x", genuine=False)), 0, None)

    assert {trial.task for trial in trials if trial.entries} == {Task.AS_IT_IS}


def test_pictures_that_are_attacks_are_filmed_and_genuine_ones_are_not() -> None:
    fake, real = (
        replace(entry(f"{name}.png", name, genuine=name == "real"), kind="image") for name in ("fake", "real")
    )
    filmed = [trial for trial in planned(manifest(fake, real), 0, None) if trial.task is Task.FILMED]

    assert [trial.entries for trial in filmed] == [(fake,)]


def test_silent_people_lend_themselves_to_no_attack_on_speech() -> None:
    silent = [entry(f"{name}.webm", name, speaks=False) for name in "abc"]
    made = {trial.species for trial in planned(manifest(*silent), 0, None) if trial.task is Task.ATTACK}

    assert "print" in made
    assert not made & {"synthetic voice", "another's voice", "wrong words"}


def test_a_single_person_has_no_partner() -> None:
    made = {trial.species for trial in planned(manifest(PEOPLE[0]), 0, None) if trial.task is Task.ATTACK}

    assert "print" in made
    assert not made & {"face swap", "another takes over", "another's voice"}


def test_a_partner_is_always_another_person() -> None:
    for trial in planned(manifest(*PEOPLE), 0, None):
        if trial.partner is not None:
            assert trial.partner.person != trial.entries[0].person


def test_a_limit_keeps_every_species_small() -> None:
    trials = planned(manifest(*PEOPLE), 0, 2)
    species = [trial.species for trial in trials if trial.task is Task.ATTACK]

    assert len(species) < 3 * len(CATALOGUE)
    assert {one.name for one in CATALOGUE} == set(species)
