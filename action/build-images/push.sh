#!/usr/bin/env bash
# Pushes archives that another machine has built. What they hold and what is said of them is a stranger's: only
# names of IMAGES (one a line) are pushed to, and only under the tag SHA. Reads ARCHIVES, IMAGES and SHA.
set -euo pipefail

[[ $SHA =~ ^[0-9a-f]{40}$ ]] || { echo "SHA: expected a full commit, got something else" >&2; exit 1; }
count=0
while read -r file name more; do
  [ -z "$more" ] && [[ $file =~ ^image-[0-9]{1,3}\.tar$ ]] && [ -f "$ARCHIVES/$file" ] && [ ! -L "$ARCHIVES/$file" ] ||
    { echo "images.txt names no archive in line $((count + 1))" >&2; exit 1; }
  [ "${name##*:}" = "$SHA" ] || { echo "line $((count + 1)) has another tag than $SHA" >&2; exit 1; }
  grep -qxF -- "${name%:*}" <<<"$IMAGES" ||
    { echo "line $((count + 1)) names an image that forks may not write; allowed: ${IMAGES//$'\n'/, }" >&2; exit 1; }
  skopeo copy --all "oci-archive:$ARCHIVES/$file" "docker://$name"
  count=$((count + 1))
done <"$ARCHIVES/images.txt"
[ "$count" -gt 0 ] || { echo 'images.txt names nothing' >&2; exit 1; }
echo "pushed $count image(s)"
