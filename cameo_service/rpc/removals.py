"""RemovalService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from collections.abc import Iterable

from cameo_client.pb.cameo.v1 import removal_service_pb2 as pb
from cameo_client.pb.cameo.v1.removal_service_pb2_grpc import RemovalServiceServicer
from cameo_service.rpc.conversion import at_least_from, page_size_from, time_of, uuid_from
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import FieldMalformedError
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.outputs import removals
from cameo_service.usecases.ports.removals import RemovalId, RemovalRow


class RemovalServicer(RemovalServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads) -> None:
        self._writes, self._reads = writes, reads

    def FileRemoval(self, request: pb.FileRemovalRequest, call: Call) -> pb.FileRemovalResponse:
        """A request of the public."""
        outputs = _digests_from(request.output_sha256s)
        asked = removals.FileRemovalRequest(
            request.request_id, request.contact, request.what, outputs, request.stated_in_good_faith
        )
        reply = self._writes.run(removals.file_removal, call.caller, asked)
        return pb.FileRemovalResponse(
            removal_id=str(reply.removal_id), due_time=time_of(reply.due_us), revision=reply.token
        )

    def ListRemovals(self, request: pb.ListRemovalsRequest, call: Call) -> pb.ListRemovalsResponse:
        """Open requests."""
        asked = removals.ListRemovalsRequest(page_size_from(request), at_least_from(request))
        reply = self._reads.ask(removals.list_removals, call.caller, asked)
        return pb.ListRemovalsResponse(
            removals=map(_removal_to, reply.rows), waiting=reply.waiting, overdue=reply.overdue, revision=reply.token
        )

    def OrderRemoval(self, request: pb.OrderRemovalRequest, call: Call) -> pb.OrderRemovalResponse:
        """A request that is granted."""
        removal_id = RemovalId(uuid_from(request.removal_id, "removal_id"))
        asked = removals.OrderRemovalRequest(request.request_id, removal_id, _digests_from(request.output_sha256s))
        reply = self._writes.run(removals.order_removal, call.caller, asked)
        unknown = map(bytes.fromhex, reply.unknown)
        return pb.OrderRemovalResponse(takedowns=reply.takedowns, unknown_output_sha256s=unknown, revision=reply.token)

    def RefuseRemoval(self, request: pb.RefuseRemovalRequest, call: Call) -> pb.RefuseRemovalResponse:
        """A request that is refused."""
        removal_id = RemovalId(uuid_from(request.removal_id, "removal_id"))
        asked = removals.RefuseRemovalRequest(request.request_id, removal_id, request.reason)
        reply = self._writes.run(removals.refuse_removal, call.caller, asked)
        return pb.RefuseRemovalResponse(revision=reply.token)


def _removal_to(row: RemovalRow) -> pb.RemovalRequest:
    return pb.RemovalRequest(
        removal_id=str(row.removal_id),
        file_time=time_of(row.filed_us),
        due_time=time_of(row.due_us),
        contact=row.contact,
        what=row.what,
        output_sha256s=row.outputs,
        service_id=row.service_id,
    )


def _digests_from(values: Iterable[bytes]) -> tuple[bytes, ...]:
    digests = tuple(values)
    if any(len(digest) != 32 for digest in digests):
        raise FieldMalformedError("output_sha256s", "send the 32 bytes of each SHA-256")
    return digests
