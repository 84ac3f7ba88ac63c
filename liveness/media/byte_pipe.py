"""A file that is still being written, for a demuxer that only knows files."""

import threading


class BytePipe:
    """A file that is still being written. The reader sleeps while there is nothing; the writer, until it sleeps again.

    So after `write` has returned, everything that the reader can make of the bytes has been made.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._unread = bytearray()
        self.has_ended = False
        self._is_reader_idle = False

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, waiting for the first; none after `end`."""
        with self._changed:
            if not self._unread:
                self._set_idle(is_idle=True)
                self._changed.wait_for(lambda: self._unread or self.has_ended)
            taken = bytes(self._unread[:size])
            del self._unread[:size]
            return taken

    def write(self, chunk: bytes) -> None:
        """Appends bytes and waits until the reader asks for more. After `end` or `abandon`, bytes are dropped."""
        with self._changed:
            if chunk and not self.has_ended:
                self._unread += chunk
                self._set_idle(is_idle=False)
                self._changed.wait_for(lambda: self._is_reader_idle)

    def end(self) -> None:
        """Ends the writing: no more bytes come."""
        with self._changed:
            self.has_ended = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """Ends the reading; called by the reader, as its last act."""
        with self._changed:
            self.has_ended = True
            self._unread.clear()
            self._set_idle(is_idle=True)

    def _set_idle(self, *, is_idle: bool) -> None:
        self._is_reader_idle = is_idle
        self._changed.notify_all()
