"""Frames and sound -> observations and templates. Judges nothing."""
