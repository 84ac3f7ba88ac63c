"""What can be wrong with a data directory. Each message says what to do."""


class StoreError(Exception):
    """The database cannot be used as it is."""


class DurabilityError(StoreError):
    """A connection does not have the settings that make an acknowledged write survive a crash."""


class StoreTooNewError(StoreError):
    """The database was written by a newer version of this program."""


class StoresDoNotMatchError(StoreError):
    """main.db and keys.db are not two halves of one installation."""


class KeyRetiredError(StoreError):
    """An enrollment was sealed under a key-encryption key that an erasure is about to destroy."""
