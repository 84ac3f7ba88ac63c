"""Why a token, an assertion or a certificate was not believed. Messages name no key and repeat nothing of what came."""

from consent.errors import PublicError


class TokenError(PublicError):
    """A signed token is not believed: the caller's own, or a person's assertion."""


class TokenMalformedError(TokenError):
    """It is no signed token with the claims that are needed."""

    code = "TOKEN_MALFORMED"


class TokenAlgorithmError(TokenError):
    """It is signed in a way that is not accepted: not at all, with a shared secret, or with another algorithm."""

    code = "TOKEN_ALGORITHM"


class TokenIssuerError(TokenError):
    """Its issuer is not one that this caller may bring tokens of."""

    code = "TOKEN_ISSUER"


class TokenKeyError(TokenError):
    """Its issuer publishes no key of that name."""

    code = "TOKEN_KEY_UNKNOWN"


class TokenSignatureError(TokenError):
    """Its signature does not fit."""

    code = "TOKEN_SIGNATURE"


class TokenAudienceError(TokenError):
    """It was made for another service, or for another purpose here."""

    code = "TOKEN_AUDIENCE"


class TokenExpiredError(TokenError):
    """It is over."""

    code = "TOKEN_EXPIRED"


class TokenFromTheFutureError(TokenError):
    """It is not valid yet."""

    code = "TOKEN_FROM_THE_FUTURE"


class TokenTooLongError(TokenError):
    """It is valid for longer than a token of a service may be."""

    code = "TOKEN_TOO_LONG"


class NotThisActError(TokenError):
    """The person's decision is bound to another call: another act, another request, another caller, or to none."""

    code = "ASSERTION_NOT_FOR_THIS_ACT"


class LoginTooOldError(TokenError):
    """The person has not signed in recently enough for this act, or not strongly enough."""

    code = "ASSERTION_LOGIN_TOO_OLD"


class TokenKeysUnavailableError(PublicError):
    """The keys of the issuer are not known just now."""

    code = "TOKEN_KEYS_UNAVAILABLE"


class IdentityAmbiguousError(PublicError):
    """The call says in two ways who calls, and they differ."""

    code = "CALLER_AMBIGUOUS"
