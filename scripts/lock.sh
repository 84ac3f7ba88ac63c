#!/usr/bin/env bash
# Resolves the lock files from pyproject.toml. Needs uv on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# cameo-client is part of this checkout, not of any index.
grep -v 'cameo-client' pyproject.toml >"$work/pyproject.toml"
resolve() {
  uv pip compile "$work/pyproject.toml" --universal --python-version 3.11 --generate-hashes --quiet \
    --no-header --no-annotate --no-emit-index-url --override requirements/overrides.txt "$@"
}
resolve --extra demo --group build --output-file requirements/demo.lock
resolve --extra demo --group dev --output-file requirements/dev.lock
# torch needs an older setuptools. Everything else has the version that the service runs with.
grep -E '^[a-z0-9].*==' requirements/dev.lock | grep -v '^setuptools==' | sed 's/ *\\$//' >"$work/pins.txt"
resolve --extra speechbrain --group build --group test --constraint "$work/pins.txt" \
  --output-file requirements/speechbrain.lock
# Envoy's message definitions stand apart.
uv pip compile --group "$work/pyproject.toml:envoy" --universal --python-version 3.11 --generate-hashes --quiet \
  --no-header --no-annotate --no-emit-index-url --output-file requirements/envoy.lock
# The fuzzer stands beside what dev.lock installs.
uv pip compile --group "$work/pyproject.toml:fuzz" --universal --python-version 3.11 --generate-hashes --quiet \
  --no-header --no-annotate --no-emit-index-url --output-file requirements/fuzz.lock
# Ray stands beside what dev.lock installs, too.
resolve --extra ray --extra demo --group dev --constraint "$work/pins.txt" --output-file requirements/ray.lock
