"""A recording while it arrives: the conversation, its limits and its session."""
