#!/usr/bin/env bash
# Builds the real control plane from Go modules, once, and prints the folder that the programs are in.
# The folder is named by the content of what it is built from, so a change here builds anew and nothing else does.
# It takes about 15 minutes on 2 cores.
#
#   build.sh [PROGRAM...]    all of them unless named: etcd kube-apiserver kube-controller-manager kube-scheduler kubectl
set -euo pipefail
cd "$(dirname "$0")"

version=$(sed -n 's/^[[:space:]]*k8s.io\/kubernetes v\([0-9.]*\)$/\1/p' control-plane/go.mod)
fingerprint=$(find . -type f ! -name '*.md' | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/trainyard/kubernetes-$version-$fingerprint

programs=("$@")
[ ${#programs[@]} -gt 0 ] || programs=(etcd kube-apiserver kube-controller-manager kube-scheduler kubectl)
missing=()
for program in "${programs[@]}"; do [ -x "$folder/$program" ] || missing+=("$program"); done

if [ ${#missing[@]} -gt 0 ]; then
    if ! command -v go >/dev/null; then
        echo "The real Kubernetes is built from source: install Go 1.26 or newer, or put its bin folder on PATH." >&2
        exit 1
    fi
    mkdir -p "$folder"
    stamp="-s -w"
    for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        stamp+=" -X $package.gitVersion=v$version -X $package.gitTreeState=clean"
        stamp+=" -X $package.gitMajor=${version%%.*} -X $package.gitMinor=$(cut -d. -f2 <<<"$version")"
    done
    for program in "${missing[@]}"; do
        echo "Building $program …" >&2
        case $program in
            etcd) module=etcd package=. ;;
            *) module=control-plane package=./$program ;;
        esac
        # A build that is cut short leaves nothing under the program's name.
        (cd "$module" && CGO_ENABLED=0 go build -trimpath -ldflags "$stamp" -o "$folder/.$program.$$" "$package") >&2
        mv "$folder/.$program.$$" "$folder/$program"
    done
fi
echo "$folder"
