"""How a text is read, so that names and banned words can be looked for in it."""
