"""Everything that the service keeps about one person, for the person to read and take away."""

from collections.abc import Iterator

from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_client.services.history import HistoryClient


def export_pages(history: HistoryClient, request: pb.ExportSubjectRequest) -> Iterator[pb.ExportSubjectResponse]:
    """Reads every page of an export, from the page that the request names on. The request is not changed.

    Raises:
        RefusedError: while iterating, if the service or the transport ends a call with an error.
    """
    asked = pb.ExportSubjectRequest()
    asked.CopyFrom(request)
    while True:
        page = history.export_subject(asked)
        yield page
        if not page.next_page_token:
            return
        asked.page_token = page.next_page_token
