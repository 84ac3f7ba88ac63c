"""Every table class, loaded: what needs a whole schema imports it from here."""

from cameo_service.storage.tables import consent, deployment, enrollments, keys, people, records, renders, stand_ins
from cameo_service.storage.tables.base import KeyTable, MainTable, person_columns, rows_of

__all__ = [
    "KeyTable",
    "MainTable",
    "consent",
    "deployment",
    "enrollments",
    "keys",
    "people",
    "person_columns",
    "records",
    "renders",
    "rows_of",
    "stand_ins",
]
