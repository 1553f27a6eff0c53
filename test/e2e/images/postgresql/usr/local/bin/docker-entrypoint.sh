#!/bin/bash
# What the official PostgreSQL image's entrypoint does on its first start, in short, for an image made of
# Debian's packages: initdb, a server for the scripts of docker-entrypoint-initdb.d, then the real one.
set -e
PATH="$(echo /usr/lib/postgresql/*/bin):$PATH"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  read -ra options <<<"$POSTGRES_INITDB_ARGS"
  initdb --username=postgres --pwfile=<(echo "$POSTGRES_PASSWORD") "${options[@]}" "$PGDATA"
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -w start -o "-c listen_addresses='' -c unix_socket_directories=/var/run/postgresql"
  for script in /docker-entrypoint-initdb.d/*.sh; do
    # shellcheck disable=SC1090
    [ ! -e "$script" ] || . "$script"
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
fi
"$@" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql &
# The official image is stopped by SIGINT, which does not wait for the clients to leave.
trap 'kill -INT $!' TERM
wait $! || wait $!
