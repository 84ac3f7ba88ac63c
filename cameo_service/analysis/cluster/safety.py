"""What a cluster must not do to be entered."""

from collections.abc import Mapping

_REPORTED = "git_commit"
"""What a head tells of itself only if it reports its use (`_generate_cluster_metadata` of Ray 2.60)."""


def reports_use(head: Mapping[str, object]) -> bool:
    """Whether a cluster tells Ray's makers of its use. head: what its head tells of itself."""
    return _REPORTED in head
