"""What one person would be told who asks for a render of the owner: asked by the owner, before anything is asked."""

from dataclasses import dataclass

from cameo_service.usecases.acting.person import Person, find_other, named_owner
from cameo_service.usecases.acting.reads import View
from consent.decision import decide
from consent.facts import RenderRequest, RequesterFacts, without_prompt
from consent.terms import AgeClass, Modality, SubjectState, Use
from consent.verdict import Denied, Held, Outcome


@dataclass(frozen=True, slots=True)
class PreviewAccessRequest:
    """`owner` None: the acting person. `requester`: the person who would ask. `at_least`: a token, or None."""

    owner: Person | None
    requester: Person
    at_least: str | None


@dataclass(frozen=True, slots=True)
class PreviewedUse:
    """The answer to a render of one modality for one use: ALLOWED, HELD or NOT_PERMITTED."""

    modality: Modality
    use: Use
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AccessPreview:
    """An answer for every modality and use."""

    uses: tuple[PreviewedUse, ...]
    token: str


def preview_access(view: View, request: PreviewAccessRequest) -> AccessPreview:
    """What the owner's own choices say to a person, by the rules that decide renders.

    The person counts as an adult who takes part: what the service knows about them is theirs, and not the owner's to
    read. What depends on a prompt, on labels or on a mutual relationship is not asked here.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        ActorIsOwnerError: the owner is the requester.
        UnknownSubjectError: no person has that name.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    requester = find_other(view.snapshot, request.requester, owner)
    asks = RequesterFacts(requester, SubjectState.ACTIVE, AgeClass.ADULT)
    heard = without_prompt(view.snapshot.facts.of([owner], requester, "", view.now_us).get(owner))

    def outcome(modality: Modality, use: Use) -> Outcome:
        said = decide(RenderRequest(asks, frozenset({modality}), use, "", (), frozenset()), heard, view.now_us)
        if isinstance(said, Held):
            return Outcome.HELD
        return Outcome.NOT_PERMITTED if isinstance(said, Denied) else Outcome.ALLOWED

    uses = tuple(PreviewedUse(modality, use, outcome(modality, use)) for modality in Modality for use in Use)
    return AccessPreview(uses, view.token)
