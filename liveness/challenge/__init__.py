"""The prompts that the person recorded must answer."""
