"""Which columns of main.db name people."""

from sqlalchemy import inspect

from cameo_service.storage.tables.every import MainTable
from cameo_service.storage.tables.types import Id16


def people_columns() -> set[tuple[str, str]]:
    """(table, column) of every id that is not the id of a thing: those end in _id, but for subject_id."""
    return {
        (table.name, column.key)
        for table in MainTable.metadata.sorted_tables
        for column in inspect(table).columns
        if isinstance(column.type, Id16) and (column.key == "subject_id" or not column.key.endswith("_id"))
    }
