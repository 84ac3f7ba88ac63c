from dataclasses import replace
from pathlib import Path

import pytest

from cameo_service.rpc.front.server import LARGEST_REQUEST_BYTES
from cameo_service.rpc.identity.caller_file import CallerFileError, read_caller_file
from cameo_service.usecases.acting.caller import Role
from cameo_service.usecases.acting.quotas import DEFAULT_QUOTAS, Quota
from tests.cameo_service.rpc.identity.secure_service import CALLERS, OTHERS, PEOPLE

A_CALLER = '[[caller]]\nid = "more"\nrole = "operator"\ncertificate = "more.example"\n'


def read(folder: Path, text: str) -> object:
    path = folder / "callers.toml"
    path.write_text(text)
    return read_caller_file(path)


def test_a_file_names_callers_issuers_and_whose_people_each_acts_for(tmp_path: Path) -> None:
    (tmp_path / "callers.toml").write_text(CALLERS)
    file = read_caller_file(tmp_path / "callers.toml")
    assert [(caller.id, caller.role, caller.people) for caller in file.caller] == [
        ("app", Role.APP_BACKEND, (PEOPLE,)),
        ("other app", Role.APP_BACKEND, (OTHERS,)),
        ("studio", Role.GENERATION, (PEOPLE,)),
        ("operator", Role.OPERATOR, ()),
    ]
    assert file.issuer[0].jwks_file == tmp_path / "people.json"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "audience"),
        ('audience = "cameo"', "caller"),
        ("audience = ", "cannot be read"),
        (CALLERS.replace('audience = "cameo"', 'audience = ""'), "audience"),
        (CALLERS + "quota = 7\n", "caller.3.quota"),
        (CALLERS.replace('role = "operator"', 'role = "admin"'), "caller.3.role"),
        (CALLERS.replace('id = "studio"', 'id = "app"'), "caller id app stands 2 times"),
        (CALLERS + A_CALLER.replace("more.example", "ops.example"), "certificate ops.example stands 2 times"),
        (CALLERS.replace(f'url = "{OTHERS}"', f'url = "{PEOPLE}"'), f"issuer url {PEOPLE} stands 2 times"),
        (CALLERS.replace(f'people = ["{OTHERS}"]', 'people = ["https://id.example/none"]'), "caller other app"),
        (CALLERS.replace(f'people = ["{OTHERS}"]', ""), "set people"),
        (CALLERS + f'people = ["{PEOPLE}"]\n', "remove people"),
        (CALLERS.replace('certificate = "ops.example"', ""), "set certificate or token"),
        (CALLERS.replace('"ops.example"', '"*"'), "caller.3.certificate"),
        (CALLERS.replace('"ops.example"', '"https://ops.example"'), "caller.3.certificate"),
        (CALLERS.replace('jwks_file = "people.json"', ""), "set jwks_url or jwks_file"),
        (CALLERS.replace('jwks_file = "people.json"', 'jwks_url = "http://id.example/k"'), "issuer.0.jwks_url"),
        (CALLERS.replace('decide_audience = "cameo decide"', 'decide_audience = "cameo ask"'), "differ"),
        (CALLERS.replace('ask_audience = "cameo ask"', 'ask_audience = "cameo"'), "audiences of their own"),
        (CALLERS.replace('binding = "nonce"', 'binding = "none"'), "issuer.1.people.binding"),
        (CALLERS + "quotas = { calls_per_s = 0 }\n", "caller.3.quotas.calls_per_s"),
        (CALLERS + "quotas = { calls_per_s = true }\n", "caller.3.quotas.calls_per_s"),
        (CALLERS + "quotas = { calls_a_second = 7 }\n", "caller.3.quotas.calls_a_second"),
        (CALLERS + "quotas = { prompt_bytes_per_s = 65535 }\n", "caller.3.quotas.prompt_bytes_per_s"),
        (CALLERS + "quotas = { person = { streams = 0.5 } }\n", "caller.3.quotas.person.streams"),
        (CALLERS + "quotas = { person = { new_people_per_day = 7 } }\n", "caller.3.quotas.person.new_people_per_day"),
        (CALLERS.replace(f'token = {{ issuer = "{PEOPLE}"', 'token = { issuer = "x"'), "no [[issuer]] has the url x"),
    ],
)
def test_a_wrong_line_refuses_the_whole_file_and_is_named(tmp_path: Path, text: str, names: str) -> None:
    with pytest.raises(CallerFileError) as caught:
        read(tmp_path, text)
    assert names in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CallerFileError, match="cannot be read"):
        read_caller_file(tmp_path / "callers.toml")


def test_a_caller_without_quotas_has_the_defaults_and_one_with_some_has_the_others(tmp_path: Path) -> None:
    (tmp_path / "callers.toml").write_text(
        CALLERS + "[caller.quotas]\nstreams = 7\n[caller.quotas.person]\nstreams = 1\n"
    )
    limits = [caller.limits for caller in read_caller_file(tmp_path / "callers.toml").caller]
    assert limits[:3] == [DEFAULT_QUOTAS] * 3
    person = replace(DEFAULT_QUOTAS.person, streams=1)
    assert limits[3] == replace(DEFAULT_QUOTAS, streams=7, person=person)


def test_the_largest_request_fits_into_the_smallest_quota_of_prompt_bytes(tmp_path: Path) -> None:
    (tmp_path / "callers.toml").write_text(CALLERS + "quotas = { prompt_bytes_per_s = 65536 }\n")
    limits = read_caller_file(tmp_path / "callers.toml").caller[3].limits
    assert limits.rates[Quota.PROMPT_BYTES].most >= LARGEST_REQUEST_BYTES
    assert DEFAULT_QUOTAS.person.rates[Quota.PROMPT_BYTES].most >= LARGEST_REQUEST_BYTES


def test_the_file_on_the_page_is_read_and_shows_the_default_quotas(tmp_path: Path) -> None:
    page = (Path(__file__).parents[4] / "docs" / "integrate.md").read_text("utf-8")
    (tmp_path / "callers.toml").write_text(page.split("```toml\n")[1].split("```")[0])
    (caller,) = read_caller_file(tmp_path / "callers.toml").caller
    assert caller.limits == DEFAULT_QUOTAS
