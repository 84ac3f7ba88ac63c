"""`cameo migrate --from sqlite --to postgresql` moves a deployment whole, or leaves it where it was."""

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.testing import CliRunner, Result

from cameo_service.cli.main import app
from cameo_service.history.sequencer import integrate
from cameo_service.storage.postgresql.sessions import KEY_SCHEMA, MAIN_SCHEMA, connect
from cameo_service.storage.postgresql.store import PostgresqlHistory, open_postgresql
from cameo_service.usecases.consent.access import RevokeAccessRequest, revoke_access
from cameo_service.usecases.ports.history import BehindItsMarkError
from cameo_service.vault.envelope import EnvelopeVault
from tests.cameo_service.cli.deployment_files import Deployment
from tests.cameo_service.usecases.world import World
from tests.contracts.held_contract import FIRST
from tests.contracts.replay_contract import seen
from tests.postgresql import Server

MOVE = ("migrate", "--from", "sqlite", "--to", "postgresql")


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    """With a prompt that waits, and a recording that is remembered; its service has stopped."""
    made = Deployment(tmp_path)
    ada, bob = made.world.people["ada"], made.world.people["bob"]
    with made.store.write() as tx:
        tx.held.put(replace(FIRST, owner=ada, requester=bob))
        tx.recordings.remember(seen(7, 1, 2, owner=ada))
    made.stop()
    return made


def run(deployment: Deployment, url: str, *arguments: str) -> Result:
    places = {
        "CAMEO_DATA_DIR": str(deployment.config.data_dir),
        "CAMEO_KEY_RING": str(deployment.config.key_ring),
        "CAMEO_DATABASE_URL": url,
    }
    return CliRunner().invoke(app, arguments, env=places)


def test_a_moved_deployment_has_every_row_opens_what_was_sealed_and_goes_on(
    deployment: Deployment, postgresql_url: str
) -> None:
    with closing(sqlite3.connect(deployment.config.data_dir / "main.db")) as files:
        (people,) = files.execute("SELECT count(*) FROM subjects").fetchone()
        (leaves,) = files.execute("SELECT count(*) FROM history_leaves").fetchone()
    moved = run(deployment, postgresql_url, *MOVE, "--json")
    assert moved.exit_code == 0, moved.output
    said = json.loads(moved.stdout)
    assert (said["rows"]["main.db/subjects"], said["rows"]["main.db/history_leaves"]) == (people, leaves)
    assert (said["audit"]["leaves"], said["audit"]["findings"]) == (leaves, [])
    assert {path.name for path in deployment.config.data_dir.glob("*.db*")} == {"main.db.moved", "keys.db.moved"}
    ada, bob = deployment.world.people["ada"], deployment.world.people["bob"]
    with closing(open_postgresql(postgresql_url, os.urandom, deployment.history.mark.admit)) as store:
        vault = EnvelopeVault(deployment.ring.load, store.deployment(), os.urandom)
        with store.read() as snapshot:
            row = snapshot.enrollments.of(ada)
            assert row is not None
            assert all(vault.open(ada, row.enrollment_id, row.version, item) for item in row.sealed)
            assert [held.prompt for held in snapshot.held.of(ada)] == [FIRST.prompt]
            assert [grant.grantee for grant in snapshot.grants.of(ada)] == [bob]
        with store.write() as tx:
            tx.recordings.remember(seen(8, 1, owner=ada))
            assert len(tx.recordings.like(b"", (1,), 9)) == 2
    audit = run(deployment, postgresql_url, "audit", "--json")
    assert (audit.exit_code, json.loads(audit.stdout)["findings"]) == (0, [])


def test_an_audit_names_a_row_that_was_changed_on_postgresql(deployment: Deployment, postgresql_url: str) -> None:
    assert run(deployment, postgresql_url, *MOVE).exit_code == 0
    with closing(connect(postgresql_url)) as server:
        server.execute("UPDATE subjects SET audience = 4")
    audit = run(deployment, postgresql_url, "audit", "--json")
    assert audit.exit_code == 1
    assert {finding["table"] for finding in json.loads(audit.stdout)["findings"]} == {"subjects"}


def test_a_database_that_holds_a_deployment_is_not_written_into(deployment: Deployment, postgresql_url: str) -> None:
    open_postgresql(postgresql_url, os.urandom).close()
    refused = run(deployment, postgresql_url, *MOVE)
    assert (refused.exit_code, "name an empty one" in " ".join(refused.output.split())) == (1, True)
    assert {"main.db", "keys.db"} <= {path.name for path in deployment.config.data_dir.iterdir()}


def test_what_cannot_be_stored_there_leaves_everything_where_it_was(
    deployment: Deployment, postgresql_url: str
) -> None:
    with closing(sqlite3.connect(deployment.config.data_dir / "main.db")) as files:
        files.execute("INSERT INTO remembered_requests VALUES ('a' || char(0), 'id', x'', x'', 1)")
        files.commit()
    refused = run(deployment, postgresql_url, *MOVE)
    assert (refused.exit_code, "remembered_requests" in refused.output) == (1, True)
    for schema in (KEY_SCHEMA, MAIN_SCHEMA):
        with closing(connect(postgresql_url, schema)) as server:
            assert server.execute("SELECT count(*) FROM deployment").fetchone() == (0,)
    assert {"main.db", "keys.db"} <= {path.name for path in deployment.config.data_dir.iterdir()}


@pytest.mark.parametrize(
    "arguments",
    [
        ("migrate", "--from", "postgresql", "--to", "sqlite"),
        ("migrate", "--to", "postgresql"),
        (*MOVE, "--check"),
    ],
)
def test_another_move_is_refused_by_name(
    deployment: Deployment, postgresql_url: str, arguments: tuple[str, ...]
) -> None:
    refused = run(deployment, postgresql_url, *arguments)
    assert refused.exit_code == 1
    assert "is a move" in refused.output


@pytest.mark.parametrize("arguments", [("backup", "there"), ("restore", "there", "--new-incarnation")])
def test_what_only_files_have_is_refused_by_name(
    deployment: Deployment, postgresql_url: str, arguments: tuple[str, ...]
) -> None:
    refused = run(deployment, postgresql_url, *arguments)
    assert (refused.exit_code, "PostgreSQL's own tools" in " ".join(refused.output.split())) == (1, True)


def test_a_migration_of_the_schema_says_how_a_server_stands(deployment: Deployment, postgresql_url: str) -> None:
    told = run(deployment, postgresql_url, "migrate", "--check", "--json")
    assert [one["schema"] for one in json.loads(told.stdout)["databases"]] == ["current", "current"]


def test_the_doctor_looks_at_a_server(deployment: Deployment, postgresql_url: str) -> None:
    assert run(deployment, postgresql_url, *MOVE).exit_code == 0
    places = ("doctor", "--json")
    found = {one["check"]: one["state"] for one in findings(run(deployment, postgresql_url, *places))}
    wanted = ("database.reached", "keys.complete", "history.mark")
    assert [found[check] for check in wanted] == ["holds"] * 3
    nowhere = findings(run(deployment, "postgresql://cameo@127.0.0.1:1/cameo", *places))
    assert {one["check"]: one["state"] for one in nowhere}["database.reached"] == "fails"


def findings(told: Result) -> list[dict[str, str]]:
    said: list[dict[str, str]] = json.loads(told.stdout)
    return said


def test_a_database_that_was_put_back_serves_again_as_a_new_incarnation_and_freezes_whose_revocation_it_lost(
    deployment: Deployment, postgresql_url: str, postgresql: Server
) -> None:
    assert run(deployment, postgresql_url, *MOVE).exit_code == 0
    earlier = postgresql.make(template=str(conninfo_to_dict(postgresql_url)["dbname"]))
    ada, bob = (deployment.world.people[name] for name in ("ada", "bob"))
    with closing(open_postgresql(postgresql_url, os.urandom)) as store:
        store.mark_narrowing_with(deployment.history.mark.raise_to)
        world = World(store)
        world.people, world.clock.now_us = deployment.world.people, deployment.world.clock.now_us + 1
        world.run(revoke_access, world.app("ada"), RevokeAccessRequest("taken back", None, bob))
    with closing(PostgresqlHistory(postgresql_url, os.urandom)) as leaves:
        integrate(deployment.history, leaves)
    url = postgresql.url(earlier)
    with pytest.raises(BehindItsMarkError):
        open_postgresql(url, os.urandom, deployment.history.mark.admit)
    restored = run(deployment, url, "restore", "--new-incarnation", "--json")
    assert restored.exit_code == 0, restored.output
    said = json.loads(restored.stdout)
    assert (said["lost"], said["frozen"], said["unopened"]) == (1, 1, 0)
    with closing(open_postgresql(url, os.urandom, deployment.history.mark.admit)) as store:
        assert store.deployment().incarnation == 2
        with store.read() as snapshot:
            assert snapshot.facts.of([ada], bob, "gen", 0)[ada].frozen
    postgresql.drop(earlier)
