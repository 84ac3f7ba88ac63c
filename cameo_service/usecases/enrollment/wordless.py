"""Who may be asked no words: a person who has nothing better enrolled, where the operator offers it.

How far such an enrollment may be opened is for `consent.facts.ceiling` to say.
"""

from cameo_service.usecases.enrollment.enrollment_errors import WordlessNotOfferedError, WordsNeededError
from consent.owner_act import OwnerAct
from consent.terms import Assurance
from liveness.challenge.language import WITHOUT_WORDS

NEED_WORDS = frozenset({OwnerAct.WIDEN_TO_EVERYONE, OwnerAct.GRANT_AD})
"""Acts that open a likeness further than any enrollment without words may be."""


def require_offered(*, is_offered: bool) -> None:
    """That people may enroll without words here.

    Raises:
        WordlessNotOfferedError: the operator did not choose it.
    """
    if not is_offered:
        raise WordlessNotOfferedError("Ask for words, or have the operator offer sessions without (CAMEO_WORDLESS).")


def require_no_weaker(language: str, enrolled: Assurance | None) -> None:
    """That a take without words neither replaces nor stands for an enrollment with words.

    language: of the session. enrolled: the level of the person's enrollment; None: they have none.

    Raises:
        WordsNeededError: it would.
    """
    if language == WITHOUT_WORDS and enrolled not in (None, Assurance.WORDLESS):
        raise WordsNeededError("This person enrolled with words: ask for words again, in a language that they speak.")


def require_enough_for(act: OwnerAct) -> None:
    """That a verification without words is enough for this act.

    Raises:
        WordsNeededError: the act opens the likeness further.
    """
    if act in NEED_WORDS:
        raise WordsNeededError(f"{act.name} takes an enrollment and a verification with words.")
