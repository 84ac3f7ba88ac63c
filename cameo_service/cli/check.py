"""`cameo check | preflight`: the questions that a generation service asks before it renders."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cameo_client.errors import VerificationError
from cameo_client.pb.cameo.v1 import content_class_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_client.render_grant import open_render_grant
from cameo_client.services.render import RenderClient
from cameo_client.verification_key import fetch_verification_keys
from cameo_service.cli.connection import CHECKS, Server, assertion_of, new_request_id, reached
from cameo_service.cli.consent import chosen
from cameo_service.cli.terminal import EXIT_REFUSED, AsJson, print_json
from cameo_service.clock import SystemClock

PROVIDER = "cli-generator"
USES = ("private", "publish", "remix", "ad")
UseName = Annotated[str, typer.Option("--use", help=" | ".join(USES))]
Requester = Annotated[
    str, typer.Option("--as", envvar="CAMEO_AS", help="Account name of the requester; default: anonymous.")
]


def check(
    prompt: Annotated[str, typer.Argument(help="The prompt, with its @mentions.")],
    person: Requester = "",
    use: UseName = "private",
    job: Annotated[str, typer.Option(help="Job id, to check a held render again; default: a new job.")] = "",
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask whether a prompt may be rendered.

    Exit 0: allowed, or no person mentioned. 1: not permitted. 3: bad input.
    """
    request = request_for(prompt, person, chosen(use, USES), job)
    with reached(server) as callers:
        client = callers.render(PROVIDER)
        reply = client.check_prompt(request)
        claims = decoded(client, reply, prompt) if reply.render_grant else None
    if as_json:
        print_json(reply)
    else:
        show(reply, claims)
    if reply.decision not in (pb.PROMPT_DECISION_ALLOWED, pb.PROMPT_DECISION_NO_SUBJECTS):
        raise typer.Exit(EXIT_REFUSED)


def preflight(
    handles: Annotated[list[str], typer.Argument(help="@handles of the people.")],
    person: Requester = "",
    use: UseName = "private",
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask whether people could be rendered, before there is a prompt.

    The owners are not asked, and the answer allows nothing.
    """
    planned = f"USE_{chosen(use, USES)}"
    request = pb.PreflightRequest(
        items=[_item(handle, planned) for handle in handles],
        requester_assertion=assertion_of(person) if person else "",
    )
    with reached(server) as callers:
        reply = callers.render(PROVIDER).preflight(request)
    if as_json:
        print_json(reply)
        return
    for handle, decision in zip(handles, reply.decisions, strict=True):
        word = pb.PromptDecision.Name(decision).removeprefix("PROMPT_DECISION_")
        Console().print(f"{handle}: {word}", markup=False)


def _item(handle: str, use: str) -> pb.PreflightItem:
    return pb.PreflightItem(
        handle=handle.removeprefix("@"),
        modalities=[terms.MODALITY_FACE, terms.MODALITY_VOICE],
        use=use,
        class_labels=content_class_pb2.ContentLabels(classifier="command-line"),
    )


def request_for(prompt: str, person: str, use: str, job: str = "") -> pb.CheckPromptRequest:
    """A check of face and voice, for a new job unless one is named."""
    return pb.CheckPromptRequest(
        prompt=prompt,
        job_id=job or new_request_id(),
        requester_assertion=assertion_of(person) if person else "",
        modalities=[terms.MODALITY_FACE, terms.MODALITY_VOICE],
        use=f"USE_{use.upper()}",
        # The person who types a prompt has read it: it is labelled, with nothing to name.
        class_labels=content_class_pb2.ContentLabels(classifier="command-line"),
    )


def decoded(client: RenderClient, reply: pb.CheckPromptResponse, prompt: str) -> list[tuple[str, str]]:
    """The claims of a render grant as table rows, verified offline as a renderer does it."""
    try:
        claims = open_render_grant(reply.render_grant, fetch_verification_keys(client))
    except VerificationError as error:
        return [("refused", str(error))]
    seconds_left = (claims.expires_us - SystemClock().utc_us()) / 1e6
    return [
        ("signature", "Ed25519, verified offline"),
        ("holder", claims.holder),
        ("job", claims.job),
        ("prompt", f"SHA-256 {claims.prompt_sha256.hex()[:16]}... of {len(prompt.encode())} bytes"),
        ("people", ", ".join(f"{subject.subject_id} v{subject.enrollment_version}" for subject in claims.subjects)),
        ("may use", " and ".join(sorted(claims.modalities)) + f", {claims.use}"),
        ("ends in", f"{seconds_left:.0f} s"),
        ("size", f"{len(reply.render_grant)} bytes"),
    ]


def show(reply: pb.CheckPromptResponse, claims: list[tuple[str, str]] | None, console: Console | None = None) -> None:
    """Prints the decision, and the claims of the render grant if there is one."""
    console = console or Console()
    word, style = _WORDS.get(reply.decision, _REFUSED)
    console.print(f"[bold {style}]{word}[/]")
    for verdict in reply.verdicts:
        console.print(f"  @{verdict.handle}: {_VERDICTS.get(verdict.decision, 'NOT_PERMITTED')}", markup=False)
    if claims:
        table = Table("render grant", "", show_header=True, title_justify="left")
        for name, value in claims:
            table.add_row(name, value)
        console.print(table)


_WORDS = {
    pb.PROMPT_DECISION_ALLOWED: ("ALLOWED", "green"),
    pb.PROMPT_DECISION_NO_SUBJECTS: ("OK: no person is mentioned", "green"),
    pb.PROMPT_DECISION_HELD: ("HELD: waits for the owner's approval", "yellow"),
    pb.PROMPT_DECISION_CLASSIFICATION_REQUIRED: ("NOT PERMITTED without labels of a listed classifier", "red"),
}
_REFUSED = ("NOT PERMITTED", "red")
_VERDICTS = {pb.MENTION_DECISION_ALLOWED: "allowed", pb.MENTION_DECISION_HELD: "held"}
