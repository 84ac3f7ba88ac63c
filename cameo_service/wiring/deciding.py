"""What decides renders and shows what happened: the services that are loaded once those that narrow are answered.

Nothing that takes consent away needs this module, so it is imported after the port is open.
"""

from cameo_service.config import ServiceConfig
from cameo_service.history.folder import TilesTree
from cameo_service.rpc.events import EventServicer
from cameo_service.rpc.front.assertions import AssertionVerifier, RelationshipVerifier
from cameo_service.rpc.history import HistoryServicer, HistoryUseCases, ReceiptConverter
from cameo_service.rpc.render import RenderServicer, RenderUseCases
from cameo_service.rpc.reviews import ReviewServicer
from cameo_service.storage.history import HistoryReader
from cameo_service.usecases.records.events import ListEvents
from cameo_service.usecases.records.export import ExportSubject
from cameo_service.usecases.records.receipts import GetCheckpoint, GetProvenance, GetReceipt
from cameo_service.usecases.render.check import CheckPrompt
from cameo_service.usecases.render.commit import BannedWordTranscripts, CommitRender
from cameo_service.usecases.render.fetch import FetchIdentityBundle
from cameo_service.usecases.render.mentions import MentionTokens, ResolveMentions
from cameo_service.usecases.render.permission import CurrentPermission
from cameo_service.usecases.render.preflight import Preflight
from cameo_service.usecases.render.renew import RenewGrant
from cameo_service.wiring.usecases import Ports


def deciding_servicers(
    ports: Ports, assertions: AssertionVerifier, relationships: RelationshipVerifier
) -> tuple[object, ...]:
    """What decides renders, shows events and answers reviews.

    Args:
        ports: the edges.
        assertions: verifies assertions that come inside a request.
        relationships: verifies what an app vouches for.
    """
    return (
        RenderServicer(render_use_cases(ports), ports.reads, assertions, relationships),
        EventServicer(ListEvents(ports.store)),
        ReviewServicer(ports.writes, ports.reads),
    )


def render_use_cases(ports: Ports) -> RenderUseCases:
    """What RenderService calls."""
    tokens = MentionTokens(ports.token_secret, ports.ids)
    permission = CurrentPermission(ports.refusals)
    return RenderUseCases(
        resolve_mentions=ResolveMentions(tokens),
        check_prompt=CheckPrompt(
            ports.store,
            ports.clock,
            ports.ids,
            ports.signer,
            ports.refusals,
            tokens,
            ports.classifiers,
            ports.reviews,
        ),
        preflight=Preflight(ports.refusals, tokens, ports.classifiers, ports.reviews),
        fetch_identity_bundle=FetchIdentityBundle(ports.store, ports.clock, ports.signer, ports.vault, permission),
        renew_grant=RenewGrant(ports.store, ports.clock, ports.ids, ports.signer, permission),
        commit_render=CommitRender(ports.store, ports.clock, ports.signer, permission, BannedWordTranscripts()),
        signer=ports.signer,
    )


def history_servicer(config: ServiceConfig, ports: Ports, leaves: HistoryReader, tree: TilesTree) -> HistoryServicer:
    """What shows the history, with proofs.

    Args:
        config: the settings.
        ports: the edges.
        leaves: the committed leaves.
        tree: the published ones.
    """
    use_cases = HistoryUseCases(
        get_receipt=GetReceipt(ports.store, leaves, tree),
        get_checkpoint=GetCheckpoint(tree),
        export_subject=ExportSubject(ports.store, ports.clock, leaves, leaves, tree),
        get_provenance=GetProvenance(ports.store, ports.signer, leaves, tree),
    )
    return HistoryServicer(use_cases, ReceiptConverter(tree.origin(), config.operator_name))
