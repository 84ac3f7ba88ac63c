"""What the papers for operators tell people to type exists, and no runbook is missing."""

import inspect
import re
from pathlib import Path

import pytest

from cameo_service import diagnosis
from cameo_service.cli.main import COMMANDS
from cameo_service.config import ServiceConfig
from cameo_service.studio.config import STUDIO

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operate.md").read_text("utf-8")
TYPED = sorted(set(re.findall(r"`cameo ([a-z][^`]*)`", PAGE)))
RUNBOOKS = ("revocation lag", "stuck takedown", "lost key", "full disk", "model change", "restore")
PAPERS = ("README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/operate.md", "docs/threat-model.md")


@pytest.mark.parametrize("typed", TYPED)
def test_each_command_exists_with_its_options(typed: str) -> None:
    name, *words = typed.split()
    command = COMMANDS[name].load(name)
    group = getattr(command, "commands", {})
    if group:
        # `cameo backup DIR` is short for `cameo backup make DIR`.
        command = group[words[0]] if words and words[0] in group else group["make"]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert [word for word in words if word.startswith("--") and word not in known] == []


def test_each_setting_exists() -> None:
    named = {name.lower() for name in re.findall(r"`CAMEO_([A-Z_]+?)(?:__|=|`)", PAGE)}
    probe = COMMANDS["healthcheck"].load("healthcheck").params
    of_the_probe = {str(option.envvar).removeprefix("CAMEO_").lower() for option in probe}
    assert named
    of_a_studio = {f"studio_{name}" for name in STUDIO.settings.model_fields}
    of_a_studio |= {f"studio_{name}_file" for name in STUDIO.secrets}
    assert named <= ServiceConfig.model_fields.keys() | of_the_probe | of_a_studio


def test_each_check_of_the_doctor_that_a_runbook_names_is_one() -> None:
    source = inspect.getsource(diagnosis)
    named = set(re.findall(r"`((?:files|keys|history)\.(?!db)[a-z_]+)`", PAGE))
    assert named
    assert [check for check in named if f'"{check}"' not in source] == []


@pytest.mark.parametrize("runbook", RUNBOOKS)
def test_there_is_a_runbook(runbook: str) -> None:
    assert f"\n## Runbook: {runbook}\n" in PAGE


@pytest.mark.parametrize("paper", PAPERS)
def test_each_link_leads_to_a_file(paper: str) -> None:
    place = ROOT / paper
    links = re.findall(r"\]\((?!https?:)([^)#]+)", place.read_text("utf-8"))
    assert [link for link in links if not (place.parent / link).exists()] == []
