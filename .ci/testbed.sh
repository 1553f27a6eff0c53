# shellcheck shell=bash
# The end-to-end tests on a real Argo CD: sourced by run, which has the functions log, run, suite and need.

testbed=$(dirname "$PWD")/shared/testbed/testbed

free_port_base() {
  local base port
  for base in 21001 22001 23001 24001; do
    for port in $(seq "$base" $((base + 16))); do
      (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue 2
    done
    echo "$base" && return
  done
  log 'no free ports for the test bed from 21001, 22001, 23001 or 24001: set TESTBED_PORT_BASE' >&2
  return 1
}

end_to_end() {
  local program
  need python3 git
  for program in go kubectl; do
    command -v "$program" >/dev/null && continue
    log "the test bed needs $program: install it, see $(dirname "$testbed")/README.md"
    return 1
  done
  TESTBED_PORT_BASE=${TESTBED_PORT_BASE:-$(free_port_base)} || return 1
  TESTBED_DIR=$(mktemp -d)
  export TESTBED_PORT_BASE TESTBED_DIR TESTBED="$testbed"
  run 'test bed: build' timeout 40m "$testbed" build || return 1
  run 'test bed: up' bring_up || return 1
  # shellcheck disable=SC1091
  . "$TESTBED_DIR/env"
  export ARGOCD_APPLICATIONSET_WEBHOOK_URL=$TESTBED_APPSET_WEBHOOK_URL ARGOCD_SERVER_WEBHOOK_URL=$TESTBED_ARGOCD_WEBHOOK_URL
  export ARGOCD_WEBHOOK_SECRET=$TESTBED_WEBHOOK_SECRET E2E_HOST=127.0.0.1
  run 'test bed: definitions' definitions || return 1
  external_secrets || return 1
  # The scenarios of the model wait for minutes at a time; what else there is runs beside them.
  one_file argocd-model 30m >"$results/model.log" 2>&1 &
  local scenarios=$!
  suite 'end to end' timeout 40m npm run e2e -- --testPathIgnorePatterns=argocd-model
  wait "$scenarios" || broken=$((broken + 1))
  cat "$results/model.log"
  run 'test bed: real node' timeout 30m "$testbed" node up || return 1
  E2E_REAL_NODE=1 suite 'end to end with real pods' timeout 30m npm run e2e
  traefik_program || return 0
  E2E_REAL_NODE=1 run 'end to end with Traefik' one_file traefik 10m
}

# one_file NAME TIME: a test by itself
one_file() {
  timeout "$2" node --experimental-vm-modules node_modules/jest/bin/jest.js --testPathIgnorePatterns=/node_modules/ \
    --runInBand --testTimeout=300000 --json --outputFile="$results/$1.json" "test/e2e/$1"
}

# A machine that has never started these programs may be too slow for the first try.
bring_up() { start_bed || { log 'test bed: once more' && start_bed; }; }

# without the settings it prints, one of which is a secret
start_bed() { "$testbed" up | grep -v '^export '; }

# The program that plays the controllers heeds only definitions that stood when it started: without the
# restart no ExternalSecret becomes ready, and no Application with one becomes Healthy.
definitions() { "$testbed" crds && "$testbed" restart kwok; }

# The tests run External Secrets' own controller, which is built once for each version of its script.
external_secrets() {
  local script=.ci/external-secrets.sh program
  program=${XDG_CACHE_HOME:-$HOME/.cache}/external-secrets/$(sha256sum "$script" | cut -c1-12)/controller
  [ -x "$program" ] || run 'External Secrets: build' timeout 30m bash "$script" "$program" || return 1
  export EXTERNAL_SECRETS_CONTROLLER=$program
}

# A real Traefik, last, and only where there is time to build it: without it its tests are left out.
traefik_program() {
  local script=.ci/traefik.sh program
  program=${XDG_CACHE_HOME:-$HOME/.cache}/traefik/$(sha256sum "$script" | cut -c1-12)/traefik
  [ -x "$program" ] || {
    [ "$SECONDS" -lt 3600 ] || { log 'Traefik: left out, there is no time to build it'; return 1; }
    run 'Traefik: build' timeout 20m bash "$script" "$program" || { log 'Traefik: left out'; return 1; }
  }
  export TRAEFIK=$program
}

take_down() {
  [ -n "${TESTBED_DIR:-}" ] || return 0
  log 'test bed: down'
  "$testbed" down --wipe >/dev/null || log "test bed: could not be taken down, see $TESTBED_DIR"
}
