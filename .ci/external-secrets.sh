#!/usr/bin/env bash
# external-secrets.sh PROGRAM: builds External Secrets' own controller for the end-to-end tests.
# 0.20.4 is one Go module; later releases are made of many, which cannot be had as modules.
# Only what the tests use is compiled in, as later releases can do by themselves: 4 minutes of CPU.
set -euo pipefail
module=github.com/external-secrets/external-secrets version=v0.20.4
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# only NAME LIST: drops the imports from a list of things to register, but for NAME
only() { sed -i -E "/^\t_ \"/{/\/$1\"\$/!d}" "$2"; }

source=$(cd "$work" && go mod download -json "$module@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
cp -r "$source" "$work/module"
chmod -R u+w "$work/module"
cd "$work/module"
only kubernetes pkg/provider/register/register.go
only password pkg/generator/register/register.go
mkdir -p "$(dirname "$program")"
go build -p 2 -ldflags '-s -w' -o "$program.new" .
mv "$program.new" "$program"
