#!/usr/bin/env bash
# traefik.sh PROGRAM: builds Traefik for the end-to-end tests: 8 minutes of CPU.
# Left out is what cannot be had as a module, and no test asks for: the pages of its dashboard, the fields that
# others may give routers, the DNS services that certificates are proved by.
set -euo pipefail
module=github.com/traefik/traefik/v3 version=v3.7.13
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

source=$(cd "$work" && go mod download -json "$module@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
cp -r "$source" "$work/module"
chmod -R u+w "$work/module"
cd "$work/module"

mkdir -p webui/static pkg/config/dynamic/ext internal/nodns
touch webui/static/index.html
echo 'module github.com/traefik/traefik/dynamic/ext' >pkg/config/dynamic/ext/go.mod
printf 'package ext\n\ntype HTTP struct{}\n\ntype Router struct{}\n' >pkg/config/dynamic/ext/none.go
cat >internal/nodns/none.go <<'END'
package dns

import (
	"errors"

	"github.com/go-acme/lego/v5/challenge"
)

func NewDNSChallengeProviderByName(string) (challenge.Provider, error) {
	return nil, errors.New("DNS services are left out")
}
END
sed -i "s#github.com/go-acme/lego/v5/providers/dns\"#$module/internal/nodns\"#" pkg/provider/acme/provider.go
# The version that it asks for cannot be had; it is about passwords of basic and digest authentication.
auth=github.com/containous/go-http-auth@v0.4.1-0.20200324110947-a37a7636d23e
go mod edit -replace "github.com/abbot/go-http-auth=$auth"

mkdir -p "$(dirname "$program")"
go build -mod=mod -p 2 -ldflags "-s -w -X $module/pkg/version.Version=${version#v}" -o "$program.new" ./cmd/traefik
mv "$program.new" "$program"
