"""Published and drafted outputs, takedowns and removal requests."""
