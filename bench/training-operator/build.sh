#!/usr/bin/env bash
# Builds Training Operator, the peer, from its Go module, once, and prints the path of the program.
set -euo pipefail
version=1.9.4
folder=${XDG_CACHE_HOME:-$HOME/.cache}/trainyard/training-operator-$version
program=$folder/training-operator.v1
if [ ! -x "$program" ]; then
    if ! command -v go >/dev/null; then
        echo "Training Operator is built from source: install Go 1.26 or newer, or put its bin folder on PATH." >&2
        exit 1
    fi
    echo "Building training-operator …" >&2
    mkdir -p "$folder"
    # A build that is cut short leaves nothing under the program's name.
    CGO_ENABLED=0 GOBIN="$folder/.building.$$" go install -trimpath -ldflags "-s -w" \
        "github.com/kubeflow/training-operator/cmd/training-operator.v1@v$version" >&2
    mv "$folder/.building.$$/training-operator.v1" "$program"
    rmdir "$folder/.building.$$"
fi
echo "$program"
