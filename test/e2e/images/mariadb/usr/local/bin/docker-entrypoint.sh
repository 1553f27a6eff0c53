#!/bin/bash
# What the official MariaDB image's entrypoint does on its first start, in short, for an image made of
# Debian's packages: the system tables, a server without network for the users and for the scripts of
# docker-entrypoint-initdb.d, then the real one.
set -e
socket=/run/mysqld/mysqld.sock
program=$1
shift
for option; do case $option in --datadir=*) directory=${option#--datadir=} ;; esac; done
if [ ! -d "$directory/mysql" ]; then
  mariadb-install-db --no-defaults --datadir="$directory" --skip-test-db --auth-root-authentication-method=normal >/dev/null
  "$program" --no-defaults --skip-networking --socket="$socket" "$@" &
  server=$!
  sql() { mariadb --no-defaults --socket="$socket" -u root "$@"; }
  until sql -e 'SELECT 1' >/dev/null 2>&1; do
    kill -0 $server
    sleep 0.1
  done
  sql <<SQL
CREATE DATABASE \`$MARIADB_DATABASE\`;
CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '$MARIADB_PASSWORD';
GRANT ALL ON \`$MARIADB_DATABASE\`.* TO '$MARIADB_USER'@'%';
ALTER USER root@localhost IDENTIFIED BY '$MARIADB_ROOT_PASSWORD';
SQL
  for script in /docker-entrypoint-initdb.d/*.sh; do
    # shellcheck disable=SC1090
    [ ! -e "$script" ] || . "$script"
  done
  kill $server
  wait $server
fi
exec "$program" --no-defaults --socket="$socket" "$@"
