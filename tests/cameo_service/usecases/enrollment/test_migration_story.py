"""A deployment of twenty people changes both nets, and every one of them comes to an end that they can see.

Stored in files, sealed by the vault, seen by what operators are shown. Nineteen have drawn templates; one is rendered
and measured by the real nets of both packs.
"""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import resample_poly

from cameo_service.storage.operator.sealed_packs import Progress, progress_of_files
from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.usecases.acting.errors import NotEnrolledError
from cameo_service.usecases.enrollment.attempt import Attempts
from cameo_service.usecases.enrollment.net_moves import ASKED_AFTER_US, DAY_US, UNDOABLE_US
from cameo_service.usecases.enrollment.sessions import (
    StartEnrollment,
    StartEnrollmentRequest,
    StartOwnerVerification,
    StartOwnerVerificationRequest,
)
from cameo_service.usecases.enrollment.settle import Judged, Settle
from cameo_service.usecases.operator.erasure import EraseSubject, EraseSubjectRequest
from cameo_service.usecases.ports.enrollment import likeness_kind, templates_of
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.key_ring import KeyRing, new_key_ring
from consent.identity import EnrollmentId
from consent.owner_act import OwnerAct
from consent.takedown import StopEffect
from consent.terms import Modality
from evaluation.subject.performance import Behaviour
from evaluation.subject.point_picture import Pose
from evaluation.subject.rendered_scene import RenderedScene
from evaluation.subject.rendered_voice import VOICES, speak
from liveness.engines import loading
from liveness.engines.choice import EngineChoice, FaceTemplates, VoiceTemplates
from liveness.measure.templates import MatchingTemplates, Template, pooled
from liveness.ports import Engines
from liveness.verdict.analysis import Analysis
from liveness.verdict.policy import DEMO
from tests.cameo_service.usecases.enrolling import RELEASE, passed
from tests.cameo_service.usecases.enrollment.moving import ENDS_AFTER_US, PACK, SECOND, sweep_of, take, told, undo
from tests.cameo_service.usecases.world import NOW_US, World
from tests.liveness.conftest import engines, models_dir

__all__ = ["engines", "models_dir"]

PEOPLE = [f"person{number:02}" for number in range(20)]
COMES, COMES_HOARSE, UNDOES, ERASES, ENROLLS_AGAIN, STAYS_AWAY = (
    PEOPLE[:10],
    PEOPLE[10:12],
    PEOPLE[12:14],
    PEOPLE[14:15],
    PEOPLE[15:16],
    PEOPLE[16:],
)
RENDERED = PEOPLE[0]
SENTENCES = (
    "my likeness may be used in videos by this service and by no other one, seven kettle blue window",
    "I show my face and my voice so that every person may render me, amber river nine candle",
)


class Deployment:
    """Files, keys and use cases as a service has them; `restart` is a crash between two sweeps."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.ring = directory, new_key_ring(os.urandom, NOW_US)
        self.restart()

    def restart(self, world: World | None = None) -> None:
        self.store: SqliteStore = open_store(self.directory, os.urandom)
        vault = EnvelopeVault(self._ring, self.store.deployment(), os.urandom)
        if world is None:
            self.world = World(self.store)
        else:
            self.world.store = self.store
            self.world.writes = replace(self.world.writes, store=self.store)
        clock, ids = self.world.clock, self.world.ids
        self.vault = vault
        self.settle = Settle(self.store, vault, clock, ids, DEMO)
        self.attempts = Attempts(self.store, clock, ids)
        self.sweep = sweep_of(self.world, vault)

    def _ring(self) -> KeyRing:
        return self.ring

    def crash(self) -> None:
        self.store.close()
        self.restart(self.world)

    def enroll(self, name: str, analysis: Analysis) -> str:
        now_us = self.world.clock.now_us
        request = StartEnrollmentRequest(self.world.request_id(), replace(RELEASE, agreed_us=now_us))
        started = self.world.run(StartEnrollment(), self.world.app(name), request)
        return self._judged(name, started.session_id, analysis)

    def verify(self, name: str, analysis: Analysis, act: OwnerAct = OwnerAct.NEW_DEVICE) -> str:
        request = StartOwnerVerificationRequest(self.world.request_id(), act)
        started = self.world.run(StartOwnerVerification(), self.world.app(name), request)
        return self._judged(name, started.session_id, analysis)

    def _judged(self, name: str, session: object, analysis: Analysis) -> str:
        attempt = self.attempts.begin(self.world.app(name), EnrollmentId(session))  # type: ignore[arg-type]
        return self.settle(Judged(attempt, analysis, streamed_in_real_time=True)).state

    def wait(self, us: int) -> None:
        self.world.clock.now_us += us
        while self.sweep():
            pass

    def packs_of(self, name: str) -> list[str]:
        with self.store.read() as snapshot:
            row = snapshot.enrollments.of(self.world.people[name])
        return [item.model_id for item in templates_of(row.sealed)] if row else []

    def likeness_of(self, name: str) -> bytes:
        with self.store.read() as snapshot:
            row = snapshot.enrollments.of(self.world.people[name])
        assert row is not None
        item = next(item for item in row.sealed if item.kind == likeness_kind(Modality.VOICE))
        return self.vault.open(row.subject, row.enrollment_id, row.version, item)

    def progress(self) -> Progress:
        return progress_of_files(self.directory, PACK, " ".join(sorted(SECOND)))

    def story_of(self, name: str) -> list[str]:
        kinds = told(self.world, self.world.people[name])
        return [kind for kind in reversed(kinds) if kind not in {"handle_claimed", "age_asserted"}]


@pytest.fixture(scope="module")
def both_packs(models_dir: Path, engines: Engines) -> tuple[Engines, Engines]:
    return loading.load(models_dir, EngineChoice(FaceTemplates.DLIB, VoiceTemplates.GE2E)), engines


def rendered(engines: Engines, number: int) -> MatchingTemplates:
    """What one pack's nets make of the rendered person in one take: two pictures, and a sentence."""
    scene = RenderedScene(1, (400, 400), Behaviour(), number)
    vectors = []
    for yaw in (-4.0, 3.0):
        picture = scene.picture(Pose(yaw_deg=yaw + number), (0.02 * number, 0.0), 0.0)
        _, face = engines.face.measure(picture)
        assert face is not None
        vector = engines.face_template.template(picture, face)
        assert vector is not None
        vectors.append(vector)
    samples = np.asarray(resample_poly(speak(SENTENCES[number], VOICES[1]).samples, 1, 3), np.float32)
    voice = Template(engines.voice_template.model_id, engines.voice_template.template(samples))
    return MatchingTemplates(engines.pack, Template(engines.face_template.model_id, pooled(vectors)), voice)


def analysis(number: int, *, hoarse: bool = False) -> Analysis:
    """A drawn person before both packs' nets."""
    earlier = take(number=number, face=0.2, voice=0.72 if hoarse else 0.9)
    return by_pack(PACK, passed(who=take(number=number + 40, first=False), earlier=earlier))


def by_pack(pack: str, measured: Analysis) -> Analysis:
    """A take as a service judges it that loads this pack."""
    assert measured.templates is not None
    templates, verdict = replace(measured.templates, pack=pack), replace(measured.verdict, pack=pack)
    return replace(measured, templates=templates, verdict=verdict)


def test_twenty_people_change_nets(tmp_path: Path, both_packs: tuple[Engines, Engines]) -> None:  # noqa: PLR0915 - a story
    first, second = both_packs
    deployment = Deployment(tmp_path / "data")
    for number, name in enumerate(PEOPLE):
        deployment.world.person(name)
        known = rendered(first, 0) if name == RENDERED else take(number=number)
        assert deployment.enroll(name, by_pack("open-1", passed(who=known))) == "PASSED"

    # The nets change. Every person is noted, though the service dies in between; no one is asked yet.
    assert deployment.progress().not_noted == 20
    deployment.sweep()
    deployment.crash()
    deployment.wait(0)
    assert (deployment.progress().waiting, deployment.progress().asked, deployment.progress().left) == (20, 0, 20)

    # Who comes is moved, unless the take was not surely theirs; likeness and version stay.
    live = rendered(second, 1)
    assert deployment.verify(RENDERED, by_pack(PACK, passed(who=live, earlier=rendered(first, 1)))) == "PASSED"
    for name in COMES[1:]:
        assert deployment.verify(name, analysis(PEOPLE.index(name))) == "PASSED"
    for name in COMES_HOARSE:
        assert deployment.verify(name, analysis(PEOPLE.index(name), hoarse=True)) == "PASSED"
        assert deployment.packs_of(name) == ["open-1"]
    assert {tuple(deployment.packs_of(name)[1:]) for name in COMES} == {("open-1",)}
    assert deployment.likeness_of(RENDERED) == b"wav"
    assert deployment.story_of(RENDERED)[:1] == ["enrolled"]
    assert sorted(deployment.story_of(RENDERED)[1:]) == ["owner_verified", "templates_moved"]
    assert (deployment.progress().moved, deployment.progress().left) == (10, 10)

    # Two go back. A third one, whose templates of before are kept as well, erases herself with all of them.
    for name in (*UNDOES, *ERASES):
        assert deployment.verify(name, analysis(PEOPLE.index(name))) == "PASSED"
    for name in UNDOES:
        undo(deployment.world, name)
        assert deployment.packs_of(name) == ["open-1"]
    (erased,) = ERASES
    assert deployment.verify(erased, passed(who=take(number=14 + 40, first=False)), OwnerAct.ERASE) == "PASSED"
    request = EraseSubjectRequest(deployment.world.request_id(), StopEffect.STOP_NEW)
    deployment.world.run(EraseSubject(lambda _: True), deployment.world.app(erased), request)
    assert deployment.packs_of(erased) == []

    # A crash loses nothing of it, and no key is left behind. After two weeks the templates of before are gone.
    deployment.crash()
    deployment.wait(UNDOABLE_US - 1)
    assert len(deployment.packs_of(RENDERED)) == 2
    deployment.wait(1)
    assert {len(deployment.packs_of(name)) for name in COMES} == {1}
    assert deployment.verify(RENDERED, by_pack(PACK, passed(who=live))) == "PASSED"
    assert (deployment.progress().moved, deployment.progress().undone) == (10, 2)

    # Who did not come is asked; one enrolls again, the others let it pass and end on the day that was said.
    deployment.wait(ASKED_AFTER_US)
    progress = deployment.progress()
    assert (progress.asked, progress.undone, progress.left) == (7, 2, 9)
    assert progress.first_end_us == deployment.world.clock.now_us - UNDOABLE_US + ENDS_AFTER_US + UNDOABLE_US
    (again,) = ENROLLS_AGAIN
    assert deployment.enroll(again, analysis(PEOPLE.index(again))) == "PASSED"
    deployment.wait(ENDS_AFTER_US - DAY_US)
    assert deployment.progress().expired == 0
    deployment.crash()
    deployment.wait(ASKED_AFTER_US + DAY_US)
    progress = deployment.progress()
    assert (progress.moved, progress.expired, progress.left) == (11, 8, 0)

    # Ended people are as never enrolled: they keep the account, and enroll anew or leave.
    away = STAYS_AWAY[0]
    assert deployment.story_of(away)[-1] == "enrollment_ended"
    with pytest.raises(NotEnrolledError):
        deployment.verify(away, analysis(PEOPLE.index(away)))
    assert deployment.enroll(away, by_pack(PACK, passed(who=take(number=90, first=False)))) == "PASSED"
    leaving = EraseSubjectRequest(deployment.world.request_id(), StopEffect.STOP_NEW)
    deployment.world.run(EraseSubject(lambda _: True), deployment.world.app(STAYS_AWAY[1]), leaving)
    assert json.dumps(deployment.packs_of(STAYS_AWAY[1])) == "[]"
