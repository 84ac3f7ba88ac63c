"""The published history: signed checkpoints and tiles in files that are public to copy and check. Decides nothing."""
