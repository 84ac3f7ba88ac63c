"""People whom a prompt names without @. They count as mentions; the prompt is not told apart further for them."""

from collections.abc import Iterable

from cameo_service.usecases.ports.store import Snapshot
from consent.facts import RenderRequest, SubjectFacts
from consent.handles import Handle
from consent.identity import SubjectId
from consent.names import is_named, spoken_names


def named_facts(
    snapshot: Snapshot, prompt: str, shown: Iterable[SubjectFacts | None], asked: RenderRequest, now_us: int
) -> dict[Handle | SubjectId, SubjectFacts | None]:
    """Facts of those a prompt names and does not show already.

    Several people may bear one name. Where one of them is mentioned, the name is theirs; otherwise all are asked, since
    a model that knows the name renders whom it knows.
    """
    mentioned = {found.subject for found in shown if found}
    others = sorted(_named(snapshot, prompt, mentioned) - mentioned)
    facts = snapshot.facts.of(others, asked.requester.subject, asked.provider, now_us)
    return {subject: facts.get(subject) for subject in others}


def _named(snapshot: Snapshot, prompt: str, mentioned: set[SubjectId]) -> set[SubjectId]:
    """One statement, whatever is named."""
    spoken = spoken_names(prompt)
    bearers: dict[tuple[str, ...], set[SubjectId]] = {}
    for owner, name in snapshot.names.bearers(tuple(spoken)):
        for run in spoken[name.sound]:
            if is_named(name.words, run):
                bearers.setdefault(run, set()).add(owner)
    return {owner for owners in bearers.values() if not owners & mentioned for owner in owners}
