"""Errors of the key ring file. Each message says what to do; no message names a path or a key."""


class KeyRingError(Exception):
    """The key ring cannot be used."""


class KeyRingMissingError(KeyRingError):
    """There is no key ring file."""


class KeyRingExistsError(KeyRingError):
    """A key ring exists already: overwriting it would lose every enrollment."""


class KeyRingExposedError(KeyRingError):
    """The group or others may read or write the file."""


class KeyRingOwnerError(KeyRingError):
    """The file belongs to another user, or is not a regular file."""


class KeyRingInDataError(KeyRingError):
    """The file lies inside the data directory, so that one backup would hold both the sealed data and the keys."""


class KeyRingMalformedError(KeyRingError):
    """The file does not hold a key ring of a known version."""
