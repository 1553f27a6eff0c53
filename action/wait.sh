#!/usr/bin/env bash
# Waits until the preview of a commit answers: by the Deployment that the generator keeps for it on GitHub.
# Variables: SHA, ENVIRONMENT (optional), TIMEOUT (seconds), TOKEN; those of GitHub: GITHUB_API_URL,
# GITHUB_REPOSITORY, GITHUB_OUTPUT. POLL_SECONDS is for tests.
set -euo pipefail

fail() {
  echo "::error title=No preview::$*"
  exit 1
}

[[ ${SHA:-} =~ ^[0-9a-f]{40}$ ]] || fail "sha: expected a full commit SHA, got \"${SHA:-}\""
[[ ${TIMEOUT:-} =~ ^[1-9][0-9]{0,4}$ ]] || fail "timeout: expected seconds from 1 to 99999, got \"${TIMEOUT:-}\""
[[ ${ENVIRONMENT:-} =~ ^([a-z0-9-]+-pr-[0-9]+)?$ ]] || fail "environment: expected an id such as shop-pr-7, got \"$ENVIRONMENT\""

# get PATH: what GitHub answers; nothing where it does not, which is asked again
get() {
  curl --silent --show-error --fail --max-time 20 \
    -H "Authorization: Bearer $TOKEN" -H 'Accept: application/vnd.github+json' \
    "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$1" || true
}

# text JSON FILTER: a value on one line, safe to print
text() { jq -r "($2) // \"\" | tostring" <<<"${1:-null}" 2>/dev/null | tr -d '\r' | tr '\n' ' ' | sed 's/ $//'; }

# The newest of ours: its payload names the environment.
newest='if type == "array" then [.[] | (.payload | if type == "string" then (fromjson? // {}) else . end) as $payload
  | $payload["k8s-ee"]? as $environment
  | select($environment != null and ($ENV.ENVIRONMENT == "" or $environment == $ENV.ENVIRONMENT))
  | {id, environment: $environment}] | sort_by(.id) | last else null end'

said=''
say() {
  [ "$1" = "$said" ] && return
  said=$1
  echo "[${SECONDS}s] $1"
}

# check: what the check of the commit says, of an App or with a token
check() {
  local said
  said=$(text "$(get "commits/$SHA/statuses?per_page=100")" 'if type == "array" then [.[] | select(.context == "preview")][0].description else null end')
  [ -n "$said" ] || said=$(text "$(get "commits/$SHA/check-runs?check_name=preview&per_page=1")" '.check_runs[0] | select(.conclusion == "neutral" or .conclusion == "failure") | "no preview: " + .output.title')
  echo "$said"
}

export ENVIRONMENT=${ENVIRONMENT:-}
rounds=0
while :; do
  deployment=$(jq -c "$newest" <<<"$(get "deployments?sha=$SHA&environment=preview&per_page=100")" 2>/dev/null || echo null)
  if [ "${deployment:-null}" = null ]; then
    say "no preview of ${SHA:0:7} yet"
    # Where policy gives none, none comes; asked now and then, because it may just be about to.
    rounds=$((rounds + 1))
    if [ $((rounds % 6)) = 0 ]; then
      why=$(check)
      case $why in 'no preview:'*) fail "$why. See the comment on the pull request." ;; esac
    fi
  else
    status=$(get "deployments/$(text "$deployment" .id)/statuses?per_page=1")
    state=$(text "$status" '.[0].state')
    description=$(text "$status" '.[0].description')
    environment=$(text "$deployment" .environment)
    say "$environment: ${state:-unknown}${description:+, $description}"
    case $state in
      success)
        url=$(text "$status" '.[0].environment_url')
        { echo "url=$url"; echo "environment=$environment"; } >>"$GITHUB_OUTPUT"
        echo "$environment answers at $url"
        exit 0 ;;
      failure | error) fail "$environment failed: $description. See the comment on the pull request." ;;
    esac
  fi
  [ "$SECONDS" -lt "$TIMEOUT" ] || break
  sleep "${POLL_SECONDS:-5}"
done

why=$(check)
fail "after $TIMEOUT s: $said.${why:+ The check says: $why.} See the comment on the pull request."
