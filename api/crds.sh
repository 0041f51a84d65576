#!/bin/sh
# Writes api/crds/*.yaml anew from the types, and with --release what later changes are held against.
set -eu
cd "$(dirname "$0")/.."
released=api/src/test/resources/dev/trainyard/api/released
case "${1:-}" in
    "") exec ./build -q -pl api test -Dtest=CustomResourceDefinitionsTest -Dtrainyard.write=true ;;
    --release)
        ./build -q -pl api test -Dtest='CustomResourceDefinitionsTest,ReleasedDefinitionsTest' -Dtrainyard.write=true -Dtrainyard.release=true
        sed -i '/^#/!d' "$released/accepted.txt"
        ;;
    *)
        echo "usage: api/crds.sh [--release]" >&2
        exit 2
        ;;
esac
