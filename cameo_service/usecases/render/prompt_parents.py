"""What a prompt builds on: the prompt that it was rewritten from, and the output that it is made from.

A rewrite may leave people out and add none. A remix shows everybody its parent shows, asked in the same snapshot.
"""

from collections.abc import Collection, Mapping
from typing import Protocol

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import RenderGrantExpiredError, RewriteDiffersError
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.outside import GrantSigner
from cameo_service.usecases.ports.store import Snapshot
from cameo_service.usecases.render.mention_facts import NOBODY
from cameo_service.usecases.render.own_grant import claims_of_job
from cameo_service.usecases.render.remix_parent import inherited_people, require_remix
from consent.facts import RenderRequest, SubjectFacts
from consent.handles import Handle
from consent.identity import SubjectId
from consent.terms import Modality, Use


class Rewritten(Protocol):
    """What is asked of a rewritten prompt. parent_check: the render grant of its parent, None for no rewrite."""

    @property
    def parent_check(self) -> bytes | None:
        """See above."""

    @property
    def job(self) -> str:
        """The job, the same as the parent's."""

    @property
    def modalities(self) -> Collection[Modality]:
        """At most the parent's."""

    @property
    def use(self) -> Use:
        """The parent's."""


def people_of_parent(
    signer: GrantSigner, deployment: Deployment, caller: Caller, request: Rewritten, now_us: int
) -> frozenset[SubjectId] | None:
    """Whom a rewritten prompt may name; None when it is no rewrite.

    Raises:
        RenderGrantUnknownError, OtherIncarnationError, RenderGrantNotYoursError: see `claims_of_job`.
        RenderGrantExpiredError: the parent's grant is over.
        RewriteDiffersError: another use or requester, or more of the people, than the parent asked for.
    """
    if request.parent_check is None:
        return None
    claims = claims_of_job(signer, deployment, caller, request.parent_check, request.job)
    if now_us >= claims.expires_us:
        raise RenderGrantExpiredError("The grant of the parent is over: check the rewritten prompt as its own.")
    is_same = (claims.use, claims.requester) == (request.use, caller.acting)
    if not is_same or not claims.modalities.issuperset(request.modalities):
        raise RewriteDiffersError("Ask for the rewritten prompt what was asked for its parent, or less.")
    return frozenset(granted.subject for granted in claims.subjects)


def inherited_facts(
    snapshot: Snapshot,
    parent_output: bytes | None,
    mentioned: Mapping[Handle, SubjectFacts | None],
    asked: RenderRequest,
    now_us: int,
) -> dict[SubjectId, SubjectFacts | None]:
    """Facts of those whom the parent output shows and the prompt does not mention; nobody's for an unknown parent.

    Raises:
        RemixNotAskedError: a parent, and a use that is no remix.
    """
    if parent_output is None:
        return {}
    require_remix(asked.use)
    people = inherited_people(snapshot, parent_output)
    if people is None:
        return {NOBODY: None}
    others = sorted(people - {found.subject for found in mentioned.values() if found})
    facts = snapshot.facts.of(others, asked.requester.subject, asked.provider, now_us)
    return {subject: facts.get(subject) for subject in others}
