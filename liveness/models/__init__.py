"""Model packs: which files, from where, under which licence and digest, and how they become what the engines read."""
