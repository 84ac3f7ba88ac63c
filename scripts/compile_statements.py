"""Compiles the statements of `cameo_service/storage/` to texts, for each database, and writes down what the migrations
make of an empty one: the files of `storage/written/`.

python -m scripts.compile_statements
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pkgutil import walk_packages

from cameo_service import storage
from cameo_service.storage.engines.migrate import KEYS, MAIN, upgrade
from cameo_service.storage.erasures import wipes
from cameo_service.storage.rows import RowTable, row_tables
from cameo_service.storage.statements import Statement
from cameo_service.storage.tables import every
from cameo_service.storage.tables.base import About
from cameo_service.storage.written.compiling import DIALECTS
from cameo_service.storage.written.layouts import FILE, Layout, spelled_layouts
from cameo_service.storage.written.new_schemas import FILE as NEW_SCHEMAS
from cameo_service.storage.written.new_schemas import spelled_schemas, texts_in
from cameo_service.storage.written.texts import Compiled, file_of, spelled


def statements() -> Iterator[tuple[str, Statement]]:
    """Every statement that a module of the package holds, with its name."""
    for found in walk_packages(storage.__path__, f"{storage.__name__}."):
        module = import_module(found.name)
        for name, value in vars(module).items():
            parts = vars(value).values() if isinstance(value, RowTable) else [value]
            for one in value if isinstance(value, list) else parts:
                if isinstance(one, Statement):
                    yield f"{found.name.removeprefix(storage.__name__)}.{name}", one
    yield from ((".erasures.wipes", one) for one in wipes())
    for room, table in row_tables().items():
        yield from ((f"rows.{room}.{name}", one) for name, one in vars(table).items() if isinstance(one, Statement))


def compiled(dialect: str) -> Iterator[Compiled]:
    """Each statement as it is compiled now."""
    return (statement.compiled_for_one(dialect) for _, statement in statements())


def laid_out() -> Iterator[Layout]:
    """Each table class that says what its rows are, as it is now."""
    for declared in every.MainTable.__subclasses__():
        row = getattr(declared, "__row__", None)
        if row is not None:
            table = every.rows_of(declared)
            yield Layout(
                name=table.name,
                row=f"{row.__module__}:{row.__qualname__}",
                columns=tuple(column.name for column in table.columns),
                key=tuple(column.name for column in table.primary_key),
                parties=tuple(column.name for column in table.columns if About in column.info),
            )


def new_schemas() -> dict[str, list[str]]:
    """What the migrations make of an empty SQLite database, by their folder."""
    found = {}
    for versions in (MAIN, KEYS):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            upgrade(connection, versions)
            found[versions.name] = texts_in(connection)
    return found


def main() -> None:
    """Writes the schemas and the layouts, then a file of texts for each database."""
    NEW_SCHEMAS.write_text(spelled_schemas(new_schemas()), encoding="utf-8")
    FILE.write_text(spelled_layouts(laid_out()), encoding="utf-8")
    for dialect in DIALECTS:
        file_of(dialect).write_text(spelled(compiled(dialect)), encoding="utf-8")


if __name__ == "__main__":
    main()
