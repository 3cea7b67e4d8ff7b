#!/usr/bin/env bash
# Builds the S3 server of the tests, Versity S3 Gateway, from the Go module proxy, once for each version, and prints its path.
# With --print only the path is printed, whether it is there or not. It takes two minutes of processor time.
set -euo pipefail
version=v1.8.0
folder="${XDG_CACHE_HOME:-$HOME/.cache}/flowfence/versitygw-$version"
server="$folder/versitygw"
if [ "${1:-}" = "--print" ] || [ -x "$server" ]; then
  echo "$server"
  exit 0
fi
mkdir -p "$folder"

# Another run may be at it: it waits for that one, then finds the server there.
exec 9>"$folder/lock"
flock 9
if [ -x "$server" ]; then
  echo "$server"
  exit 0
fi

if ! command -v go >/dev/null; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  $as_root apt-get update -qq >&2
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends golang-go ca-certificates >&2
fi

# From 1.21 on, go fetches the toolchain that a module asks for; before, it must be fetched as the module that it is.
go=go
minor="$(go env GOVERSION | sed -E 's/^go1\.([0-9]+).*/\1/')"
if [ "$minor" -lt 21 ]; then
  toolchain="golang.org/toolchain@v0.0.1-go1.26.8.$(go env GOOS)-$(go env GOARCH)"
  root="$(go mod download -json "$toolchain" | sed -nE 's/^.*"Dir": "(.*)".*$/\1/p')"
  chmod -R u+w "$root"
  chmod +x "$root"/bin/* "$root"/pkg/tool/*/* 2>/dev/null || true
  go="$root/bin/go"
fi

CGO_ENABLED=0 GOBIN="$folder/new" "$go" install -trimpath -ldflags='-s -w' "github.com/versity/versitygw/cmd/versitygw@$version" >&2
mv "$folder/new/versitygw" "$server"
rmdir "$folder/new"
echo "$server"
