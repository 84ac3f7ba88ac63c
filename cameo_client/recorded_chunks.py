"""Makes the chunks of a recording out of what a recorder hands out, whatever the size of its blobs."""

from collections.abc import Iterator

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb

CHUNK_BYTES = 64 * 1024
"""The largest chunk that the service takes (`Ready.chunk_bytes`)."""


class RecordedChunks:
    """The chunks of one recording, numbered from 0.

    At their default bit rates browsers hand out blobs of more than 64 KiB, which are split here, and Firefox hands out
    empty ones, which are left out.
    """

    def __init__(self) -> None:
        self._seq = 0

    def of(self, blob: bytes) -> Iterator[pb.RecordEnrollmentRequest]:
        """The messages for the next bytes of the container; none for an empty blob."""
        for start in range(0, len(blob), CHUNK_BYTES):
            yield pb.RecordEnrollmentRequest(chunk=pb.Chunk(seq=self._seq, data=blob[start : start + CHUNK_BYTES]))
            self._seq += 1
