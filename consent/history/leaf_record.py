"""The record behind a leaf: one line of a person's history and what was allowed from then on, in one spelling."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

_ID_BYTES = 16


def spelled_id(value: bytes) -> str:
    """An id as records and findings spell it: a UUID as text; bytes that are none, as only another program than this
    one writes them, in hexadecimal digits.
    """
    return str(UUID(bytes=value)) if len(value) == _ID_BYTES else f"0x{value.hex()}"


@dataclass(frozen=True, slots=True)
class GrantInForce:
    """A grant of the owner to the actor. Sorted names; expires_us None: until revoked; provider "": any.

    asks_each_time: whether every render under it waits for the owner's yes; older leaves lack the field.
    """

    grant_id: str
    modalities: tuple[str, ...]
    uses: tuple[str, ...]
    expires_us: int | None
    provider: str
    asks_each_time: bool = False


@dataclass(frozen=True, slots=True)
class LeafRecord:
    """Ids are UUIDs as text, times UTC microseconds. An empty actor or reason means there is none.

    kind: the kind of act, as in the activity feed. count: how often, for refused attempts.
    audience, is_frozen, epochs, grants: what is in force between owner and actor after the act.
    """

    revision: int
    at_us: int
    kind: str
    owner: str
    actor: str
    provider: str
    reason: str
    count: int
    audience: str
    is_frozen: bool
    owner_epoch: int
    pair_epoch: int
    grants: tuple[GrantInForce, ...]

    def to_bytes(self) -> bytes:
        """JSON in UTF-8 with sorted keys and no spaces: the one spelling that is hashed."""
        fields = {**_fields(self), "format": FORMAT, "grants": [_fields(grant) for grant in self.grants]}
        return _SPELLING.encode(fields).encode()


FORMAT = "cameo-leaf/v1"
_SPELLING = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def parse_record(text: bytes) -> LeafRecord:
    """The record of the bytes of `to_bytes`.

    Raises:
        ValueError: not a record of this format.
    """
    fields = json.loads(text)
    try:
        if fields.pop("format") != FORMAT:
            raise ValueError("a record of another version")
        grants = tuple(_grant(part) for part in fields.pop("grants"))
        return LeafRecord(**fields, grants=grants)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("not a record of the history") from error


def _fields(part: LeafRecord | GrantInForce) -> dict[str, Any]:
    """Every field, without the deep copies of dataclasses.asdict: a leaf is written with every grant that is signed."""
    return {name: getattr(part, name) for name in part.__slots__}


def _grant(part: dict[str, Any]) -> GrantInForce:
    return GrantInForce(**{**part, "modalities": tuple(part["modalities"]), "uses": tuple(part["uses"])})
