"""What can be wrong with a published history or a high-water mark. Each message says what to do.

`cameo_client.errors` has the base and what any verifier of the history can meet.
"""

from cameo_client.errors import HistoryError


class TileMissingError(HistoryError):
    """A tile or entry bundle that the checkpoint stands on is not there, or has the wrong size."""


class HistoryRewrittenError(HistoryError):
    """What was published before is not the beginning of what is published now: raise an alarm."""


class MarkUnreadableError(HistoryError):
    """There is no readable high-water mark of this deployment: put its folder back, or make a new incarnation."""


class HistoryInDataError(HistoryError):
    """The history lies inside the data directory, where one restore would take both back: keep it apart."""


class WitnessKeyError(HistoryError):
    """The key of a witness is missing, or would be overwritten."""
