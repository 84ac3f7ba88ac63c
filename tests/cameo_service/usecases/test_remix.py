import pytest

from cameo_service.usecases.errors import NotPermittedError, RemixNotAskedError
from consent.commit import Stage
from consent.takedown import StopEffect
from consent.terms import Audience, Use
from tests.cameo_service.usecases.test_commit_render import PROMPT, appearances, leased
from tests.cameo_service.usecases.world import World

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
