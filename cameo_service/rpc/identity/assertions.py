"""Signed assertions: who asks, or what a person decided, on the word of the app's identity provider."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from cameo_client.act_digest import act_digest
from cameo_service.rpc.front.assertions import Act, KnownPeople, Voice
from cameo_service.rpc.identity.caller_file import PeopleRules
from cameo_service.rpc.identity.errors import (
    LoginTooOldError,
    NotThisActError,
    TokenAudienceError,
    TokenError,
    TokenExpiredError,
    TokenIssuerError,
    TokenKeysUnavailableError,
)
from cameo_service.rpc.identity.tokens import SKEW_S, Claims, SignedTokens
from cameo_service.usecases.acting.caller import Caller
from consent.facts import MOST_MUTUALS, Vouched

BELIEVED_S = 300
"""An assertion counts for five minutes from its `iat` on, whatever its `exp` says."""


@dataclass(frozen=True, slots=True)
class SignedAssertions:
    """Assertions of the issuers of a caller file.

    A decision is bound to one call of one caller, its request id among the bytes: sent again, it repeats that call, and
    a repeated call is answered from memory. So no list of used assertions is kept.

    Args:
        tokens: verifies signatures.
        rules: by issuer; an issuer without rules speaks for no person.
        people: the person of an account.
    """

    tokens: SignedTokens
    rules: Mapping[str, PeopleRules]
    people: KnownPeople

    def verify(self, assertion: str, caller: Caller, act: Act | None, *, may_ask: bool = False) -> Voice:
        """The person.

        Raises:
            TokenIssuerError: the caller may not act for the people of this issuer.
            NotThisActError: it is no decision for this act.
            LoginTooOldError: the person signed in too long ago, or too weakly, for a decision.
            TokenError: it is not whole, not signed by its issuer, not made for this purpose, or over.
            TokenKeysUnavailableError: the issuer's keys are not known just now.
            QuotaExceededError: as `KnownPeople`.
        """
        asks = may_ask or act is None
        claims = self._claims(assertion, caller, asks=asks)
        rule = self.rules[claims.issuer]
        has_decided = act is not None and rule.decide_audience in claims.audiences
        if act is not None and has_decided:
            self._require_decision(claims, rule, act)
        return Voice(self.people(claims.issuer, claims.sub, caller), has_decided)

    def _claims(self, assertion: str, caller: Caller, *, asks: bool) -> Claims:
        audiences = {rule.decide_audience for rule in self.rules.values()}
        if asks:
            audiences |= {rule.ask_audience for rule in self.rules.values()}
        claims = self.tokens.verified(assertion, audiences)
        rule = self.rules.get(claims.issuer)
        if rule is None or claims.issuer not in caller.issuers:
            raise TokenIssuerError("This service may not act for the people of that issuer: see the caller file.")
        wanted = {rule.decide_audience, rule.ask_audience} if asks else {rule.decide_audience}
        if not claims.audiences & wanted:
            raise TokenAudienceError("Ask the issuer for an assertion with the audience that this act needs.")
        if self._now_s() - claims.issued_s > BELIEVED_S + SKEW_S:
            raise TokenExpiredError("The assertion is older than five minutes: ask for a new one.")
        return claims

    def _require_decision(self, claims: Claims, rule: PeopleRules, act: Act) -> None:
        bound, digest = claims.more.get(rule.binding.value), act_digest(act.service_id, act.method, act.request)
        if not isinstance(bound, str) or not hmac.compare_digest(bound.encode(errors="replace"), digest.encode()):
            raise NotThisActError("Ask the person to decide this very call: the assertion is bound to none or another.")
        if rule.acr and claims.more.get("acr") not in rule.acr:
            raise LoginTooOldError("Ask the person to sign in more strongly (acr) before they decide this.")
        signed_in = claims.more.get("auth_time")
        if rule.most_login_age_s is not None and (
            type(signed_in) is not int or self._now_s() - signed_in > rule.most_login_age_s + SKEW_S
        ):
            raise LoginTooOldError("Ask the person to sign in again (max_age) before they decide this.")

    def _now_s(self) -> int:
        return self.tokens.clock.utc_us() // 1_000_000


@dataclass(frozen=True, slots=True)
class SignedRelationships:
    """Mutual relationships that an app's identity provider signs: `sub` is the requester, `mutuals` names accounts.

    Args:
        tokens: verifies signatures.
        rules: by issuer.
    """

    tokens: SignedTokens
    rules: Mapping[str, PeopleRules]

    def vouched(self, assertion: str, caller: Caller) -> Vouched | None:
        """What it says; how old it is, is judged where it is used."""
        audiences = {rule.ask_audience for rule in self.rules.values()}
        try:
            claims = self.tokens.verified(assertion, audiences)
        except (TokenError, TokenKeysUnavailableError):
            return None
        rule, mutuals = self.rules.get(claims.issuer), claims.more.get("mutuals")
        if rule is None or claims.issuer not in caller.issuers or rule.ask_audience not in claims.audiences:
            return None
        if not isinstance(mutuals, list) or len(mutuals) > MOST_MUTUALS or not all(type(one) is str for one in mutuals):
            return None
        return Vouched(claims.issuer, claims.sub, frozenset(mutuals), claims.issued_s * 1_000_000)
