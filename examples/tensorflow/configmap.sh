#!/bin/sh
# Makes configmap.yaml from the scripts and the data. Run it after changing any of them.
set -eu
cd "$(dirname "$0")"
kubectl create configmap tensorflow-digits --from-file=../digits/train.py --from-file=parameter_server.py --from-file=evaluate.py \
    --from-file=../digits/digits.npz --dry-run=client -o yaml \
    | sed '/creationTimestamp: null/d' >configmap.yaml.new
mv configmap.yaml.new configmap.yaml
