"""The file that says who may call: identity providers, calling services, and whose people each may act for.

Read whole or refused whole: a file with one wrong line changes nothing.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from cameo_service.addresses import is_safe_url
from cameo_service.usecases.acting.caller import Role
from cameo_service.usecases.acting.quotas import DEFAULT_QUOTAS, PersonQuotas, Quotas

SPIFFE = "spiffe://"
LONGEST_ID = 128


class CallerFileError(ValueError):
    """The caller file cannot be used. The message says where and why."""


class Binding(StrEnum):
    """Where an issuer's decisions carry the digest of the act."""

    ACT = "cameo_act"
    """A claim of its own: an issuer that signs acts."""
    NONCE = "nonce"
    """The nonce of an authorization request that a person answered for this act: any OpenID Connect provider."""


def _fetchable(url: str) -> str:
    if not is_safe_url(url):
        raise ValueError("https://host/path, or http:// to this machine")
    return url


def _is_certificate_name(name: str) -> str:
    if not name.startswith(SPIFFE) and not ("." in name and ":" not in name and "/" not in name):
        raise ValueError(f"a SPIFFE id ({SPIFFE}...) or a DNS name")
    return name


Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
Count = Annotated[int, Field(strict=True, ge=1, le=2**50)]
PerSecond = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
PromptBytes = Annotated[int, Field(strict=True, ge=64 * 1024, le=2**40)]
"""At least so many that the largest request fits into what may be used at once."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PeopleRules(_Table):
    """How an issuer speaks for people.

    Attributes:
        ask_audience: `aud` of an assertion that says who asks. A generation service may carry it.
        decide_audience: `aud` of a decision. Never the same: what a generation service carries decides nothing.
        binding: the claim that holds the digest of the act.
        most_login_age_s: how long ago the person may have signed in (`auth_time`) when they decide. None: not asked.
        acr: one of these must be the strength of that sign-in. Empty: not asked.
    """

    ask_audience: Id
    decide_audience: Id
    binding: Binding = Binding.ACT
    most_login_age_s: int | None = Field(default=None, ge=1, le=86_400)
    acr: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _two_purposes(self) -> Self:
        if self.ask_audience == self.decide_audience:
            raise ValueError("ask_audience and decide_audience differ: what is carried to ask must not decide")
        return self


class IssuerTable(_Table):
    """One identity provider. url: `iss`, letter for letter. Its keys come from a URL or a file."""

    url: Annotated[str, Field(min_length=1, max_length=256)]
    jwks_url: Annotated[str, AfterValidator(_fetchable)] | None = None
    jwks_file: Path | None = None
    people: PeopleRules | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.jwks_url is None) == (self.jwks_file is None):
            raise ValueError("set jwks_url or jwks_file, one of them")
        return self


class TokenName(_Table):
    """The caller's own tokens: their `iss` and `sub`."""

    issuer: str
    sub: Id


class PersonQuotaTable(_Table):
    """How much each person may ask for at one caller; see usecases.acting.quotas."""

    calls_per_s: PerSecond = DEFAULT_QUOTAS.person.calls_per_s
    prompt_bytes_per_s: PromptBytes = DEFAULT_QUOTAS.person.prompt_bytes_per_s
    streams: Count = DEFAULT_QUOTAS.person.streams
    recording_bytes_per_day: Count = DEFAULT_QUOTAS.person.recording_bytes_per_day
    analyses_per_day: Count = DEFAULT_QUOTAS.person.analyses_per_day


class QuotaTable(_Table):
    """How much one caller may ask for of each process of this deployment; see usecases.acting.quotas."""

    calls_per_s: PerSecond = DEFAULT_QUOTAS.calls_per_s
    prompt_bytes_per_s: PromptBytes = DEFAULT_QUOTAS.prompt_bytes_per_s
    new_people_per_day: Count = DEFAULT_QUOTAS.new_people_per_day
    streams: Count = DEFAULT_QUOTAS.streams
    sessions_per_day: Count = DEFAULT_QUOTAS.sessions_per_day
    recording_bytes_per_day: Count = DEFAULT_QUOTAS.recording_bytes_per_day
    analyses_per_day: Count = DEFAULT_QUOTAS.analyses_per_day
    person: PersonQuotaTable = PersonQuotaTable()


class CallerTable(_Table):
    """One calling service. It shows a certificate, a token, or both.

    Attributes:
        id: what grants, history and the log call it. Never give one id to another service later.
        role: what kind of service it is.
        certificate: SPIFFE id or DNS name in its client certificate.
        token: whose tokens are its own.
        people: issuers whose people it may act for, and read about.
        quotas: how much it may ask for.
    """

    id: Id
    role: Role
    certificate: Annotated[str, AfterValidator(_is_certificate_name)] | None = None
    token: TokenName | None = None
    people: tuple[str, ...] = ()
    quotas: QuotaTable = QuotaTable()

    @cached_property
    def limits(self) -> Quotas:
        """The quotas, as the service counts them."""
        table = self.quotas.model_dump()
        return Quotas(**table | {"person": PersonQuotas(**table["person"])})

    @model_validator(mode="after")
    def _is_recognizable(self) -> Self:
        if self.certificate is None and self.token is None:
            raise ValueError("set certificate or token: the service must be recognized by something")
        if self.role.acts_for_people and not self.people:
            raise ValueError("set people: this role acts for the people of an issuer")
        if self.role is Role.OPERATOR and self.people:
            raise ValueError("remove people: an operator acts for no person")
        return self


class CallerFile(_Table):
    """The whole file. audience: what `aud` of the callers' own tokens must name; this deployment."""

    audience: Id
    issuer: tuple[IssuerTable, ...] = ()
    caller: Annotated[tuple[CallerTable, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        _once("issuer url", (issuer.url for issuer in self.issuer))
        _once("caller id", (caller.id for caller in self.caller))
        _once("certificate", (caller.certificate for caller in self.caller if caller.certificate))
        _once("token", (f"{named.issuer} {named.sub}" for caller in self.caller if (named := caller.token)))
        issuers = {issuer.url: issuer for issuer in self.issuer}
        for rules in (issuer.people for issuer in self.issuer if issuer.people):
            if self.audience in (rules.ask_audience, rules.decide_audience):
                raise ValueError("audience is for the callers' own tokens: give assertions audiences of their own")
        for caller in self.caller:
            if caller.token and caller.token.issuer not in issuers:
                raise ValueError(f"caller {caller.id}: no [[issuer]] has the url {caller.token.issuer}")
            for url in caller.people:
                if url not in issuers or issuers[url].people is None:
                    raise ValueError(f"caller {caller.id}: no [[issuer]] with [issuer.people] has the url {url}")
        return self


def _once(what: str, values: Iterable[str]) -> None:
    for value, times in Counter(values).items():
        if times > 1:
            raise ValueError(f"{what} {value} stands {times} times: once is right")


def read_caller_file(path: Path) -> CallerFile:
    """The caller file. A relative jwks_file lies beside it.

    Raises:
        CallerFileError: it cannot be read, or one line of it is wrong.
    """
    try:
        read = CallerFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise CallerFileError("\n".join(_problem(problem) for problem in error.errors())) from error
    except (OSError, ValueError) as error:
        raise CallerFileError(f"the caller file cannot be read: {error}") from error
    beside = tuple(
        issuer.model_copy(update={"jwks_file": path.parent / issuer.jwks_file}) if issuer.jwks_file else issuer
        for issuer in read.issuer
    )
    return read.model_copy(update={"issuer": beside})


def _problem(problem: object) -> str:
    said: dict[str, object] = dict(problem)  # type: ignore[call-overload]
    where = ".".join(str(part) for part in said["loc"]) or "caller file"  # type: ignore[attr-defined]
    return f"{where}: {said['msg']}"
