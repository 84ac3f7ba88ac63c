"""The walls around a worker: put up by the worker itself, before it reads the first byte of a recording (ADR 0044)."""
