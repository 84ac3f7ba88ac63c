"""The schema, as SQLModel classes: the one spelling of a table. Statements are compiled from them (`statements.py`).

Migrations are history and spell what they change by themselves; a test holds that they build exactly these tables.

Every key leads with the owner, so that a database can be split by owner, save for lookups that have none:
identities (by issuer name), handles in use (by handle), sessions and spent grants (by their own id), remembered
requests (by caller), recordings and removed outputs (by content). `main.db` and `keys.db` are two schemas:
`keys.py` beside this package says why.
"""
