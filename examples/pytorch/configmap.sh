#!/bin/sh
# Makes configmap.yaml from the script and the data. Run it after changing either.
set -eu
cd "$(dirname "$0")"
kubectl create configmap pytorch-digits --from-file=train.py --from-file=../digits/digits.npz --dry-run=client -o yaml \
    | sed '/creationTimestamp: null/d' >configmap.yaml.new
mv configmap.yaml.new configmap.yaml
