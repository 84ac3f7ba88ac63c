"""Many people, many renderers, many hours: what grows, and how fast news reach all."""
