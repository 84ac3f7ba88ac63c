"""`cameo collect`: recordings of consenting volunteers, so that a deployment can measure itself on its own people.

30 people with 3 recordings each are enough for a first claim. `serve` lets them record themselves on pages. Without
pages, each records with their own camera while `ask` shows, on the terminal, what to say and where to look.
"""

import json
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from cameo_service.cli.collect.options import Folder
from cameo_service.cli.collect.report import report_takes
from cameo_service.cli.collect.serve import serve
from cameo_service.cli.terminal import EXIT_BAD_INPUT, AsJson, refuse
from cameo_service.clock import SystemClock
from evaluation.collection import CONSENT_VERSION, Collection, CollectionError, Consent
from evaluation.study import PURPOSES
from liveness.challenge.file import read_challenge, write_challenge
from liveness.challenge.plan import ENROLLMENT, EXTRA_STEPS, ChallengePlan, ExtraChallenge, consent_sentence
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.errors import ChallengeError
from liveness.media.recording_errors import RecordingError

app = typer.Typer(help="Recordings of volunteers, with their consent and their deletion.", no_args_is_help=True)
app.command()(serve)
app.command(name="report")(report_takes)

Person = Annotated[str, typer.Argument(help="Pseudonym: a-z, 0-9, underscore.")]

FORM = """\
CONSENT OF A VOLUNTEER                                                    form {version}

Operator: {operator}                                  Pseudonym: ________________

My face and voice are recorded while I say words and turn my head as asked. From the
recordings, face and voice templates and error rates are computed on the operator's machine.

I agree to (tick):  [ ] measuring error rates   [ ] reporting them in figures, never pictures
                    [ ] sharing the recordings with researchers who are named to me first

I may withdraw at any time, without a reason. Then `cameo collect delete` removes every
recording of me; figures that were computed before stay, and name no person.

Name: ____________________   Date: ______________   Signature: ____________________
"""

RELEASE = """\
RELEASE OF A VOLUNTEER

{operator} measures how well a program verifies that a living person is in front of a camera. I take part because I
want to.

My face and voice are recorded while I say words and turn my head as asked. Verdicts, error rates, and templates of
face and voice, are computed from the recordings on a machine of {operator}. The templates are deleted when a take is
over; the recordings stay in one folder there until I or {operator} delete them.

I may upload pictures or videos of my own face on paper or on a screen, to see whether the program refuses them.

I may stop at any time, without a reason, and nothing follows from it. I get a link of my own: with it I delete every
recording of me, and this release, without asking. Figures that were computed before stay, and name no person.

{operator} writes here: for how long the recordings are kept, who may see them, and whom to ask.
"""


@app.command()
def form(
    operator: Annotated[str, typer.Argument(help="Name of the operator.")],
    *,
    page: Annotated[
        bool, typer.Option("--page", help="The release for the pages of `serve`, to be completed.")
    ] = False,
) -> None:
    """Print the consent form: two copies, one for the volunteer."""
    typer.echo((RELEASE if page else FORM).format(version=CONSENT_VERSION, operator=operator))


@app.command()
def consent(
    person: Person,
    folder: Folder,
    purpose: Annotated[list[str], typer.Option(help=" | ".join(PURPOSES) + "; once for each ticked box.")],
) -> None:
    """Record that a person signed the form today. Their recordings are refused without it."""
    unknown = [name for name in purpose if name not in PURPOSES]
    if unknown:
        raise typer.BadParameter(f"choose from {', '.join(PURPOSES)}", param_hint="--purpose")
    signed_on = datetime.fromtimestamp(SystemClock().utc_us() / 1e6, UTC).date().isoformat()
    try:
        Collection(folder).consent(Consent(person, CONSENT_VERSION, signed_on, tuple(purpose)))
    except CollectionError as error:
        refuse(error, EXIT_BAD_INPUT)
    typer.echo(f"Filed: {person} agreed to {', '.join(purpose)}.")


@app.command()
def ask(
    out: Annotated[Path, typer.Option(help="File for the challenge; pass it to `add` with the recording.")],
    operator: Annotated[str, typer.Option(help="Name of the operator in the consent sentence.")] = "this service",
    extra: Annotated[ExtraChallenge | None, typer.Option(help="What is asked besides.")] = None,
) -> None:
    """Show prompts one by one while the volunteer records. Start the camera first. The order is kept, not the times."""
    console, prompts = Console(), []
    if extra is ExtraChallenge.COLOURS:
        raise typer.BadParameter("a terminal shows no colours; choose closer", param_hint="--extra")
    plan = ChallengePlan(consent_sentence(operator, "measuring", extra), (*ENROLLMENT, *EXTRA_STEPS[extra]))
    console.input("Start the camera, sound on. Press Enter when it runs. ")
    while plan.left:
        prompt, window_s, plan = plan.draw(secrets.randbelow)
        prompts.append(prompt)
        console.clear()
        console.print(Panel(f"[bold]{_asked(prompt)}[/]", title="now", padding=(2, 4)))
        time.sleep(window_s)
    console.clear()
    console.print("That is all. Stop the camera.")
    out.write_text(write_challenge(Challenge(tuple(prompts))), encoding="utf-8")


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="The recording.", exists=True, dir_okay=False)],
    person: Annotated[str, typer.Option(help="Pseudonym of the person in the recording.")],
    folder: Folder,
    challenge: Annotated[Path, typer.Option(help="The file that `ask` wrote.", exists=True, dir_okay=False)],
    shows: Annotated[str, typer.Option(help="What the recording shows: light, glasses, device ...")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Add a recording to the collection."""
    try:
        asked = read_challenge(challenge.read_bytes())
        place = Collection(folder).add(person, file.read_bytes(), file.suffix, asked, shows)
    except (CollectionError, ChallengeError, RecordingError) as error:
        refuse(error, EXIT_BAD_INPUT)
    typer.echo(json.dumps({"file": place}) if as_json else f"Added as {place}.")


@app.command()
def delete(person: Person, folder: Folder, *, as_json: AsJson = False) -> None:
    """Delete all recordings of a person, and their consent. No reason is needed."""
    try:
        count = Collection(folder).delete(person).recordings
    except CollectionError as error:
        refuse(error, EXIT_BAD_INPUT)
    typer.echo(json.dumps({"deleted": count}) if as_json else f"Deleted {count} recordings and the consent.")


@app.command(name="list")
def list_people(folder: Folder, *, as_json: AsJson = False) -> None:
    """List the people in the collection and their number of recordings; the aim is 30 people with 3 each."""
    counts: dict[str, int] = {}
    for row in Collection(folder).rows():
        counts[row["person"]] = counts.get(row["person"], 0) + 1
    if as_json:
        typer.echo(json.dumps(counts))
        return
    table = Table("person", "recordings", title=f"{len(counts)} of 30 people")
    for person, count in sorted(counts.items()):
        table.add_row(person, str(count))
    Console().print(table)


def _asked(prompt: Prompt) -> str:
    if prompt.kind is PromptKind.CLOSER:
        return "Bring your face close to the camera, and back"
    return (
        f'Say: "{prompt.text}"' if prompt.kind is PromptKind.SAY else f"Turn your head to your own {prompt.direction}"
    )
