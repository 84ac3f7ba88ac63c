"""Configuration: read once, typed, validated, then passed on as plain values.

Every setting is an environment variable with the prefix CAMEO_; the command line overrides it. Nothing else in the
service reads the environment.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from cameo_service.addresses import is_loopback, is_safe_database, is_safe_url
from cameo_service.analysis.cluster.settings import AnalysisSettings
from consent.content_classes import ContentClass
from consent.facts import LIVE_BY_DEFAULT, Ceilings
from consent.terms import Audience, LiveCeiling, Use, WordlessCeiling
from liveness.challenge.plan import ExtraChallenge
from liveness.engines.choice import EngineChoice
from liveness.verdict.policy import PolicyName

CALLER_SETTINGS = ("callers", "tls_certificate", "tls_key", "tls_client_ca")
"""Settings of a service on a network. The first three go together."""


class LanguageSettings(BaseModel):
    """One language of a deployment. reviewed_by: the person who signed its sentences off; empty: a machine translated
    them, and they were not reviewed. file: the operator's own vocabulary; None: that of the package.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    reviewed_by: str = ""
    file: Path | None = None


class ServiceConfig(BaseSettings):
    """Settings of one running service.

    Raises:
        pydantic.ValidationError: a value is out of range, or two of them do not fit together.
    """

    model_config = SettingsConfigDict(env_prefix="CAMEO_", env_nested_delimiter="__", frozen=True, extra="forbid")

    data_dir: Path = Path("cameo-data")
    """Databases of this deployment, unless `database_url` says otherwise. Created when missing, mode 0700."""
    database_url: str = ""
    """PostgreSQL instead of SQLite files in `data_dir`: postgresql://user:password@host/name; empty: the files. Beyond
    this machine with sslmode=verify-full. See docs/operate.md."""
    history_dir: Path | None = None
    """Published history and high-water mark; must lie outside `data_dir`, and apart in backups. See `history`."""
    key_ring: Path = Path("cameo-keys/ring.json")
    """Key file made by `cameo keys init`; must lie outside `data_dir`."""
    models: Path = Path(".cache/models")
    """Folder that `cameo models build` filled."""
    host: str = "127.0.0.1"
    port: int = Field(default=7443, ge=0, le=65535)
    """Port for unary calls. 0 lets the system choose."""
    stream_port: int = Field(default=7444, ge=0, le=65535)
    """Port for recordings; see docs/adr/0029-a-thread-for-whole-calls.md."""
    watch_port: int = Field(default=7445, ge=0, le=65535)
    """Port for revocations, served by a separate process."""
    share_ports: bool = False
    """Whether other services of this machine listen on the same three ports: the system gives each connection to one of
    them. Without it a second service is refused its port. See docs/operate.md."""
    webhook_url: str = ""
    """URL that events are posted to; empty: none. https, or http to this machine."""
    otlp_endpoint: str = ""
    """URL of a collector that traces and metrics are sent to (OTLP over gRPC); empty: none. https, or http to this
    machine. See docs/operate.md for what is told, which is nothing of a person."""
    metrics_port: int | None = Field(default=None, ge=0, le=65535)
    """Port on which Prometheus reads the same metrics, without TLS and without asking who reads; None: none."""
    metrics_host: str = "127.0.0.1"
    """Address of that port. Beyond loopback, let only your own network reach it."""
    reflection: bool = False
    """Whether the ports of unary calls and recordings list their services and messages (gRPC reflection), for tools
    such as grpcurl that call with an identity."""
    operator_name: str = Field(default="this service", min_length=1, max_length=80)
    """Name of the operator in the consent sentence."""
    policy: PolicyName = PolicyName.STANDARD
    extra_challenge: ExtraChallenge | None = None
    """What every live recording asks besides: `closer` or `colours`. Not measured on people; see docs/accuracy.md."""
    engines: EngineChoice = EngineChoice()
    """Engine for each role, such as CAMEO_ENGINES__FACE_TEMPLATE=insightface. Read docs/models.md before a change."""
    languages: Mapping[str, LanguageSettings] = {}
    """Languages that challenges are asked in besides English, by tag, such as {"it": {"reviewed_by": "A. Name"}}. Each
    needs the model pack whisper-base. See docs/languages.md."""
    wordless: WordlessCeiling | None = None
    """Whether a person may enroll without words, and how far such a likeness may be opened: `only_me` or `approved`.
    None: sessions without words are refused. See docs/languages.md."""
    calibration: Path | None = None
    """Record of `cameo calibrate`, whose limits then decide; None: the shipped limits. See docs/calibrate.md."""
    earlier_nets_days: int = Field(default=180, ge=30, le=1095)
    """After a change of nets, days from when the app is told to ask a person to come until the enrollment of one who
    does not ends; see docs/models.md."""
    classifiers: tuple[str, ...] = ()
    """Ids of the classifiers whose content labels count; under `insecure_dev` all do."""
    by_invitation: bool = False
    """Whether enrollment needs an invitation; see CreateInvitation."""
    live_ceiling: LiveCeiling = LiveCeiling.APPROVED
    """Widest audience of a live capture that no device attested; `mutuals` or `everyone` are chosen knowingly.
    Every verification record names it, and every start warns about it; see docs/adr/0040-live-ceiling.md."""
    guardians: bool = False
    """Whether a minor may have a guardian, and the two may render the minor; see GuardianService."""
    review_uses: tuple[Use, ...] = ()
    """Uses that a reviewer looks at before they are rendered; see ReviewService. Empty: none."""
    review_classes: tuple[ContentClass, ...] = ()
    """Content classes that a reviewer looks at first. A prompt without labels counts as any class."""
    callers: Path | None = None
    """File that says who may call; see docs/integrate.md. A change to it counts within seconds."""
    tls_certificate: Path | None = None
    """Certificate chain of the ports, PEM. A changed file counts for every new connection."""
    tls_key: Path | None = None
    """Private key of the certificate, PEM, without a password."""
    tls_client_ca: Path | None = None
    """Authorities of client certificates, PEM. If set, no client connects without a certificate of theirs."""
    insecure_dev: bool = False
    """Callers name themselves. Loopback only, for development and the demo."""
    migrate_on_start: bool = False
    """Whether a start migrates a database of an older program. Otherwise it waits for `cameo migrate`."""
    analysis_workers: int = Field(default=2, ge=1, le=256)
    analysis: AnalysisSettings = AnalysisSettings()
    """Where recordings that come as files are analysed; see docs/operate.md."""
    check_threads: int = Field(default=4, ge=1, le=256)
    """Threads for unary calls besides narrowing acts. On SQLite two take calls, others only when these are held up."""
    live_recordings: int = Field(default=10, ge=1, le=1000)
    """Recordings at the same time. Twice as many wait, and are told where they stand; one more is refused."""

    @property
    def history(self) -> Path:
        """`history_dir`; by default the neighbour of `data_dir` whose name ends in -history."""
        return self.history_dir or self.data_dir.with_name(f"{self.data_dir.name}-history")

    @property
    def ceilings(self) -> Ceilings:
        """How far captures may be opened that no device attested."""
        wordless = self.wordless.audience if self.wordless else Audience.ONLY_ME
        return Ceilings(self.live_ceiling.audience, wordless)

    @property
    def is_live_raised(self) -> bool:
        """Whether the operator opened a live capture further than the default."""
        return self.live_ceiling.audience > LIVE_BY_DEFAULT

    @model_validator(mode="after")
    def _insecure_means_loopback(self) -> Self:
        if self.insecure_dev and not is_loopback(self.host):
            raise ValueError("insecure-dev listens on a loopback address only; set host to 127.0.0.1")
        if self.policy is PolicyName.DEMO and not is_loopback(self.host):
            raise ValueError("policy demo exists for the demo on loopback; set host to 127.0.0.1")
        return self

    @model_validator(mode="after")
    def _callers_come_encrypted(self) -> Self:
        if self.insecure_dev:
            named = [name for name in CALLER_SETTINGS if getattr(self, name) is not None]
            if named:
                raise ValueError(f"insecure-dev asks no caller who they are: remove it, or {', '.join(named)}")
            return self
        missing = [name for name in CALLER_SETTINGS[:3] if getattr(self, name) is None]
        if 0 < len(missing) < len(CALLER_SETTINGS[:3]) or (missing and self.tls_client_ca):
            raise ValueError(f"set {', '.join(missing)}: callers, tls_certificate and tls_key go together")
        return self

    @model_validator(mode="after")
    def _shared_ports_are_known(self) -> Self:
        if self.share_ports and 0 in (self.port, self.stream_port, self.watch_port):
            raise ValueError("share-ports needs ports that every service knows: set port, stream-port and watch-port")
        return self

    @model_validator(mode="after")
    def _database_is_reached_safely(self) -> Self:
        if self.database_url and not is_safe_database(self.database_url):
            raise ValueError("database-url is postgresql://, and beyond this machine with ?sslmode=verify-full")
        if self.database_url and self.policy is PolicyName.DEMO:
            raise ValueError("policy demo stores in files of its own: remove database-url")
        return self

    @model_validator(mode="after")
    def _cluster_is_reached_safely(self) -> Self:
        if self.analysis.is_cluster:
            self.analysis.require_safe()
        return self

    @model_validator(mode="after")
    def _telemetry_is_encrypted(self) -> Self:
        if self.otlp_endpoint and not is_safe_url(self.otlp_endpoint):
            raise ValueError("otlp-endpoint is https://host:port, or http:// to this machine")
        return self

    @model_validator(mode="after")
    def _webhooks_are_encrypted(self) -> Self:
        if self.webhook_url and not is_safe_url(self.webhook_url):
            raise ValueError("webhook-url is https://host/path, or http:// to this machine")
        return self
