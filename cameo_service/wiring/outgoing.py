"""What tells others of what happened: the watch tells renderers, webhooks tell the app."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cameo_service.config import ServiceConfig
from cameo_service.observing import Observer
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.vault.grant_signer import SigningKeys
from cameo_service.vault.key_ring import KeyRing
from cameo_service.watch.supervisor import WatchSettings
from cameo_service.wiring.storage import relay_election, watched_database
from cameo_service.wiring.usecases import Ports

if TYPE_CHECKING:  # loaded where a setting asks for it
    from cameo_service.webhooks.relay import RelayThread


def watch_settings(config: ServiceConfig, store: DatabaseStore, ring: KeyRing) -> WatchSettings:
    """What the watch process is told."""
    deployment = store.deployment()
    return WatchSettings(
        database=watched_database(config),
        deployment_id=deployment.deployment_id.hex(),
        incarnation=deployment.incarnation,
        host=config.host,
        port=config.watch_port,
        callers=_text(config.callers),
        tls=tuple(map(_text, (config.tls_certificate, config.tls_key, config.tls_client_ca))),
        ended_keys=tuple(key.key_id for key in ring.signing_keys if key.revoked_us is not None),
        is_shared=config.share_ports,
    )


def _text(path: Path | None) -> str:
    return str(path) if path else ""


def webhook_relay(config: ServiceConfig, ports: Ports, keys: SigningKeys, observer: Observer) -> "RelayThread | None":
    """What posts events, one service at a time; None without a URL."""
    if not config.webhook_url:
        return None
    from cameo_service.webhooks.message import deliver_to  # noqa: PLC0415 - see above
    from cameo_service.webhooks.relay import RelayThread, WebhookRelay  # noqa: PLC0415 - see above

    deliver = partial(deliver_to, config.webhook_url, observer)
    return RelayThread(WebhookRelay(ports.store, ports.clock, keys, deliver).relay, relay_election(config))
