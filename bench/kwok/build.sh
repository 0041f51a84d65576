#!/usr/bin/env bash
# Builds KWOK, a kubelet of nodes that are not there, from its Go module, once, and prints the folder that the program is in.
set -euo pipefail
version=0.8.0
folder=${XDG_CACHE_HOME:-$HOME/.cache}/trainyard/kwok-$version
if [ ! -x "$folder/kwok" ]; then
    if ! command -v go >/dev/null; then
        echo "KWOK is built from source: install Go 1.26 or newer, or put its bin folder on PATH." >&2
        exit 1
    fi
    echo "Building kwok …" >&2
    mkdir -p "$folder"
    # A build that is cut short leaves nothing under the program's name.
    CGO_ENABLED=0 GOBIN="$folder/.building.$$" go install -trimpath -ldflags "-s -w" "sigs.k8s.io/kwok/cmd/kwok@v$version" >&2
    mv "$folder/.building.$$/kwok" "$folder/kwok"
    rmdir "$folder/.building.$$"
fi
echo "$folder"
