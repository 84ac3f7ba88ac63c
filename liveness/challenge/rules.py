"""What every challenge keeps, whether it came as a file or over the wire. Does not judge answers."""

from liveness.challenge.prompts import Challenge
from liveness.errors import MalformedChallengeError


def require_orderly(challenge: Challenge) -> None:
    """Checks what no schema can say.

    Raises:
        MalformedChallengeError: an id twice, or times that do not rise.
    """
    _require_own_ids(challenge)
    _require_rising_times(challenge)


def _require_own_ids(challenge: Challenge) -> None:
    ids = {prompt.id for prompt in challenge.prompts}
    if len(ids) < len(challenge.prompts):
        raise MalformedChallengeError("prompts", "each id may be used once")


def _require_rising_times(challenge: Challenge) -> None:
    latest_s = 0.0
    for prompt in challenge.prompts:
        if prompt.reveal_s is not None:
            if prompt.reveal_s < latest_s:
                raise MalformedChallengeError(f"prompts.{prompt.id}", "prompts must be in the order of reveal_s")
            latest_s = prompt.reveal_s
        if prompt.deadline_s is not None and prompt.deadline_s <= (prompt.reveal_s or 0.0):
            raise MalformedChallengeError(f"prompts.{prompt.id}", "deadline_s must come after reveal_s")
