from collections.abc import Iterable

from cameo_service.storage.batch_logs import BatchLog


def test_what_is_noted_while_a_write_fails_counts_on_in_its_order() -> None:
    written: list[tuple[str, int]] = []

    def write(batch: Iterable[tuple[str, int]]) -> None:
        if not is_over:
            log.note("Ada")
            log.note("Eve")
            raise OSError("the disk is full")
        written.extend(batch)

    is_over: list[bool] = []
    log = BatchLog("words", 10, str.lower, write)
    for word in ("ada", "bob", "ada"):
        log.note(word)
    log.flush()
    is_over.append(True)
    log.close()
    assert written == [("Ada", 3), ("bob", 1), ("Eve", 1)]
