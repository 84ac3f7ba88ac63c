"""Which columns of main.db name people."""

from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import inspect

from cameo_service import storage
from cameo_service.storage.tables import MainTable
from cameo_service.storage.types import Id16


def people_columns() -> set[tuple[str, str]]:
    """(table, column) of every id that is not the id of a thing: those end in _id, but for subject_id."""
    for module in iter_modules(storage.__path__):
        if module.name.endswith("tables"):
            import_module(f"{storage.__name__}.{module.name}")
    return {
        (table.name, column.key)
        for table in MainTable.metadata.sorted_tables
        for column in inspect(table).columns
        if isinstance(column.type, Id16) and (column.key == "subject_id" or not column.key.endswith("_id"))
    }
