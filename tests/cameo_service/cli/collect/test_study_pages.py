"""The rules of a study, over HTTP: no release no take, a link that deletes, and nothing of another volunteer."""

import os
from collections.abc import Iterator

import pytest

from cameo_service.cli import connection
from evaluation import study as limits
from evaluation.manifest_data import read_manifest
from evaluation.study import CONDITIONS
from evaluation.study_report import Line, report
from liveness.checks.result import Failed, Reason
from liveness.verdict.analysis import Analysis
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import DEMO
from tests.cameo_service.cli.collect.running_study import INVITATION, SIGNED, RunningStudy, Volunteer, medium
from tests.cameo_service.rpc.running_service import ISSUER
from tests.cameo_service.rpc.test_enrollment import AskedAlready
from tests.cameo_service.usecases.enrolling import passed, unlike_any, verdict

JPEG_BEGINS, WEBM_BEGINS = b"\xff\xd8\xff", b"\x1a\x45\xdf\xa3"
HOSTILE = "<script>window.ran=1</script>"


@pytest.fixture(scope="module")
def one_study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudy]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(connection, "ISSUER", ISSUER)
        started = RunningStudy(tmp_path_factory.mktemp("study"))
        started.conversation = AskedAlready
        yield started
        started.stop()


@pytest.fixture
def running(one_study: RunningStudy) -> RunningStudy:
    """One study for all: every test has volunteers of its own."""
    one_study.analyst.answer, one_study.analyst.while_analysing = passed(), bool
    return one_study


def lines_of(volunteer: Volunteer) -> dict[str, Line]:
    takes = volunteer.study.study.takes(volunteer.person)
    return {line.condition: line for line in report({volunteer.person: takes})}


def picture() -> bytes:
    return JPEG_BEGINS + os.urandom(8)


def video() -> bytes:
    return WEBM_BEGINS + os.urandom(8)


def files(running: RunningStudy) -> str:
    """Names and contents of everything in the folder, but the receipts."""
    kept = sorted(path for path in running.study.folder.rglob("*") if path.is_file())
    return "".join(f"{path}\n{path.read_bytes()!r}\n" for path in kept if path.name != "deletions.jsonl")


def test_a_volunteer_signs_records_and_is_in_the_manifest_and_the_report(running: RunningStudy) -> None:
    ada = running.volunteer()
    media = medium()
    assert ada.record(ada.session("dim"), media)["verdict"]["state"] == "ENROLLMENT_STATE_PASSED"
    assert ada.post("/api/attack/print", picture()).status == 200
    assert ada.post("/api/attack/screen", video()).status == 200
    mine = [one for one in read_manifest(running.study.folder).entries if one.person == ada.person]
    assert [(one.kind, one.is_genuine) for one in mine] == [("video", True), ("image", False), ("video", False)]
    assert [one.species for one in mine if not one.is_genuine] == ["print", "screen"]
    assert (running.study.folder / mine[0].file).read_bytes() == media
    everything, dim = lines_of(ada)["all"], lines_of(ada)["dim"]
    assert (everything.completed.value, everything.completed.n, dim.completed.n) == (1.0, 1, 1)
    assert (dim.bpcer.value, dim.bpcer.n) == (0.0, 1)
    assert (dim.seconds.value or 0.0) > 0


def test_the_page_says_what_is_signed_and_how_far_the_volunteer_is(running: RunningStudy) -> None:
    ada = running.volunteer()
    ada.record(ada.session())
    shown = ada.shown.said
    assert (shown["name"], shown["text"], shown["purposes"]) == ("Ada Example", SIGNED["text"], ["measure"])
    assert {one["condition"]: (one["takes"], one["passed"]) for one in shown["conditions"]} == {
        name: (int(name == "rest"), name == "rest") for name in CONDITIONS
    }
    assert "key_sha256" not in shown
    assert ada.key not in files(running)


@pytest.mark.parametrize("path", ["/api/take", "/api/attack/print", "/api/delete", "/api/qr"])
def test_without_a_release_nothing_is_recorded_uploaded_or_deleted(running: RunningStudy, path: str) -> None:
    ada = running.volunteer()
    before = files(running)
    for key in ("", "x" * 43, ada.person, f"../{ada.person}", "../../etc/passwd", "\x7f"):
        said = running.browser().post(path, {"condition": "rest", "link": ""}, **{"x-cameo-volunteer": key})
        assert said.reason == (403, "RELEASE_NOT_SIGNED")
    assert files(running) == before


REFUSED_SIGNATURES: dict[str, tuple[dict[str, object], tuple[int, str]]] = {
    "another link": ({"invitation": "guessed"}, (403, "INVITATION_WRONG")),
    "no link": ({"invitation": ""}, (403, "INVITATION_WRONG")),
    "another text": ({"text": "I take part in everything."}, (409, "RELEASE_CHANGED")),
    "not an adult": ({"adult": "yes"}, (400, "ADULT_NEEDED")),
    "no name": ({"name": "  "}, (400, "NAME_MALFORMED")),
    "a long name": ({"name": "x" * 101}, (400, "NAME_MALFORMED")),
    "a name that turns the line": ({"name": "Ada\u202e"}, (400, "NAME_MALFORMED")),
    "a name of two lines": ({"name": "Ada\nBen"}, (400, "NAME_MALFORMED")),
    "no purpose": ({"purposes": []}, (400, "PURPOSE_NEEDED")),
    "without measuring": ({"purposes": ["share"]}, (400, "PURPOSE_NEEDED")),
    "a purpose that is none": ({"purposes": ["measure", "sell"]}, (400, "PURPOSE_NEEDED")),
    "no list": ({"purposes": "measure"}, (400, "STUDY_BODY_MALFORMED")),
    "no text": ({"name": 5}, (400, "STUDY_BODY_MALFORMED")),
}


@pytest.mark.parametrize("case", REFUSED_SIGNATURES)
def test_a_release_that_is_none_is_refused_and_leaves_no_file(running: RunningStudy, case: str) -> None:
    wrong, reason = REFUSED_SIGNATURES[case]
    before = files(running)
    assert running.browser().post("/api/sign", SIGNED | wrong).reason == reason
    assert files(running) == before


def test_a_name_is_kept_as_text(running: RunningStudy) -> None:
    assert running.volunteer(HOSTILE).shown.said["name"] == HOSTILE


def test_deletion_by_the_link_leaves_nothing_but_a_receipt_without_a_name(running: RunningStudy) -> None:
    ada, ben = running.volunteer("Somebody Else"), running.volunteer("Ben Example")
    ada.record(ada.session())
    ben.record(ben.session())
    ada.post("/api/attack/print", picture())
    person = ada.person
    receipt = ada.post("/api/delete").said
    assert (receipt["person"], receipt["recordings"], receipt["attacks"]) == (person, 2, 1)
    assert receipt["files"] == 4  # a recording and its challenge, an attack, how the takes went
    left = files(running)
    assert person not in left
    assert "Somebody" not in left
    assert "Somebody" not in (running.study.folder / "deletions.jsonl").read_text()
    assert ben.person in left
    assert ben.shown.said["conditions"][0]["takes"] == 1
    for again in (ada.post("/api/delete"), ada.post("/api/take", {"condition": "rest"}), ada.shown):
        assert again.reason == (403, "RELEASE_NOT_SIGNED")


def test_what_is_recorded_while_the_volunteer_deletes_everything_is_not_kept(running: RunningStudy) -> None:
    ada = running.volunteer()
    person, session = ada.person, ada.session()
    running.analyst.while_analysing = lambda: ada.post("/api/delete")
    assert "verdict" in ada.record(session)
    assert person not in files(running)


def test_the_link_of_one_volunteer_opens_nothing_of_another(running: RunningStudy) -> None:
    ada, ben = running.volunteer(), running.volunteer("Ben Example")
    ada.record(ada.session())
    assert [one["takes"] for one in ben.shown.said["conditions"]] == [0] * len(CONDITIONS)
    ben.post("/api/delete")
    assert ada.shown.said["conditions"][0]["takes"] == 1


def test_a_capture_token_of_another_take_records_nothing(running: RunningStudy) -> None:
    ada, ben = running.volunteer(), running.volunteer("Ben Example")
    mine, theirs = ada.session(), ben.session()
    assert ada.record((theirs[0], mine[1]), b"")["refused"]["reason"] == "CAPTURE_TOKEN_OTHER_SESSION"
    assert [take.attempts for one in (ada, ben) for take in running.study.takes(one.person)] == [(), ()]


def test_an_attempt_that_is_taken_for_an_attack_counts_in_the_bpcer_and_the_recording_is_kept(
    running: RunningStudy,
) -> None:
    ada = running.volunteer()
    outcome = verdict(Outcome.FAILED, Failed(Reason.LIPS_OUT_OF_SYNC), DEMO)
    running.analyst.answer = Analysis(outcome, None, None, {}, unlike_any())
    assert ada.record(ada.session("glasses"))["verdict"]["state"] == "ENROLLMENT_STATE_FAILED"
    glasses = lines_of(ada)["glasses"]
    assert (glasses.bpcer.value, glasses.bpcer.n, glasses.completed.value) == (1.0, 1, 0.0)
    assert len([one for one in read_manifest(running.study.folder).entries if one.person == ada.person]) == 1


def test_the_account_of_a_take_is_erased_when_the_take_is_over(running: RunningStudy) -> None:
    def erased() -> int:
        with running.world.store.read() as snapshot:
            return len(snapshot.erasures.pending())

    ada, before = running.volunteer(), erased()
    ada.record(ada.session())
    while erased() == before:  # the tests' own time limit ends it
        assert ada.shown.status == 200


def test_one_volunteer_does_not_decide_the_figure_of_a_condition(running: RunningStudy) -> None:
    ada = running.volunteer()
    for _ in range(limits.MOST_TAKES):
        ada.record(ada.session())
    assert ada.post("/api/take", {"condition": "rest"}).reason == (409, "TAKES_USED_UP")
    assert ada.post("/api/take", {"condition": "dim"}).status == 200


def test_a_take_that_never_began_is_not_used_up(running: RunningStudy) -> None:
    ada = running.volunteer()
    for _ in range(limits.MOST_TAKES + 1):
        ada.session()
    assert len(running.study.takes(ada.person)) == 1


REFUSED_UPLOADS = {
    "nothing": (b"", (400, "UPLOAD_UNREADABLE")),
    "a page": (b"<!doctype html>", (400, "UPLOAD_UNREADABLE")),
    "a playlist": (b"ffconcat version 1.0", (400, "UPLOAD_UNREADABLE")),
    "a large file": (JPEG_BEGINS + bytes(100), (413, "UPLOAD_TOO_LARGE")),
}


@pytest.mark.parametrize("case", REFUSED_UPLOADS)
def test_a_file_that_is_no_picture_is_refused(
    running: RunningStudy, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cameo_service.cli.collect.pages.MOST_UPLOAD_BYTES", 64)
    data, reason = REFUSED_UPLOADS[case]
    ada = running.volunteer()
    assert ada.post("/api/attack/print", data).reason == reason
    assert ada.shown.said["attacks"] == 0


def test_the_same_file_twice_and_too_many_files_are_refused(
    running: RunningStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_ATTACKS", 2)
    ada = running.volunteer()
    data = picture()
    assert ada.post("/api/attack/print", data).status == 200
    assert ada.post("/api/attack/screen", data).reason == (409, "UPLOAD_KNOWN")
    assert ada.post("/api/attack/screen", video()).status == 200
    assert ada.post("/api/attack/screen", video()).reason == (409, "UPLOADS_USED_UP")


@pytest.mark.parametrize("species", ["..", "%2e%2e%2f", "mask", "print%00", "print/../../x"])
def test_no_part_of_an_address_reaches_a_path(running: RunningStudy, species: str) -> None:
    ada = running.volunteer()
    before = files(running)
    assert ada.post(f"/api/attack/{species}", picture()).status != 200
    assert ada.post("/api/take", {"condition": species}).reason == (400, "CONDITION_UNKNOWN")
    assert files(running) == before


def test_a_study_takes_no_more_volunteers_than_it_can(running: RunningStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    running.volunteer()
    monkeypatch.setattr(limits, "MOST_VOLUNTEERS", 1)
    assert running.browser().post("/api/sign", SIGNED).reason == (409, "STUDY_FULL")


def test_a_page_of_another_site_signs_and_deletes_nothing(running: RunningStudy) -> None:
    ada = running.volunteer()
    foreign = {"origin": "https://evil.example", "x-cameo-volunteer": ada.key}
    for path in ("/api/sign", "/api/delete"):
        assert running.browser().post(path, SIGNED, **foreign).reason == (403, "ORIGIN_REFUSED")
    assert ada.shown.status == 200
    assert INVITATION not in running.browser().get("/api/study").body.decode()


def test_the_manifest_stays_a_table_whatever_a_volunteer_types(running: RunningStudy) -> None:
    ada = running.volunteer("=cmd(),\"'")
    ada.record(ada.session())
    assert "cmd" not in (running.study.folder / "manifest.csv").read_text()
