"""Column types: one for ids, one for text, one for numbers and times, whatever the database.

Values cross this package as plain bytes, str and int; nothing here converts to domain types.
"""

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


class Id16(TypeDecorator[bytes]):
    """An id: the 16 bytes of a UUID, compared bytewise."""

    impl = LargeBinary
    cache_ok = True


class Bytes(TypeDecorator[bytes]):
    """Opaque bytes."""

    impl = LargeBinary
    cache_ok = True


class BytewiseText(TypeDecorator[str]):
    """Text that equals only itself: case, width and normal form all count. SQLite compares so unless told otherwise."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """TEXT, with the C collation where the database's own default would be a language's."""
        return String(collation="C") if dialect.name == "postgresql" else Text()


class Int64(TypeDecorator[int]):
    """A whole number of up to 64 bits; times are microseconds since 1970-01-01 UTC."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[int]:
        """INTEGER on SQLite, whose STRICT tables know no BIGINT and whose integers have 64 bits anyway."""
        return Integer() if dialect.name == "sqlite" else BigInteger()
