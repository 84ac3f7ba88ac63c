"""Where settings come from: the command line, the environment, a TOML file, the default; the first that says one wins.

The file is named by `--config` or CAMEO_CONFIG, and uses the names of `ServiceConfig`: `port = 7443`, `[engines]`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsError

from cameo_service.config import ServiceConfig

PREFIX = "CAMEO_"
SECRET_SETTINGS = ("database_url", "webhook_url")
"""Settings whose value may hold a secret: CAMEO_..._FILE names a file that holds the value. Every other secret is a
file already (key ring, TLS key, caller file), and its setting says where."""
OF_COMMANDS = frozenset(
    {
        "config",
        "server",
        "streams",
        "watch",
        "as",
        "probe_authorities",
        "probe_certificate",
        "probe_key",
        "probe_studio",
    }
)
"""Variables with our prefix that are options of commands, and no settings of a service."""
OF_A_STUDIO = "studio_"
"""Variables that begin so are settings of a studio (`cameo_service.studio.config`)."""
COMMAND_LINE, DEFAULT = "command line", "default"
MASKED = "***"


class ConfigError(Exception):
    """A configuration cannot be used.

    Attributes:
        problems: (setting, what is wrong with it), each.
    """

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__("\n".join(f"{setting}: {said}" for setting, said in problems))
        self.problems = problems


Settings = TypeVar("Settings", bound=BaseSettings)


@dataclass(frozen=True, slots=True)
class Kind(Generic[Settings]):
    """What can be configured.

    settings: the class. prefix: of its variables. secrets: settings whose value may hold one. others: variables with
    the prefix that are no settings. others_begin: how other programs' variables go on after the prefix; empty: none.
    """

    settings: type[Settings]
    prefix: str
    secrets: tuple[str, ...]
    others: frozenset[str] = frozenset()
    others_begin: str = ""


SERVICE = Kind(ServiceConfig, PREFIX, SECRET_SETTINGS, OF_COMMANDS, OF_A_STUDIO)


@dataclass(frozen=True, slots=True)
class Configured:
    """A configuration, and which source each setting came from, by dotted name; those that are absent are defaults.

    unknown: variables with our prefix that are no setting, such as a misspelt one.
    """

    config: ServiceConfig
    sources: Mapping[str, str]
    unknown: tuple[str, ...]

    def shown(self) -> dict[str, dict[str, Any]]:
        """Value and source of every setting, by dotted name, for a person or a machine; secrets are masked."""
        values = self.config.model_dump(mode="json") | {"history_dir": str(self.config.history)}
        return {
            name: {"value": _masked(name, value), "from": self.sources.get(name, DEFAULT)}
            for name, value in _flat(values).items()
        }


def configured(file: Path | None, given: Mapping[str, Any]) -> Configured:
    """The configuration of a service in this process: see `read`."""
    return Configured(*read(SERVICE, file, given))


def read(
    kind: Kind[Settings], file: Path | None, given: Mapping[str, Any]
) -> tuple[Settings, Mapping[str, str], tuple[str, ...]]:
    """The settings, the source of each that is no default, and variables with the prefix that are no setting.

    Args:
        kind: what is configured.
        file: the TOML file; None: there is none.
        given: what the command line says; None says nothing.

    Raises:
        ConfigError: the file cannot be read, or a setting is unknown, out of range, or does not fit another one.
    """
    said = {name: value for name, value in given.items() if value is not None}
    variables = _Variables(kind)
    layers = (
        (f"file {file}", _read(file) if file else {}),
        ("", variables.settings()),
        (COMMAND_LINE, said),
    )
    merged: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for source, layer in layers:
        merged = _over(merged, layer)
        sources |= {name: source or variables.named(name) for name in _flat(layer)}
    try:
        return kind.settings(**merged), sources, variables.unknown()
    except ValidationError as error:
        raise ConfigError(*_problems(error, sources)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(("config", f"the file cannot be read ({error.strerror}): name another one")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(("config", f"the file is no TOML: {error}")) from None


class _Variables:
    """Variables with the prefix; their names count without case."""

    def __init__(self, kind: Kind[Any]) -> None:
        self._kind, self._source = kind, EnvSettingsSource(kind.settings)
        self._names = {name for name in self._source.env_vars if name.startswith(kind.prefix.lower())}

    def settings(self) -> dict[str, Any]:
        try:
            found = dict(self._source())
        except SettingsError:
            raise ConfigError(self._unparsed()) from None
        for name in self._kind.secrets:
            if (text := self._from_file(name)) is not None:
                found[name] = text
        return found

    def _unparsed(self) -> tuple[str, str]:
        """The setting whose list is no JSON: the library says it in a sentence alone."""
        for name, field in self._kind.settings.model_fields.items():
            try:
                value, _, is_complex = self._source.get_field_value(field, name)
                self._source.prepare_field_value(name, field, value, is_complex)
            except ValueError:
                return name, 'write it as JSON, such as ["one", "two"]'
        return "environment", "a variable cannot be read"

    def _from_file(self, name: str) -> str | None:
        plain, pointer = self._variable(name), self._variable(f"{name}_file")
        path = self._source.env_vars.get(pointer)
        if path is None:
            return None
        if plain in self._names:
            raise ConfigError((name, f"set {plain.upper()} or {pointer.upper()}, not both"))
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ConfigError((name, f"the file that {pointer.upper()} names cannot be read")) from None

    def named(self, setting: str) -> str:
        """The variable that a setting came from."""
        pointer = self._variable(f"{setting}_file")
        name = self._variable(setting.replace(".", "__"))
        return (pointer if pointer in self._names and name not in self._names else name).upper()

    def unknown(self) -> tuple[str, ...]:
        kind = self._kind
        known = {self._variable(name) for name in (*kind.settings.model_fields, *kind.others)}
        known |= {self._variable(f"{name}_file") for name in kind.secrets}
        names = self._names - ({one for one in self._names if self._is_apart(one)} if kind.others_begin else set())
        return tuple(sorted(name.upper() for name in names if name.partition("__")[0] not in known))

    def _is_apart(self, name: str) -> bool:
        return name.startswith(self._variable(self._kind.others_begin))

    def _variable(self, setting: str) -> str:
        return f"{self._kind.prefix}{setting}".lower()


def _over(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """The values of both; where both name one, the second one's."""
    merged = dict(below)
    for name, value in above.items():
        under = merged.get(name)
        merged[name] = _over(under, value) if isinstance(under, dict) and isinstance(value, Mapping) else value
    return merged


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Every value by its dotted name."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{part}": inner for part, inner in _flat(value).items()}
        else:
            flat[name] = value
    return flat


def _masked(name: str, value: Any) -> Any:
    if name not in SECRET_SETTINGS or not value:
        return value
    parts = urlsplit(str(value))
    return f"{parts.scheme}://{parts.hostname or ''}/{MASKED}"


def _problems(error: ValidationError, sources: Mapping[str, str]) -> list[tuple[str, str]]:
    """No value is quoted: one of them may be a secret."""
    found = []
    for problem in error.errors():
        setting = ".".join(str(part) for part in problem["loc"])
        is_missing = problem["type"] == "missing"
        is_unknown = problem["type"] in {"extra_forbidden", "unexpected_keyword_argument"}
        said = "there is no such setting; `cameo config print` lists them all" if is_unknown else problem["msg"]
        said = "it is missing: set it" if is_missing else said
        source = f" ({sources[setting]})" if setting in sources else ""
        found.append((setting or "configuration", f"{said}{source}"))
    return found
