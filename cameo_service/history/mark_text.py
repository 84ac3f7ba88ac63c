"""A high-water mark as the text that is signed."""

from cameo_service.history.errors import MarkUnreadableError
from cameo_service.usecases.ports.history import HighWater

FORMAT = "cameo-high-water-mark/v1"


def mark_text(mark: HighWater) -> str:
    """Five lines."""
    return f"{FORMAT}\n{mark.deployment_id.hex()}\n{mark.incarnation}\n{mark.revision}\n{mark.tree_size}\n"


def parse_mark(text: str) -> HighWater:
    """The reverse of mark_text.

    Raises:
        MarkUnreadableError: not such a text.
    """
    try:
        found, deployment_id, incarnation, revision, tree_size = text.splitlines()
        mark = HighWater(bytes.fromhex(deployment_id), int(incarnation), int(revision), int(tree_size))
    except ValueError as error:
        raise MarkUnreadableError(str(MarkUnreadableError.__doc__)) from error
    if found != FORMAT:
        raise MarkUnreadableError("The high-water mark is of another version: install the one that wrote it")
    return mark
