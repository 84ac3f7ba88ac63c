"""Messages of RemovalService to use-case requests and back."""

from collections.abc import Iterable

from cameo_client.pb.cameo.v1 import removal_service_pb2 as pb
from cameo_service.rpc.conversion import at_least_from, page_size_from, time_of, uuid_from
from cameo_service.rpc.errors import FieldMalformedError
from cameo_service.usecases.outputs.answer_removal import OrderRemovalRequest, RefuseRemovalRequest
from cameo_service.usecases.outputs.file_removal import FileRemovalRequest
from cameo_service.usecases.outputs.list_removals import ListRemovalsReply, ListRemovalsRequest
from cameo_service.usecases.ports.removals import RemovalId, RemovalRow

DEFAULT_PAGE = 50


def file_from(message: pb.FileRemovalRequest) -> FileRemovalRequest:
    """A request; whether it is complete is the use case's to say."""
    outputs = _digests_from(message.output_sha256s)
    return FileRemovalRequest(message.request_id, message.contact, message.what, outputs, message.stated_in_good_faith)


def list_from(message: pb.ListRemovalsRequest) -> ListRemovalsRequest:
    """A read of what waits."""
    return ListRemovalsRequest(page_size_from(message, DEFAULT_PAGE), at_least_from(message))


def order_from(message: pb.OrderRemovalRequest) -> OrderRemovalRequest:
    """A yes."""
    removal_id = RemovalId(uuid_from(message.removal_id, "removal_id"))
    return OrderRemovalRequest(message.request_id, removal_id, _digests_from(message.output_sha256s))


def refuse_from(message: pb.RefuseRemovalRequest) -> RefuseRemovalRequest:
    """A no."""
    removal_id = RemovalId(uuid_from(message.removal_id, "removal_id"))
    return RefuseRemovalRequest(message.request_id, removal_id, message.reason)


def removals_to(reply: ListRemovalsReply) -> pb.ListRemovalsResponse:
    """What waits."""
    return pb.ListRemovalsResponse(
        removals=map(_removal_to, reply.rows), waiting=reply.waiting, overdue=reply.overdue, revision=reply.token
    )


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
