"""The edges as use cases know them: one file a noun."""
