from hashlib import sha256

import pytest

from cameo_service.usecases.acting.errors import NotPermittedError, RemixNotAskedError
from cameo_service.usecases.render.check import CheckPromptReply, CheckPromptRequest
from consent.commit import Stage
from consent.takedown import StopEffect
from consent.terms import Audience, Use
from consent.verdict import Outcome
from tests.cameo_service.usecases.render.test_commit import PROMPT, appearances, leased
from tests.cameo_service.usecases.world import FACE, HARMLESS, World

REMIX = frozenset(Use)
BOTH = "@ada and @eve dance"


@pytest.fixture
def remixing(world: World) -> World:
    """Ada and Eve let Bob remix; Bob published one output that shows Ada."""
    world.enroll("eve")
    world.audience("eve", Audience.APPROVED)
    world.grant("ada", "bob", uses=REMIX)
    world.grant("eve", "bob", uses=REMIX)
    envelope = leased(world)
    world.committed(envelope, PROMPT)
    world.committed(envelope, PROMPT, Stage.PUBLISH)
    return world


def test_a_remix_that_names_everybody_of_its_parent_is_committed(remixing: World) -> None:
    envelope = leased(remixing, Use.REMIX, BOTH)
    remixing.committed(envelope, BOTH, output=b"remix", parent=b"output")
    assert appearances(remixing, "eve")[0].parent_output is not None
    assert len(appearances(remixing, "ada")) == 2


def test_a_remix_that_leaves_somebody_of_its_parent_out_is_refused(remixing: World) -> None:
    only_eve = "@eve dances"
    envelope = leased(remixing, Use.REMIX, only_eve)
    with pytest.raises(NotPermittedError):
        remixing.committed(envelope, only_eve, output=b"remix", parent=b"output")


def test_an_output_nobody_committed_is_no_parent(remixing: World) -> None:
    envelope = leased(remixing, Use.REMIX, BOTH)
    with pytest.raises(NotPermittedError):
        remixing.committed(envelope, BOTH, output=b"remix", parent=b"never seen")


def test_a_taken_down_output_is_no_parent(remixing: World) -> None:
    remixing.revoked("ada", "bob", StopEffect.DELETE_ALL)
    remixing.grant("ada", "bob", uses=REMIX)
    envelope = leased(remixing, Use.REMIX, BOTH)
    with pytest.raises(NotPermittedError):
        remixing.committed(envelope, BOTH, output=b"remix", parent=b"output")


def test_building_on_an_output_is_a_remix_whatever_it_is_called(remixing: World) -> None:
    envelope = leased(remixing, Use.PUBLISH, BOTH)
    with pytest.raises(RemixNotAskedError):
        remixing.committed(envelope, BOTH, output=b"remix", parent=b"output")


def check(world: World, prompt: str, parent: bytes | None = b"output", use: Use = Use.REMIX) -> CheckPromptReply:
    output = None if parent is None else sha256(parent).digest()
    request = CheckPromptRequest("job", prompt, FACE, use, (), (), None, HARMLESS, None, output)
    return world.check_prompt(world.studio("bob"), request)


def test_everybody_of_the_parent_is_asked_and_named_with_the_new_people(remixing: World) -> None:
    reply = check(remixing, "@eve joins in")
    assert reply.outcome is Outcome.ALLOWED
    named = {granted.subject for granted in remixing.signer.signed[-1].subjects}
    assert named == {remixing.people["ada"], remixing.people["eve"]}
    remixing.fetched(reply.render_grant, "@eve joins in")
    remixing.committed(reply.render_grant or b"", "@eve joins in", output=b"remix", parent=b"output")


def test_one_of_the_parents_people_refuses_the_remix_that_does_not_mention_them(remixing: World) -> None:
    remixing.revoked("ada", "bob")
    reply = check(remixing, "@eve joins in")
    assert reply.outcome is Outcome.NOT_PERMITTED
    assert [verdict.permitted for verdict in reply.verdicts] == [True]


def test_a_remix_without_mentions_is_about_the_parents_people(remixing: World) -> None:
    assert check(remixing, "the same at night").outcome is Outcome.ALLOWED
    assert check(remixing, "the same at night", None).outcome is Outcome.NO_SUBJECTS


def test_a_parent_nobody_committed_refuses_the_prompt(remixing: World) -> None:
    assert check(remixing, "@eve joins in", b"never seen").outcome is Outcome.NOT_PERMITTED


def test_a_parent_without_the_use_remix_is_refused_as_such(remixing: World) -> None:
    with pytest.raises(RemixNotAskedError):
        check(remixing, "@eve joins in", use=Use.PUBLISH)
