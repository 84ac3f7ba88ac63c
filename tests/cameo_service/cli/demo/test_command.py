"""The demo says so, and exits with 1, when a step goes otherwise than it tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_service.cli.connection import DEV, Callers
from cameo_service.cli.demo import command as demo
from cameo_service.cli.demo.story import NotAsToldError, Story
from cameo_service.cli.main import app


class Refusing:
    """A service that permits no render."""

    identities = DEV

    def render(self, service: str) -> "Refusing":
        del service
        return self

    def check_prompt(self, request: pb.CheckPromptRequest) -> pb.CheckPromptResponse:
        del request
        return pb.CheckPromptResponse(decision=pb.PROMPT_DECISION_NOT_PERMITTED)


@pytest.fixture
def story(tmp_path: Path) -> Story:
    callers = cast("Callers", Refusing())
    return Story(Console(quiet=True), callers, callers, tmp_path, tmp_path)


def test_an_answer_that_the_story_does_not_tell_ends_it(story: Story) -> None:
    story.ask("ben", allowed=False)
    with pytest.raises(NotAsToldError, match="ben was to be allowed"):
        story.ask("ben", allowed=True)


@contextmanager
def no_service(*_: object) -> Iterator[tuple[int, int]]:
    yield 1, 2


@pytest.mark.parametrize(("fault", "code"), [(None, 0), (NotAsToldError("She was to pass."), 1)])
def test_the_exit_code_says_whether_every_step_went_as_told(
    fault: Exception | None, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(story: Story) -> None:
        del story
        if fault:
            raise fault

    monkeypatch.setattr(demo, "own_service", no_service)
    monkeypatch.setattr(demo, "rendered_story", told)
    result = CliRunner().invoke(app, ["demo", "--folder", str(tmp_path / "demo")])
    assert result.exit_code == code
    assert ("did not go as told: She was to pass." in result.output) == bool(code)
    assert (demo.STUDIO_COMMAND in result.output) == (code == 0)
