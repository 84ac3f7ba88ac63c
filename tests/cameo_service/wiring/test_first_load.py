"""What stops renders at once is answered by few modules: what compiles statements and migrates them comes later."""

import os
import subprocess
import sys
from pathlib import Path

from cameo_service.clock import SystemClock
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile
from tests.cameo_service.test_bootstrap import free_port

HEAVY = ("sqlalchemy", "sqlmodel", "alembic", "numpy", "opentelemetry", "cameo_service.rpc.render")
START = f"""
import sys
from pathlib import Path

folder, port = Path(sys.argv[1]), int(sys.argv[2])
from cameo_service.config import ServiceConfig
from cameo_service import bootstrap
from cameo_client.connection import open_channel
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb, operator_service_pb2 as operator_pb, terms_pb2 as terms
from cameo_service.cli.connection import Callers, named, new_request_id

def narrow_first(*_):
    with open_channel(f"127.0.0.1:{{port}}") as channel:
        callers = Callers(channel)
        ada, operator = callers.consent("ada"), callers.operator()
        for person in ("ada", "ben"):
            age = pb.AssertAgeRequest(age=terms.AGE_CLASS_ADULT, request_id=new_request_id())
            callers.consent(person).assert_age(age, timeout_s=60.0)
        ben = named("ben")
        ada.revoke_access(pb.RevokeAccessRequest(grantee=ben, request_id=new_request_id()), timeout_s=60.0)
        ada.block_actor(pb.BlockActorRequest(actor=ben, request_id=new_request_id()), timeout_s=60.0)
        ada.freeze_likeness(pb.FreezeLikenessRequest(request_id=new_request_id()), timeout_s=60.0)
        suspend = operator_pb.SuspendSubjectRequest(subject=ben, reason="an incident", request_id=new_request_id())
        operator.suspend_subject(suspend, timeout_s=60.0)
        stop = operator_pb.FreezeEverythingRequest(reason="an incident", request_id=new_request_id())
        operator.freeze_everything(stop, timeout_s=60.0)
    print([name for name in {HEAVY!r} if name in sys.modules])
    raise SystemExit

bootstrap._narrowing = narrow_first
bootstrap.start(ServiceConfig(
    data_dir=folder / "data", key_ring=folder / "keys" / "ring.json", port=port, stream_port=0, watch_port=0,
    insecure_dev=True,
))
"""


def loaded(config_folder: Path, port: int) -> str:
    """What of HEAVY was loaded when a start over this folder had narrowed."""
    ran = subprocess.run(
        [sys.executable, "-c", START, str(config_folder), str(port)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_a_start_over_any_directory_narrows_before_it_loads_what_compiles_statements(
    tmp_path: Path,
) -> None:
    KeyRingFile(tmp_path / "keys" / "ring.json", tmp_path / "data").create(
        new_key_ring(os.urandom, SystemClock().utc_us())
    )
    first, second = loaded(tmp_path, free_port()), loaded(tmp_path, free_port())
    assert (first, second) == ("[]", "[]")
