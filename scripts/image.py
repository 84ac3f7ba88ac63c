"""Builds the image on Debian's own packages, with no registry of images, and shows that it works. Linux, as root.

    python3 -m scripts.image --models .cache/models

Needs buildah, podman, runc and debootstrap, all of them packages of Debian. Steps: a root file system by debootstrap;
the targets `demo` and `service` of deploy/Dockerfile on it; the demo in the one; the other as on a network, until its
healthcheck passes, and until it has stopped by itself. Containers run as the image's user, on a root file system that
cannot be written to, with no capability and no network of this machine.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from resource import RLIMIT_NOFILE, getrlimit
from tempfile import TemporaryDirectory
from time import monotonic, sleep

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("buildah", "podman", "runc", "debootstrap")
RELEASE = "bookworm"
BASE = f"localhost/cameo-base:{RELEASE}"
USER = 10001
"""The image's; see deploy/Dockerfile."""
AUTHORITIES = "/run/authorities.pem"
MOST_FILES, MOST_PROCESSES = 65_536, 4_096
DECIDES_WITHIN_S, STOPS_WITHIN_S = 300, 60
VOLUMES = ("data", "history", "keys")
ONCE = ("run", "--rm", "--no-healthcheck")
STAYS = ("run", "--detach", "--health-interval", "disable")
"""Its healthcheck is run by hand: podman's own timer needs systemd."""


def main(models: Path) -> None:
    """Ends the program with the step that failed."""
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing or os.geteuid():
        sys.exit(f"As root, with {', '.join(TOOLS)}: apt-get install --no-install-recommends {' '.join(missing)}")
    _step("base", _base)
    for target in ("demo", "service"):
        _step(f"build {target}", partial(_build, target))
    _step("demo", lambda: _run([*ONCE, *_walls(), *_read(models, "/models"), _name("demo"), "demo", "--secure"]))
    _step("service", lambda: _serve(models))


def _step(name: str, work: Callable[[], None]) -> None:
    began = monotonic()
    _tell(f"== {name} ...")
    work()
    _tell(f"== {name}: {monotonic() - began:.0f} s")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _base() -> None:
    """Made once: remove the image to have it made anew."""
    if _said(["buildah", "images", "--quiet", BASE], check=False):
        return
    with TemporaryDirectory() as name:
        root, packed = Path(name) / "root", Path(name) / "root.tar"
        _done(["debootstrap", "--variant=minbase", RELEASE, str(root)])
        for source in Path("/etc/apt/sources.list.d").glob("debian.sources"):
            # With the updates of security, as this machine gets them.
            shutil.copy(source, root / "etc/apt/sources.list.d")
            (root / "etc/apt/sources.list").unlink(missing_ok=True)
        _done(["tar", "-C", str(root), "-cf", str(packed), "."])
        container = _said(["buildah", "from", "scratch"])
        _done(["buildah", "add", "--quiet", container, str(packed), "/"])
        _done(["buildah", "commit", "--quiet", "--rm", container, BASE])


def _build(target: str) -> None:
    known = os.environ.get("SSL_CERT_FILE")  # noqa: TID251 - no part of the service
    trusting = ["--volume", f"{known}:{AUTHORITIES}:ro", "--env", f"PIP_CERT={AUTHORITIES}"] if known else []
    # Format docker: the OCI's own has no healthcheck. The network of this machine: packages are fetched.
    options = ["--format", "docker", "--layers", "--network", "host", "--build-arg", f"BASE={BASE}", *trusting]
    places = ["--ignorefile", "deploy/Dockerfile.dockerignore", "--file", "deploy/Dockerfile"]
    _done(["buildah", "--runtime", "runc", "build", *options, *places, "--target", target, "--tag", _name(target), "."])


def _serve(models: Path) -> None:
    """As on a network: TLS, a caller file, its own volumes."""
    with _volumes() as volumes, TemporaryDirectory() as name:
        files = Path(name)
        _network_files(files)
        mounted = [*volumes, *_read(models, "/models"), *_read(files, "/etc/cameo")]
        told = {
            "CAMEO_CALLERS": "/etc/cameo/callers.toml",
            "CAMEO_TLS_CERTIFICATE": "/etc/cameo/server.pem",
            "CAMEO_TLS_KEY": "/etc/cameo/server.key",
            "CAMEO_PROBE_AUTHORITIES": "/etc/cameo/server.pem",
        }
        settings = [text for key, value in told.items() for text in ("--env", f"{key}={value}")]
        _run([*ONCE, *_walls(), *mounted, _name("service"), "keys", "init"])
        container = _podman([*STAYS, *_walls(), *mounted, *settings, _name("service")])
        try:
            _await_decisions(container)
            began = monotonic()
            _run(["stop", "--time", str(STOPS_WITHIN_S), container])
            code = _podman(["inspect", "--format", "{{.State.ExitCode}}", container])
            _tell(f"stopped with {code} after {monotonic() - began:.1f} s")
            if code != "0":
                sys.exit("the service did not stop by itself")
        finally:
            _run(["rm", "--force", container])


def _await_decisions(container: str) -> None:
    began = monotonic()
    while subprocess.run(_command(["healthcheck", "run", container]), check=False, capture_output=True).returncode:  # noqa: S603 - our own words
        if monotonic() - began > DECIDES_WITHIN_S:
            _run(["logs", container])
            sys.exit("the healthcheck did not pass")
        sleep(1)
    _tell(f"the healthcheck passes after {monotonic() - began:.0f} s")


def _network_files(folder: Path) -> None:
    """Certificate, caller file and keys of an issuer, by the demo's own code, readable for the image's user."""
    made = "from cameo_service.cli.demo.network import Network; from pathlib import Path; Network(Path('/out'))"
    folder.chmod(0o755)
    os.chown(folder, USER, USER)
    python = ["--entrypoint", "python", _name("service"), "-c", made]
    _run([*ONCE, *_walls(), "--volume", f"{folder}:/out", *python])


@contextmanager
def _volumes() -> Iterator[Sequence[str]]:
    named = {part: f"cameo-image-{part}" for part in VOLUMES}
    yield [text for part, name in named.items() for text in ("--volume", f"{name}:/var/lib/cameo/{part}")]
    _run(["volume", "rm", "--force", *named.values()])


def _walls() -> Sequence[str]:
    files = min(getrlimit(RLIMIT_NOFILE)[1], MOST_FILES)
    return [
        *("--network", "none", "--read-only", "--read-only-tmpfs=false", "--tmpfs", "/tmp"),  # noqa: S108 - in the container
        *("--cap-drop", "all", "--security-opt", "no-new-privileges"),
        *("--ulimit", f"nofile={files}:{files}", "--ulimit", f"nproc={MOST_PROCESSES}:{MOST_PROCESSES}"),
    ]


def _read(folder: Path, place: str) -> Sequence[str]:
    return ["--volume", f"{folder.resolve()}:{place}:ro"]


def _name(target: str) -> str:
    return f"localhost/cameo-{target}"


def _command(words: Sequence[str]) -> Sequence[str]:
    return ["podman", "--runtime", "runc", *words]


def _run(words: Sequence[str]) -> None:
    _done(_command(words))


def _podman(words: Sequence[str]) -> str:
    return _said(_command(words))


def _done(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603 - our own words


def _said(command: Sequence[str], *, check: bool = True) -> str:
    return subprocess.run(command, check=check, cwd=ROOT, capture_output=True, text=True).stdout.strip()  # noqa: S603 - our own words


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True, help="folder with the model packs of the defaults")
    main(parser.parse_args().models)
