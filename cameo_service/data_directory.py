"""Binds a data directory to one policy, so that demo records never mix with real records."""

from pathlib import Path

from liveness.verdict.policy import PolicyName

_MARK = "policy"


class WrongDataDirectoryError(Exception):
    """The data directory belongs to another policy: use a separate directory for this policy."""


def claim_for_policy(directory: Path, policy: PolicyName) -> None:
    """Marks a new directory with its policy, or checks the mark of an existing one.

    Raises:
        WrongDataDirectoryError: the directory was created under another policy.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = directory / _MARK
    if not mark.exists():
        # Renamed into place: a process killed in between must not leave an empty mark that fits no policy.
        unfinished = mark.with_suffix(".new")
        unfinished.write_text(policy.value, encoding="utf-8")
        unfinished.replace(mark)
    require_policy(directory, policy)


def require_policy(directory: Path, policy: PolicyName) -> None:
    """Checks the mark of a directory; one without a mark is new, and fits every policy.

    Raises:
        WrongDataDirectoryError: the directory was created under another policy.
    """
    mark = directory / _MARK
    if mark.exists() and mark.read_text(encoding="utf-8") != policy.value:
        raise WrongDataDirectoryError(str(WrongDataDirectoryError.__doc__))
