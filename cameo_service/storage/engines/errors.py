"""What can be wrong with a database. Each message says what to do."""


class StoreError(Exception):
    """The database cannot be used as it is."""


class DurabilityError(StoreError):
    """A connection does not have the settings that make an acknowledged write survive a crash."""


class StoreTooNewError(StoreError):
    """The database was written by a newer version of this program."""


class StoresDoNotMatchError(StoreError):
    """main.db and keys.db are not two halves of one installation."""


class DatabaseDamagedError(StoreError):
    """A database file is damaged, or is none: stop every service, keep the file, and put a backup back (restore)."""


class KeyRetiredError(StoreError):
    """An enrollment was sealed under a key-encryption key that an erasure is about to destroy."""


class DatabaseUnreachableError(StoreError):
    """PostgreSQL cannot be reached, or lets this user in to nothing: check database_url, and that the server runs."""


class DatabaseReadOnlyError(StoreError):
    """PostgreSQL takes no writes: name the primary, and let its transactions write."""


class DatabaseInUseError(StoreError):
    """A service has a session in this database: stop every one first."""


class DatabaseUnfitError(StoreError):
    """PostgreSQL is older than 15, or the database is not in UTF-8: make one with ENCODING 'UTF8' on a newer server."""
