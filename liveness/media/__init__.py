"""Container bytes -> timed frames and sound, inside hard limits."""
