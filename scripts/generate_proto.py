"""Generates cameo_client/pb from proto/: messages, type stubs and gRPC stubs, importable inside the client package."""

import re
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
PROTO = ROOT / "proto"
PACKAGE = "cameo/v1"
SIBLING_IMPORT = re.compile(r"^from cameo\.v1 import ", re.MULTILINE)


def generate(target: Path) -> None:
    """Writes the generated package tree under `target`, replacing an older one."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    compile_proto([f"--{kind}_out={target}" for kind in ("python", "pyi", "grpc_python")])
    for generated in (target / PACKAGE).iterdir():
        _import_from_inside_the_client(generated)
    for package in (target, *(target / part for part in ("cameo", PACKAGE))):
        (package / "__init__.py").write_text("")
    _drop_empty_service_stubs(target / PACKAGE)


def compile_proto(outputs: list[str]) -> None:
    """Runs protoc over every file of the contract with these output options; ends the program if protoc refuses."""
    sources = sorted(path.relative_to(PROTO).as_posix() for path in (PROTO / PACKAGE).glob("*.proto"))
    well_known = files("grpc_tools") / "_proto"
    if protoc.main(["protoc", f"-I{PROTO}", f"-I{well_known}", *outputs, *sources]):
        sys.exit("protoc refused the files; its message is above")


def _import_from_inside_the_client(generated: Path) -> None:
    """Rewrites imports: protoc imports siblings from the root of proto/, which is no import path inside the client."""
    text = generated.read_text()
    generated.write_text(SIBLING_IMPORT.sub("from cameo_client.pb.cameo.v1 import ", text))


def _drop_empty_service_stubs(package: Path) -> None:
    for stub in package.glob("*_pb2_grpc.py"):
        if "Servicer" not in stub.read_text():
            stub.unlink()


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "cameo_client/pb")
