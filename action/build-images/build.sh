#!/usr/bin/env bash
# Builds every image that k8s-ee.yaml names, with provenance and SBOM, and pushes it; or, with ARCHIVES, keeps it
# as a file. Reads DIRECTORY, FILE, IMAGE, SHA, SOURCE_URL, PLATFORMS, CACHE and ARCHIVES.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
plan=$(mktemp)
trap 'rm -f "$plan"' EXIT
cd "$DIRECTORY"

arguments=(--image "$IMAGE" --sha "$SHA" --source "$SOURCE_URL")
IFS=, read -ra platforms <<<"$PLATFORMS"
for platform in "${platforms[@]}"; do arguments+=(--platform "$platform"); done
[ "$CACHE" != true ] || arguments+=(--cache)
allowed=()
if [ -n "${ARCHIVES:-}" ]; then
  mkdir -p "$ARCHIVES"
  archives=$(cd "$ARCHIVES" && pwd)
  arguments+=(--archives "$archives")
  allowed+=(--allow "fs.write=$archives")
fi

file=$PWD/$FILE
(cd "$here" && node --import tsx apps/builds/main.ts "$file" "${arguments[@]}") >"$plan"
cat "$plan"
# Only what is below this directory is read, also through links.
docker buildx bake --file "$plan" --allow "fs.read=$PWD" "${allowed[@]}"
