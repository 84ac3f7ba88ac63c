"""What a data directory is for: a demo's records never mix with real ones."""

from pathlib import Path

from liveness.verdict.policy import PolicyName

_MARK = "policy"


class WrongDataDirectoryError(Exception):
    """The data directory belongs to another policy: give this one a directory of its own."""


def claim_for_policy(directory: Path, policy: PolicyName) -> None:
    """Marks a new directory with its policy, or checks the mark of an old one.

    Raises:
        WrongDataDirectoryError: it was made under another policy.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = directory / _MARK
    if not mark.exists():
        # Renamed into place: a process killed in between must not leave an empty mark that fits no policy.
        unfinished = mark.with_suffix(".new")
        unfinished.write_text(policy.value, encoding="utf-8")
        unfinished.replace(mark)
    if mark.read_text(encoding="utf-8") != policy.value:
        raise WrongDataDirectoryError(str(WrongDataDirectoryError.__doc__))
