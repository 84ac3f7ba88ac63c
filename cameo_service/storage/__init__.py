"""The database: tables, stores and migrations."""
