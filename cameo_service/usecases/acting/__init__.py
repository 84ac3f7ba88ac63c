"""Who acts, for which person, and how a write or a read runs."""
