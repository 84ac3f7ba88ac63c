"""Commands load what they use, and the table of commands says what is true."""

import gc
import inspect
import json
import subprocess
import sys
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.testing import CliRunner

import cameo_service.cli
from cameo_service.cli.main import COMMANDS, app, collector_at_rest
from cameo_service.config_sources import configured

HEAVY = ("scipy", "onnxruntime", "cv2", "alembic", "insightface", "numpy", "sqlalchemy", "sqlmodel", "av")
NOT_FOR_HELP = (*HEAVY, "grpc", "google.protobuf", "cryptography", "pydantic", "pydantic_settings")
STARTS_A_COMMAND = "import sys; from cameo_service.cli.main import app; app(sys.argv[1:], standalone_mode=False)"
NOT_FOR_MACHINES = {
    "serve": "runs until it is stopped",
    "studio": "runs until it is stopped",
    "demo": "a story for people",
    "evaluate": "writes summary.json",
    "collect form": "prints a form",
    "collect consent": "one act, told once",
    "collect ask": "talks to a volunteer",
    "collect serve": "runs until it is stopped",
    "witness init": "prints the one line that is wanted",
    "witness log-key": "prints the one line that is wanted",
    "witness look": "prints one line a look, for machines as it is",
}


def loaded(code: str, *arguments: str) -> set[str]:
    """The modules that a fresh interpreter has after running some code."""
    code = f"try:\n {code}\nfinally:\n import json, sys; print(json.dumps(list(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    ("arguments", "module", "unwanted"),
    [
        (["--help"], "typer", NOT_FOR_HELP),
        (["check", "@ada", "--server", "127.0.0.1:1"], "cameo_service.cli.check", HEAVY),
        (["grant", "@bob", "--as", "ada", "--server", "127.0.0.1:1"], "cameo_service.cli.consent", HEAVY),
        (["activity", "--as", "ada", "--server", "127.0.0.1:1"], "cameo_service.cli.activity", HEAVY),
    ],
)
def test_a_command_loads_what_it_uses_and_no_more(arguments: list[str], module: str, unwanted: tuple[str, ...]) -> None:
    modules = loaded(STARTS_A_COMMAND, *arguments)
    assert module in modules
    assert not modules & set(unwanted)


def test_a_start_loads_nothing_before_it_answers_that_only_recordings_migrations_and_tables_on_a_terminal_need() -> (
    None
):
    modules = loaded("import cameo_service.cli.serve")
    assert "cameo_service.bootstrap" in modules
    later = {
        *HEAVY,
        "rich",
        "mako",
        "cameo_service.diagnosis",
        "liveness.observations",
        "sqlalchemy",
        "sqlmodel",
    }
    assert not modules & later


LATER = ("wiring.narrowing", "wiring.deciding", "rpc.render", "rpc.history", "rpc.groups", "usecases.render")


def test_what_stops_renders_at_once_waits_for_nothing_else_that_is_decided_or_shown() -> None:
    modules = loaded("import cameo_service.cli.serve")
    assert "cameo_service.usecases.consent.access" in modules
    assert not modules & {f"cameo_service.{name}" for name in LATER}


def test_what_a_command_loads_is_never_looked_through_for_garbage() -> None:
    with collector_at_rest():
        made = [object() for _ in range(3)]
    try:
        assert gc.get_freeze_count() > len(made)
        assert gc.isenabled()
    finally:
        gc.unfreeze()


def test_the_process_that_tells_revocations_loads_no_net_and_no_picture_library() -> None:
    modules = loaded("import cameo_service.watch_process")
    assert "cameo_service.watch.feed" in modules
    assert not modules & set(HEAVY)


def test_what_answers_first_waits_for_no_library_of_media_or_nets() -> None:
    modules = loaded("import cameo_service.bootstrap")
    assert "cameo_service.rpc.consent" in modules
    assert not modules & {"scipy", "onnxruntime", "cv2", "insightface", "av", "pocketsphinx", "psycopg"}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_a_command_is_the_first_paragraph_of_its_own_help(name: str) -> None:
    first, _, _ = inspect.cleandoc(COMMANDS[name].load(name).help).partition("\n\n")
    assert COMMANDS[name].line == " ".join(first.split())


def test_every_function_that_calls_a_service_is_a_command() -> None:
    commands = {command.callback.__wrapped__ for name in COMMANDS for command in leaves(name).values()}
    for found_module in walk_packages(cameo_service.cli.__path__, "cameo_service.cli."):
        module = import_module(found_module.name)
        for name, found in inspect.getmembers(module, inspect.isfunction):
            is_command = found.__module__ == module.__name__ and "server" in inspect.signature(found).parameters
            assert not is_command or found in commands, f"{module.__name__}.{name} is not in the table of commands"


def test_a_variable_of_a_command_is_never_called_a_misspelt_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    every = [command for top in COMMANDS for command in leaves(top).values()]
    named = {str(option.envvar) for command in every for option in command.params if option.envvar}
    assert {"CAMEO_AS", "CAMEO_PROBE_KEY"} <= named
    for variable in named - {"CAMEO_MODELS"}:
        monkeypatch.setenv(variable, "value")
    assert configured(None, {}).unknown == ()


def leaves(name: str) -> dict[str, Any]:
    """A command, or the commands of a group."""
    command = COMMANDS[name].load(name)
    if isinstance(command, TyperGroup):
        return {f"{name} {part}": found for part, found in command.commands.items()}
    return {name: command}


def test_a_command_answers_machines_too_unless_there_is_a_reason() -> None:
    every = {name: command for top in COMMANDS for name, command in leaves(top).items()}
    options = {name: {word for option in command.params for word in option.opts} for name, command in every.items()}
    assert {name for name, words in options.items() if "--json" not in words} == set(NOT_FOR_MACHINES)


def test_help_lists_every_command_and_a_mistyped_one_is_met_with_a_hint() -> None:
    shown = CliRunner().invoke(app, ["--help"])
    assert shown.exit_code == 0
    assert [name for name in COMMANDS if f" {name} " not in shown.stdout] == []
    mistyped = CliRunner().invoke(app, ["grnt"])
    assert mistyped.exit_code == 2
    assert "grant" in mistyped.output


def test_the_help_of_a_command_is_its_own() -> None:
    shown = CliRunner().invoke(app, ["takedowns", "acknowledge", "--help"])
    assert (shown.exit_code, "takedowns acknowledge [OPTIONS] {order}" in shown.stdout) == (0, True)
    assert "--install-completion" not in CliRunner().invoke(app, ["takedowns"]).stdout
