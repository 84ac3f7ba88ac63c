"""What a person may call from a page: the rows of the caller table that are open to a studio, with their messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from google.protobuf import descriptor_pool
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

import cameo_client.services.cameo  # noqa: F401 - it registers every message of the contract
from cameo_service.rpc.front.caller_table import CALLER_TABLE
from cameo_service.usecases.acting.caller import Role

STREAMS_SERVICE = "EnrollmentService"
"""Stands on the port of recordings; every other service stands on that of unary calls."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method with one reply.

    needs_decision: the person's assertion must be their decision for the very call. may_need_decision: where it gives
    more than it takes away, which the service says from what is stored.
    """

    full_name: str
    request: type[Message]
    reply: type[Message]
    needs_decision: bool
    may_need_decision: bool
    is_on_stream_port: bool


def _open_methods() -> Iterator[tuple[str, Method]]:
    pool = descriptor_pool.Default()
    for full_name, row in CALLER_TABLE.items():
        service, _, name = full_name.strip("/").rpartition("/")
        found: MethodDescriptor = pool.FindServiceByName(service).methods_by_name[name]
        if Role.STUDIO not in row.roles or found.client_streaming or found.server_streaming:
            continue
        short = service.rpartition(".")[2]
        yield (
            f"{short}/{name}",
            Method(
                full_name,
                GetMessageClass(found.input_type),
                GetMessageClass(found.output_type),
                row.needs_decision and not row.may_ask(Role.STUDIO),
                row.may_ask(Role.STUDIO),
                short == STREAMS_SERVICE,
            ),
        )


METHODS: Mapping[str, Method] = MappingProxyType(dict(_open_methods()))
"""By the last part of their path, such as ConsentService/GrantAccess."""
