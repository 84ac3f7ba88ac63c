"""The log: one JSON object a line. Of an error only its kind and its place in the code, for its text may name a person.

A call has the fields that `rpc.front.steps.LogStep` gives it; every other line has a message.
"""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import walk_tb
from typing import Any

CALL = "call"
"""Attribute of a record of one call: its fields."""


class JsonLines(logging.Formatter):
    """Formats records. process: which process of the service writes."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": at, "level": record.levelname, "process": self._process}
        line |= getattr(record, CALL, None) or {"message": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            line["error"] = list(_places(record.exc_info[1]))
        return json.dumps(line)


def write_json_lines(process: str) -> None:
    """From now on this process logs to standard error, from INFO on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(process))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def _places(error: BaseException) -> Iterator[str]:
    """The kind of the error and where it passed through, outermost first; then the same of what caused it."""
    yield type(error).__name__
    for frame, line in walk_tb(error.__traceback__):
        yield f"{frame.f_globals.get('__name__', '')}.{frame.f_code.co_name}:{line}"
    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield from _places(cause)
