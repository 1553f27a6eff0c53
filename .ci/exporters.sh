#!/usr/bin/env bash
# exporters.sh PROGRAM: builds kube-state-metrics, of which Debian has no package, for `npm run record-series`.
# 3 minutes of CPU.
set -euo pipefail
module=k8s.io/kube-state-metrics/v2 version=v2.20.0
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

source=$(cd "$work" && go mod download -json "$module@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
cp -r "$source" "$work/module"
chmod -R u+w "$work/module"
cd "$work/module"
mkdir -p "$(dirname "$program")"
go build -mod=mod -p 2 -ldflags '-s -w' -o "$program.new" .
mv "$program.new" "$program"
