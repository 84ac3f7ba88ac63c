"""The second engine: PostgreSQL, beside SQLite. Loaded where `database_url` names it, and nowhere else."""
