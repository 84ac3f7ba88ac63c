"""CheckPrompt in every shape that is asked of it, and other deciders of the same rules."""
