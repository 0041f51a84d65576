#!/bin/sh
# Writes api/crds/*.yaml anew from the types.
set -eu
cd "$(dirname "$0")/.."
exec ./build -q -pl api test -Dtest=CustomResourceDefinitionsTest -Dtrainyard.write=true
