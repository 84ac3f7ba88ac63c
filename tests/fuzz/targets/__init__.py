"""One file a target. Each has SEEDS, which are made and never recorded, and `attempt`, which tries one input."""
