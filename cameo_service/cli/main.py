"""The `cameo` program: one table of all commands. A command's module is imported when the command runs.

Some commands need a second or more of imports (nets, databases), most need none of them, and `--help` needs no module
at all: it is printed from the table.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from cameo_service.core_dumps import forbid_core_dumps

os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # noqa: TID251 - told to a library, not read
"""No installed package hooks the reading of settings. Looking for one reads the metadata of every package there is."""


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Modules make many objects and no garbage: looking for some took a fifth of the time that a start takes."""
    gc.disable()
    try:
        yield
    finally:
        # What is there now stays: it is never looked through again.
        gc.freeze()
        gc.enable()


@dataclass(frozen=True, slots=True)
class Entry:
    """One command or group of commands.

    Attributes:
        place: `module:name` in `cameo_service.cli`: a function, or the `Typer` of a group.
        line: its line in `cameo --help`: the first paragraph of its own help, word for word.
    """

    place: str
    line: str

    def load(self, name: str) -> Any:
        """The command, from its module. name: what it is called on the command line."""
        module, _, attribute = self.place.partition(":")
        with collector_at_rest():
            found = getattr(import_module(f"cameo_service.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            return typer.main.get_group(found)
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(found)
        return typer.main.get_command(alone)


COMMANDS = {
    "serve": Entry("serve:serve", "Run the service until it is told to stop."),
    "doctor": Entry(
        "deployment.doctor:doctor",
        "Look at settings, files, keys, model packs and the walls around workers. Exit code 0 if nothing fails.",
    ),
    "healthcheck": Entry(
        "healthcheck:healthcheck",
        "Ask each port whether it can decide. Exit code 0 if all three can, 1 otherwise.",
    ),
    "demo": Entry(
        "demo.command:demo",
        "Enroll a rendered person through a live stream, grant, check, revoke, check again. Or use your own recording.",
    ),
    "studio": Entry(
        "studio.command:studio",
        "Serve the web pages on which people record themselves, say who may render them, and stop it.",
    ),
    "enroll": Entry("enroll:enroll", "Enroll a person from a recording in a file."),
    "invite": Entry("operator:invite", "Invite an account to enroll once."),
    "verify-owner": Entry("verify_owner:verify_owner", "Show, live, that you are the enrolled person."),
    "undo-move": Entry("consent:undo_move", "Go back to the templates of before a move to other nets."),
    "analyse": Entry("analyse:analyse", "Judge one recording, without a service."),
    "evaluate": Entry("evaluate:evaluate", "Measure error rates on real recordings and on attacks made from them."),
    "calibrate": Entry(
        "deployment.calibrate:calibrate",
        "Set the limits for face, voice and words on your own volunteers, and sign them for the service to read.",
    ),
    "check": Entry("check:check", "Ask whether a prompt may be rendered."),
    "preflight": Entry("check:preflight", "Ask whether people could be rendered, before there is a prompt."),
    "erase": Entry("consent:erase", "Erase yourself: face, voice, grants and account."),
    "erasure": Entry("consent:erasure", "Show whether an erasure is pending or final."),
    "migrate": Entry(
        "deployment.migrate:migrate",
        "Bring the databases of an older program to the schema of this one, or move a deployment to PostgreSQL.",
    ),
    "backup": Entry("deployment.backup:app", "Copy the databases while services run, or prove a copy."),
    "restore": Entry("deployment.restore:restore_command", "Let a database from a backup serve again."),
    "config": Entry("deployment.config:app", "The settings of a service."),
    "audit": Entry("audit:audit", "Replay the history against the database and show each row that lies."),
    "handle": Entry("consent:handle", "Claim the handle that others mention you by."),
    "age": Entry("consent:age", "State your age class."),
    "audience": Entry("consent:audience", "Set who may render you at most."),
    "grant": Entry("consent:grant", "Grant a person access to your likeness."),
    "revoke": Entry("consent:revoke", "End a person's access to your likeness."),
    "block": Entry("consent:block", "Block a person. A block overrides every grant and every audience."),
    "unblock": Entry("consent:unblock", "End the block of a person. Your grants and your audience decide again."),
    "request-access": Entry("consent:request_access", "Ask a person for access to their likeness."),
    "restrictions": Entry("restrictions:app", "Content that you deny, whoever asks."),
    "names-set": Entry(
        "restrictions:names_set", "Set all names that you go by: a prompt with one of them mentions you."
    ),
    "freeze": Entry("consent:freeze", "Deny all renders of you at once."),
    "unfreeze": Entry("consent:unfreeze", "End your freeze. Your grants and your audience decide again."),
    "export": Entry(
        "activity:export", "Export everything that is kept about you, with a proof for each entry of your history."
    ),
    "activity": Entry("activity:activity", "Show what happened to your likeness, refused attempts included."),
    "events": Entry("activity:events", "Show the events that an app backend receives, oldest first."),
    "appearances": Entry("appearances:appearances", "List every output that shows you, drafts of others included."),
    "hide": Entry("appearances:hide", "Order one output that shows you hidden."),
    "delete": Entry("appearances:delete", "Order one output that shows you deleted."),
    "asking": Entry("held:asking", "Choose whether you are asked before every render by another person."),
    "held": Entry("held:held", "List the renders that wait for your approval, and approvals not yet used."),
    "approve-render": Entry("held:approve_render", "Approve one render, once."),
    "deny-render": Entry("held:deny_render", "Deny one render, or take an approval back."),
    "freeze-everything": Entry("operator:freeze_everything", "Stop every render of every person."),
    "unfreeze-everything": Entry("operator:unfreeze_everything", "End the stop of every render."),
    "suspend": Entry("operator:suspend", "Suspend a person."),
    "lift-suspension": Entry("operator:lift_suspension", "Lift a person's suspension."),
    "names": Entry("names:names", "List the names that refuse the most prompts."),
    "vouch": Entry("names:vouch", "Let a person's names count without an enrollment."),
    "withdraw-vouch": Entry("names:withdraw_vouch", "No longer vouch for a person's names."),
    "settle-age": Entry("operator:settle_age", "Settle a person's age class that the app changed, or correct it."),
    "delegate": Entry("stand_ins:delegate", "Name a delegate, who acts for you until a day."),
    "end-delegation": Entry("stand_ins:end_delegation", "End a delegation."),
    "delegates": Entry("stand_ins:delegates", "List your delegates."),
    "guardian": Entry("stand_ins:guardian", "Become the guardian of a minor until a day."),
    "end-guardianship": Entry("stand_ins:end_guardianship", "End your guardianship of a minor."),
    "guardianships": Entry("stand_ins:guardianships", "List the minors you are guardian of, and your guardians."),
    "removals": Entry("operator:removals", "List the open removal requests, the first due first."),
    "order-removal": Entry("operator:order_removal", "Order every known copy of an output deleted."),
    "refuse-removal": Entry("operator:refuse_removal", "Close a removal request without an order."),
    "reviews": Entry("operator:reviews", "List the renders that wait for a reviewer."),
    "answer-review": Entry("operator:answer_review", "Record a reviewer's answer: objection or none."),
    "takedowns": Entry("appearances:takedowns", "Orders to hide or delete outputs, as the app backend reads them."),
    "group": Entry("group:app", "Groups of people; a grant to a group covers all members."),
    "collect": Entry("collect.command:app", "Recordings of volunteers, with their consent and their deletion."),
    "models": Entry("models:app", "The model packs that measure faces and voices."),
    "keys": Entry("keys:app", "The key ring: keys that seal templates and sign render grants."),
    "witness": Entry("witness:app", "An independent witness of the history: cosigns growth, refuses rewrites."),
}


class CommandOnDemand(TyperCommand):
    """Stands for a command in the help; its module is imported at the first use."""

    def __init__(self, name: str, entry: Entry) -> None:
        super().__init__(name, help=entry.line)
        self._entry = entry

    def make_context(self, info_name: str | None, *args: Any, **kwargs: Any) -> Any:
        """The context of the real command, which then runs."""
        return self._entry.load(str(self.name)).make_context(info_name, *args, **kwargs)


class AllCommands(TyperGroup):
    """The group of everything in `COMMANDS`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, entry in COMMANDS.items():
            self.add_command(CommandOnDemand(name, entry))


app = typer.Typer(cls=AllCommands, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def cameo() -> None:
    """Likeness consent: verify a live person, seal their templates, decide who may render them."""
    forbid_core_dumps()
