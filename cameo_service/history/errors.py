"""Errors of a published history or a high-water mark. Each message says what to do.

`cameo_client.errors` has the base class and the errors of verifiers.
"""

from cameo_client.errors import HistoryError


class TileMissingError(HistoryError):
    """A tile or entry bundle of the checkpoint is missing or has the wrong size."""


class HistoryRewrittenError(HistoryError):
    """The published history does not begin with the history published before: raise an alarm."""


class BehindItsHistoryError(HistoryError):
    """The database is older than its published history: put the newest database back, or run `cameo restore
    --new-incarnation`.
    """


class MarkUnreadableError(HistoryError):
    """There is no readable high-water mark of this deployment: put its folder back, or make a new incarnation."""


class HistoryInDataError(HistoryError):
    """The history lies inside the data directory, where one restore would take both back: keep it apart."""


class WitnessKeyError(HistoryError):
    """The key of a witness is missing, or would be overwritten."""
