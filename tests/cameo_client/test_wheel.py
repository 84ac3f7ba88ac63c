"""The client is a distribution of its own: built, installed alone, and used to verify a grant."""

import json
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from scripts.generate_grant_vectors import VECTORS
from scripts.generate_proto import ROOT

LARGEST_WHEEL_BYTES = 1024 * 1024
NEEDED = ("grpcio", "protobuf", "cryptography", "cffi", "typing_extensions")
VERIFY = """
import hashlib, importlib.util, json, sys
from cameo_client.render_grant import verify_render_grant
from cameo_client.verification_key import VerificationKey, VerificationKeys
import cameo_client.receipt, cameo_client.services.cameo, cameo_client.watch_client
file = json.load(open(sys.argv[1]))
vector, expect = file["vectors"][0], file["expect"]
claims = verify_render_grant(
    bytes.fromhex(vector["envelope_hex"]),
    VerificationKeys([VerificationKey(file["kid"], bytes.fromhex(file["public_key_hex"]))]),
    audience=expect["audience"],
    now_us=vector["now_us"],
    job=expect["job"],
    prompt_sha256=hashlib.sha256(expect["prompt"].encode()).digest(),
)
unwanted = ["cameo_service", "consent", "liveness", "numpy", "cv2", "onnxruntime", "google.rpc"]
found = [name for name in unwanted if importlib.util.find_spec(name)]
print(json.dumps({"subjects": len(claims.subjects), "found": found, "client": cameo_client.__file__}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left in the source tree."""
    source = tmp_path_factory.mktemp("source") / "cameo_client"
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run(["cp", "-r", str(ROOT / "cameo_client"), str(source)], check=True)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--wheel-dir", str(built), str(source)], check=True, capture_output=True)
    (path,) = built.glob("cameo_client-*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that holds the wheel, the files of what it requires, and nothing else."""
    home = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    for name in NEEDED:
        _link(name, packages)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    return home / "bin/python"


def _link(name: str, packages: Path) -> None:
    """The installed files of one distribution, and of no other that shares a folder with it."""
    for file in distribution(name).files or ():
        if ".." not in file.parts:
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(file.locate())


def test_the_wheel_is_small_and_typed(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert wheel.stat().st_size <= LARGEST_WHEEL_BYTES
    assert "cameo_client/py.typed" in names
    assert "cameo_client/pb/cameo/v1/render_service_pb2.pyi" in names
    assert "cameo_client/render_grant.py" in names
    assert "cameo_client/services/render.py" in names


def test_installed_alone_it_verifies_a_grant_and_brings_nothing_along(environment: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [str(environment), "-I", "-W", "error", "-c", VERIFY, str(VECTORS)],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["subjects"] == 1
    assert said["found"] == []
    assert str(environment.parents[1]) in said["client"]


def test_the_wheel_brings_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (licence,) = [name for name in archive.namelist() if name.endswith(".dist-info/licenses/LICENSE")]
        assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()
