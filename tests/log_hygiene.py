"""Reads every line that the service logs in any test, as the operator would, and says what must not stand in it.

Registered in `conftest.py`; services in processes of their own are read by `tests/e2e/service_process.py`.
"""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from cameo_service.json_log import CALL, JsonLines

SERVICE = ("cameo_service", "liveness", "consent", "grpc")
"""Loggers of a running service. Any record of a call is read, whatever logger it comes from."""
CALL_FIELDS = {
    "time": r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00",
    "level": "INFO|WARNING|ERROR",
    "process": "[a-z]+",
    "request_id": "[0-9a-f]{16}|(id|call)(-[0-9]+)?",
    "trace_id": "[0-9a-f]{32}|None",
    "method": r"/[A-Za-z0-9.]+/[A-Za-z]+",
    "service": r"[A-Za-z0-9._:/-]{1,128}|None",
    "code": "[A-Z_]+",
    "ms": r"\d+\.\d",
    "cause": "[^/]*",
    "error": r".*",
}
"""All that a line of one call may hold, and how."""
PEOPLE = "ada bob ben cyd carol dora eve fay marguerite bartholomew evangeline"
"""Accounts and handles of people in tests."""
PROMPTS = "zebras trumpet moonlight"
"""Words of prompts in tests, which no line of the service has a use for."""
FORBIDDEN = {
    "a person": rf"(?i)(?<![\w.])@?(?:{'|'.join(PEOPLE.split())})(?!\w)",
    "words of a prompt": rf"(?i)\b(?:{'|'.join(PROMPTS.split())})\b",
    "an id of a person": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "an assertion or a token": r"\bdev\.[A-Za-z0-9_-]{16}|\beyJ[A-Za-z0-9_-]{8}",
    "a score": r"\b-?[01]\.\d{3,}",
    "bytes, such as a template": r"\bb['\"]|\\x[0-9a-f]{2}|\\u00[0-9a-f]{2}|[0-9a-f]{65,}|array\(",
    "a path": r"(?<![\w:/.])/(?:home|root|tmp|var|usr|opt|etc|proc|dev|work|mnt|srv|Users)/|[A-Za-z]:\\\\",
}
"""What no line may hold, by what it would tell."""


def found_in(line: str) -> Iterator[str]:
    """What one line of the log tells that it must not."""
    for what, shape in FORBIDDEN.items():
        if re.search(shape, line):
            yield what
    fields = _fields(line)
    if "method" in fields:
        for name, value in fields.items():
            if not re.fullmatch(CALL_FIELDS.get(name, "(?!)"), str(value)):
                yield f"an unknown field, or one that is not as it should be: {name}"


def _fields(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except ValueError:  # a process that was killed leaves half a line
        return {}
    return fields if isinstance(fields, dict) else {}


class Reader(logging.Handler):
    """Keeps what is wrong with the lines of one test."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._lines, self.faults = JsonLines("tests"), list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        """Reads one record as the operator would."""
        if hasattr(record, CALL) or record.name.partition(".")[0] in SERVICE:
            line = self._lines.format(record)
            self.faults.extend(f"{what}: {line}" for what in found_in(line))

    def take(self) -> list[str]:
        """The faults since the last time."""
        taken, self.faults = self.faults, []
        return taken


def read_everything() -> Reader:
    """From now on every record of this process is read, those that a service would write from INFO on."""
    reader = Reader()
    logging.getLogger().addHandler(reader)
    for name in SERVICE:
        logging.getLogger(name).setLevel(logging.INFO)
    return reader
