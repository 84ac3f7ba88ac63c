from pathlib import Path

import pytest
from pydantic import ValidationError

from cameo_service.config import CALLER_SETTINGS, ServiceConfig
from consent.terms import Audience
from liveness.engines.choice import EngineChoice, Extra
from liveness.verdict.policy import PolicyName


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_callers_may_name_themselves_on_loopback(host: str) -> None:
    assert ServiceConfig(insecure_dev=True, host=host).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])  # noqa: S104 - refused
def test_callers_may_name_themselves_nowhere_else(host: str) -> None:
    with pytest.raises(ValidationError):
        ServiceConfig(insecure_dev=True, host=host)


def test_the_demo_policy_never_leaves_the_demo() -> None:
    with pytest.raises(ValidationError, match="policy demo"):
        ServiceConfig(policy=PolicyName.DEMO, host="0.0.0.0")  # noqa: S104 - what must be refused


@pytest.mark.parametrize("missing", ["callers", "tls_certificate", "tls_key"])
def test_half_of_an_identity_does_not_start_and_is_named(missing: str) -> None:
    given = {name: Path(name) for name in CALLER_SETTINGS if name != missing}
    with pytest.raises(ValidationError, match=f"set {missing}"):
        ServiceConfig(**given)  # type: ignore[arg-type]


def test_client_authorities_alone_are_half_of_an_identity() -> None:
    with pytest.raises(ValidationError, match="set callers, tls_certificate, tls_key"):
        ServiceConfig(tls_client_ca=Path("ca.pem"))


@pytest.mark.parametrize("setting", CALLER_SETTINGS)
def test_callers_that_name_themselves_and_callers_that_are_known_exclude_each_other(setting: str) -> None:
    with pytest.raises(ValidationError, match=setting):
        ServiceConfig(insecure_dev=True, **{setting: Path("file")})  # type: ignore[arg-type]


def test_settings_come_from_the_environment_and_the_command_line_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_PORT", "9000")
    monkeypatch.setenv("CAMEO_ANALYSIS_WORKERS", "3")
    config = ServiceConfig(port=9001)
    assert (config.port, config.analysis_workers) == (9001, 3)


@pytest.mark.parametrize("wrong", [{"port": 70000}, {"analysis_workers": 0}, {"live_recordings": 0}, {"prot": 1}])
def test_a_value_out_of_range_and_a_misspelt_setting_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        ServiceConfig(**wrong)  # type: ignore[arg-type]


def test_a_live_capture_is_opened_further_by_a_written_choice_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not ServiceConfig().is_live_raised
    monkeypatch.setenv("CAMEO_LIVE_CEILING", "everyone")
    config = ServiceConfig()
    assert (config.live_ceiling.audience, config.is_live_raised) == (Audience.EVERYONE, True)


@pytest.mark.parametrize("choice", ["nobody", "only_me", "4", "all"])
def test_a_live_ceiling_that_is_no_choice_is_refused(choice: str) -> None:
    with pytest.raises(ValidationError):
        ServiceConfig.model_validate({"live_ceiling": choice})


def test_enrolling_without_words_is_offered_by_a_written_choice_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (ServiceConfig().wordless, ServiceConfig().ceilings.wordless) == (None, Audience.ONLY_ME)
    monkeypatch.setenv("CAMEO_WORDLESS", "approved")
    assert ServiceConfig().ceilings.wordless is Audience.APPROVED


@pytest.mark.parametrize("choice", ["", "true", "mutuals", "everyone", "2"])
def test_no_other_choice_opens_what_was_enrolled_without_words(choice: str) -> None:
    with pytest.raises(ValidationError):
        ServiceConfig.model_validate({"wordless": choice})


def test_engines_are_chosen_role_by_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_ENGINES__AGE", "insightface")
    assert ServiceConfig().engines == EngineChoice(age=Extra.INSIGHTFACE)
    monkeypatch.setenv("CAMEO_ENGINES__FACE_TEMPLATE", "deepface")
    with pytest.raises(ValidationError):
        ServiceConfig()


def test_a_role_that_nobody_fills_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_ENGINES__NOSE", "insightface")
    with pytest.raises(ValidationError):
        ServiceConfig()


HERE = ("postgresql:///cameo", "postgresql://cameo@/cameo?host=/run/postgresql", "postgresql://a:b@127.0.0.1:5432/c")
VERIFIED = "postgresql://a:b@db.example/c?sslmode=verify-full"
READABLE = (
    "postgresql://a:b@db.example/c",
    "postgresql://a:b@db.example/c?sslmode=require",
    "postgresql://a:b@/c?host=127.0.0.1,db.example",
    "mysql://127.0.0.1/c",
)


@pytest.mark.parametrize("url", [*HERE, VERIFIED])
def test_a_database_on_this_machine_or_one_whose_certificate_is_verified_may_be_named(url: str) -> None:
    assert ServiceConfig(database_url=url).database_url == url


@pytest.mark.parametrize("url", READABLE)
def test_a_database_that_is_reached_readable_on_a_network_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="sslmode=verify-full"):
        ServiceConfig(database_url=url)


@pytest.mark.parametrize("unknown", ["port", "stream_port", "watch_port"])
def test_ports_that_are_shared_are_ports_that_every_service_knows(unknown: str) -> None:
    assert ServiceConfig(share_ports=True).share_ports
    with pytest.raises(ValidationError, match="watch-port"):
        ServiceConfig.model_validate({"share_ports": True, unknown: 0})


def test_the_demo_never_shares_a_database_with_real_records() -> None:
    with pytest.raises(ValidationError, match="remove database-url"):
        ServiceConfig(database_url=HERE[0], policy=PolicyName.DEMO)
