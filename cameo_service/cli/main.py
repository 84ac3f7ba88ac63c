"""The command line: one file per command, put together here."""

import typer

from cameo_service.cli import (
    activity,
    appearances,
    collect,
    consent,
    delegates,
    group,
    guardians,
    held,
    keys,
    models,
    operator,
    removals,
    reviews,
    witness,
)
from cameo_service.cli.analyse import analyse
from cameo_service.cli.check import check
from cameo_service.cli.demo import demo
from cameo_service.cli.enroll import enroll
from cameo_service.cli.erase import erase, erasure
from cameo_service.cli.evaluate import evaluate
from cameo_service.cli.invite import invite
from cameo_service.cli.preflight import preflight
from cameo_service.cli.restore import restore_command
from cameo_service.cli.serve import serve
from cameo_service.cli.verify_owner import verify_owner

app = typer.Typer(
    help="Likeness consent: verify a live person, seal their templates, decide who may render them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(demo)
app.command()(enroll)
app.command()(invite)
app.command()(verify_owner)
app.command()(analyse)
app.command()(evaluate)
app.command()(check)
app.command()(erase)
app.command()(erasure)
app.command()(preflight)
app.command(name="restore")(restore_command)
for command in (
    consent.handle,
    consent.age,
    consent.audience,
    consent.grant,
    consent.revoke,
    consent.block,
    consent.freeze,
    activity.activity,
    activity.events,
    appearances.appearances,
    appearances.hide,
    appearances.delete,
    held.asking,
    held.held,
    held.approve_render,
    held.deny_render,
):
    app.command()(command)
for acting_command in (
    operator.freeze_everything,
    operator.unfreeze_everything,
    operator.suspend,
    operator.lift_suspension,
    delegates.delegate,
    delegates.end_delegation,
    delegates.delegates,
    guardians.guardian,
    guardians.end_guardianship,
    guardians.guardianships,
    removals.removals,
    removals.order_removal,
    removals.refuse_removal,
    reviews.reviews,
    reviews.answer_review,
):
    app.command()(acting_command)
app.add_typer(appearances.takedowns, name="takedowns")
app.add_typer(group.app, name="group")
app.add_typer(collect.app, name="collect")
app.add_typer(models.app, name="models")
app.add_typer(keys.app, name="keys")
app.add_typer(witness.app, name="witness")
