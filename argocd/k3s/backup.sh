#!/usr/bin/env bash
# Writes what cannot be made again to one encrypted file. Run it on the server as root, and keep the file elsewhere.
#   backup.sh RECIPIENT FILE     RECIPIENT: an age public key (age1…) or a file of them
# In it: k3s' token and encryption key, its configuration, and the Secrets that people made. All else is in Git.
set -euo pipefail
umask 077

recipient=${1:?a public key of age} file=${2:?where to}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# namespace/name of the Secrets of docs/install.md; those that are not there are left out.
secrets=(
  k8s-ee-system/generator
  cert-manager/cloudflare cert-manager/route53
  kube-system/preview-wildcard-tls
  k8s-ee-login/github-oauth k8s-ee-login/github-oauth-previews
  observability/alert-receivers
  arc-runners/arc-github-app
  argocd/argocd-secret argocd/argocd-github argocd/gitops
)

# What belongs to the objects as they are now keeps them from being made anew.
as_new() {
  sed -E '/^ {2,4}(uid: [0-9a-f-]{36}|resourceVersion: "[0-9]*"|creationTimestamp: "[^"]*")$/d'
}

mkdir "$work/secrets"
for one in "${secrets[@]}"; do
  k3s kubectl -n "${one%/*}" get secret "${one#*/}" --ignore-not-found -o yaml | as_new >"$work/secrets/${one/\//.}.yaml"
done
# Those of projects, of any type but the one that Kubernetes fills in itself.
for namespace in $(k3s kubectl get namespaces -o name | sed -n 's|^namespace/\(k8s-ee-secrets.*\)|\1|p'); do
  k3s kubectl -n "$namespace" get secrets --field-selector type!=kubernetes.io/service-account-token -o yaml | as_new >"$work/secrets/$namespace.yaml"
done
find "$work/secrets" -size 0 -delete

mkdir "$work/k3s"
cp /etc/rancher/k3s/*.yaml "$work/k3s/"
for one in token cred/encryption-config.json; do
  [ ! -e "/var/lib/rancher/k3s/server/$one" ] || cp --parents "/var/lib/rancher/k3s/server/$one" "$work/k3s/"
done

recipients=(--recipient "$recipient")
[ ! -f "$recipient" ] || recipients=(--recipients-file "$recipient")
tar -C "$work" -c secrets k3s | age "${recipients[@]}" >"$file.new"
mv "$file.new" "$file"
echo "wrote $file with $(find "$work/secrets" -type f | wc -l) files of Secrets"
