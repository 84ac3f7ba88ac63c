"""An example generation service: it renders under a grant, stops when consent is revoked, and publishes what commits.

It uses `cameo_client` as your own service would. Only the model is a stand-in (`marked_video`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Event

from cameo_client.errors import StopReason
from cameo_client.pb.cameo.v1 import content_class_pb2 as content
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_client.render_guard import RenderGuard
from cameo_client.services.render import RenderClient
from examples.marked_video import MarkedVideo

CLASSIFIER = "example-classifier"


class NotAllowedError(Exception):
    """The consent service does not allow the prompt."""


class CancelledError(Exception):
    """Consent was revoked while the render ran. Its output was dropped."""


@dataclass(frozen=True)
class Job:
    """One render of one prompt. requester_assertion: names the requester, signed by your identity provider."""

    job_id: str
    prompt: str
    requester_assertion: str

    @property
    def prompt_sha256(self) -> bytes:
        """SHA-256 of the prompt in UTF-8: the grant is for exactly these bytes."""
        return sha256(self.prompt.encode()).digest()


@dataclass(frozen=True)
class Output:
    """A finished file that was not shown yet. marking: SHA-256 of the provenance data in the file."""

    job: Job
    render_grant: bytes
    mp4: bytes
    marking: bytes


class Generator:
    """One worker of a generation service.

    Args:
        service: calls of the consent service.
        guard: a guard that a watch keeps fresh (`cameo_client.watch_client.guarded_renders`).
    """

    def __init__(self, service: RenderClient, guard: RenderGuard) -> None:
        self._service = service
        self._guard = guard
        self.cancelled = Event()
        """Set when a render must stop."""

    def check(self, job: Job) -> bytes:
        """First fence: asks for a render grant.

        Raises:
            NotAllowedError: a person in the prompt does not allow it.
            RefusedError: the service refused the call.
        """
        request = pb.CheckPromptRequest(
            prompt=job.prompt,
            job_id=job.job_id,
            requester_assertion=job.requester_assertion,
            modalities=[terms.MODALITY_FACE, terms.MODALITY_VOICE],
            use=terms.USE_PUBLISH,
            class_labels=content.ContentLabels(classifier=CLASSIFIER),  # it found no class
        )
        reply = self._service.check_prompt(request)
        if reply.decision != pb.PROMPT_DECISION_ALLOWED:
            raise NotAllowedError(pb.PromptDecision.Name(reply.decision))
        return reply.render_grant

    def render(self, job: Job, render_grant: bytes, progress: Callable[[int], None]) -> Output:
        """Second fence, then the model. A revocation stops the model between two frames.

        Raises:
            RefusedError: the service does not release the likeness.
            RenderStoppedError: consent was revoked before the start.
            CancelledError: consent was revoked while the model ran.
        """
        self.cancelled.clear()
        running = self._guard.admit(render_grant, job=job.job_id, prompt=job.prompt, cancel=self._cancel)
        try:
            video = self._composed(job, render_grant)
            for number in video.frames():
                progress(number)
                if not running.may_go_on():
                    raise CancelledError(f"stopped after {number + 1} of {video.frame_count} frames: {running.stopped}")
            return Output(job, render_grant, video.finish(), sha256(video.marking).digest())
        finally:
            self._guard.finish(running)

    def publish(self, output: Output) -> str:
        """Third fence, twice: commits the draft, then its publication. Returns the appearance id.

        Raises:
            RefusedError: do not show the output.
        """
        for stage in (pb.COMMIT_STAGE_DRAFT, pb.COMMIT_STAGE_PUBLISH):
            reply = self.commit(output, stage)
        return reply.appearance_id

    def commit(self, output: Output, stage: pb.CommitStage) -> pb.CommitRenderResponse:
        """Commits the output at one stage.

        Raises:
            RefusedError: do not show the output.
        """
        return self._service.commit_render(
            pb.CommitRenderRequest(
                render_grant=output.render_grant,
                job_id=output.job.job_id,
                prompt_sha256=output.job.prompt_sha256,
                stage=stage,
                output_sha256=sha256(output.mp4).digest(),
                marking=output.marking,
            )
        )

    def _composed(self, job: Job, render_grant: bytes) -> MarkedVideo:
        fetched = self._service.fetch_identity_bundle(
            pb.FetchIdentityBundleRequest(render_grant=render_grant, job_id=job.job_id, prompt_sha256=job.prompt_sha256)
        )
        jpegs = [frame.jpeg for bundle in fetched.bundles for frame in bundle.frames]
        return MarkedVideo(jpegs, fetched.bundles[0].voice_wav, job.job_id)

    def _cancel(self, reason: StopReason) -> None:
        """Runs on another thread. The loop over frames asks the guard by itself."""
        del reason
        self.cancelled.set()
