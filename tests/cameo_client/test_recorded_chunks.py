"""What a recorder hands out becomes chunks that the service takes."""

from cameo_client.recorded_chunks import CHUNK_BYTES, RecordedChunks
from liveness.limits import recordings


def sent(*blobs: bytes) -> list[tuple[int, bytes]]:
    chunks = RecordedChunks()
    return [(message.chunk.seq, message.chunk.data) for blob in blobs for message in chunks.of(blob)]


def test_a_blob_that_is_too_large_is_split_and_numbered_on() -> None:
    large = bytes(range(256)) * 800
    pieces = sent(b"first", large, b"last")
    assert [seq for seq, _ in pieces] == [0, 1, 2, 3, 4, 5]
    assert b"".join(data for _, data in pieces) == b"first" + large + b"last"
    assert all(0 < len(data) <= CHUNK_BYTES for _, data in pieces)


def test_an_empty_blob_is_dropped_without_a_gap_in_the_numbers() -> None:
    assert sent(b"", b"one", b"", b"", b"two", b"") == [(0, b"one"), (1, b"two")]


def test_a_blob_that_just_fits_stays_whole() -> None:
    assert [len(data) for _, data in sent(bytes(CHUNK_BYTES), bytes(CHUNK_BYTES + 1))] == [CHUNK_BYTES, CHUNK_BYTES, 1]


def test_a_chunk_is_as_large_as_the_service_takes() -> None:
    assert CHUNK_BYTES == recordings.CHUNK_BYTES
