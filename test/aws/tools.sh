#!/usr/bin/env bash
# Installs what the tests under test/aws need beside npm's packages, once for each version of it, and prints the folder:
#   venv/bin/…      moto_server, cfn-lint, checkov, schemathesis
#   runtime/…       the Lambda runtime interface client, built from source
# With --print only the folder is printed, whether it is there or not.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

digest() { cat "$here/requirements.txt" "$here/runtime-client/package-lock.json" <(node --version) | sha256sum | cut -c1-16; }
folder="${FLOWFENCE_AWS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/flowfence/aws-tools-$(digest)}"
if [ "${1:-}" = "--print" ] || [ -f "$folder/complete" ]; then
  echo "$folder"
  exit 0
fi
mkdir -p "$folder"

# Another run may be at it: it waits for that one, then finds everything there.
exec 9>"$folder/lock"
flock 9
if [ -f "$folder/complete" ]; then
  echo "$folder"
  exit 0
fi

install_packages() {
  local as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  $as_root apt-get update -qq
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need=()
for tool in autoconf automake cmake make g++; do command -v "$tool" >/dev/null || need+=("$tool"); done
command -v libtoolize >/dev/null || need+=(libtool)
command -v xz >/dev/null || need+=(xz-utils)
command -v python3 >/dev/null || need+=(python3)
python3 -c 'import ensurepip, venv' 2>/dev/null || need+=(python3-venv)
if [ "${#need[@]}" -gt 0 ]; then install_packages "${need[@]}" >&2; fi

install_python() {
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
}

# Headers beside the node that runs spare a download that a machine without internet could not make.
install_runtime() {
  mkdir -p "$folder/runtime"
  cp "$here/runtime-client/package.json" "$here/runtime-client/package-lock.json" "$folder/runtime/"
  local prefix
  prefix="$(cd "$(dirname "$(readlink -f "$(command -v node)")")/.." && pwd)"
  if [ -f "$prefix/include/node/node_api.h" ]; then export npm_config_nodedir="$prefix"; fi
  # Version 4 of the client asks for Node 22 and runs on 20.
  (cd "$folder/runtime" && npm ci --no-audit --no-fund --engine-strict=false --loglevel error)
  test -f "$folder/runtime/node_modules/aws-lambda-ric/rapid-client.node"
}

install_python >"$folder/python.log" 2>&1 &
python=$!
install_runtime >"$folder/runtime.log" 2>&1 || { cat "$folder/runtime.log" >&2; exit 1; }
wait "$python" || { cat "$folder/python.log" >&2; exit 1; }
touch "$folder/complete"
echo "$folder"
