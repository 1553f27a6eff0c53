#!/usr/bin/python3
"""
The app of the end-to-end tests.
  /                           counts in its PostgreSQL how often it was asked
  /dial?to=HOST:PORT&to=…     which of these it reaches, each within two seconds
  /store?value=TEXT, /stored  writes into every database it was told of, and reads from there
  /refused                    what each database answers to a wrong password and to an empty one
  /migrations                 the commits whose migration ran, in their order
With the argument "migrate" it migrates; with "migrate fail" it begins to, and fails.
"""
import json
import os
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit, urlunsplit

import psycopg2
import pymysql
import redis

SQL = "CREATE TABLE IF NOT EXISTS {} ({} text)"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        answers = {
            "/health": lambda: {"healthy": True},
            "/": lambda: {"commit": os.environ["COMMIT"], "visits": count_visit()},
            "/dial": lambda: dial(query["to"]),
            "/store": lambda: {name: store(query["value"][0]) for name, (store, _, _) in databases().items()},
            "/stored": lambda: {name: load() for name, (_, load, _) in databases().items()},
            "/refused": lambda: {
                name: {kind: attempt(login, password) for kind, password in (("wrong", "wrong"), ("empty", ""))}
                for name, (_, _, login) in databases().items()
            },
            "/migrations": lambda: [commit for (commit,) in postgresql("SELECT commit FROM migrations")],
        }
        self.answer(answers[url.path]())

    def answer(self, body):
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def databases():
    """Of those it was told of: how to write a text, how to read it, how to log in with another password."""
    known = {
        "PGHOST": ("postgresql", (store_postgresql, load_postgresql, login_postgresql)),
        "MYSQL_HOST": ("mariadb", (store_mariadb, load_mariadb, login_mariadb)),
        "REDIS_HOST": ("redis", (store_redis, load_redis, login_redis)),
    }
    return {name: functions for variable, (name, functions) in known.items() if variable in os.environ}


def postgresql(*statements, url=None):
    with psycopg2.connect(url or os.environ["DATABASE_URL"], connect_timeout=3) as connection:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def count_visit():
    [(count,)] = postgresql(
        "CREATE TABLE IF NOT EXISTS visits (at timestamptz DEFAULT now())",
        "INSERT INTO visits DEFAULT VALUES",
        "SELECT count(*) FROM visits",
    )
    return count


def migrate(fail):
    commit = os.environ["COMMIT_SHA"]
    print("migrating to", commit, flush=True)
    if fail:
        sys.exit("this migration fails")
    postgresql(
        "CREATE TABLE IF NOT EXISTS migrations (commit text, at timestamptz DEFAULT now())",
        f"INSERT INTO migrations VALUES ('{commit}')",
    )


def with_password(url, password):
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{parts.username}:{password}@{parts.hostname}:{parts.port}"))


def store_postgresql(value):
    postgresql(SQL.format("stored", "value"), f"INSERT INTO stored VALUES ('{value}')")


def load_postgresql():
    return [value for (value,) in postgresql("SELECT value FROM stored")]


def login_postgresql(password):
    # The library would take it in the place of an empty one.
    os.environ.pop("PGPASSWORD", None)
    postgresql("SELECT 1", url=with_password(os.environ["DATABASE_URL"], password))


def mariadb(url, *statements):
    parts = urlsplit(url)
    connection = pymysql.connect(
        host=parts.hostname, port=parts.port, user=parts.username, password=parts.password or "",
        database=parts.path[1:], connect_timeout=3, autocommit=True,
    )
    with connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall()


def store_mariadb(value):
    mariadb(os.environ["MYSQL_URL"], SQL.format("stored", "value"), f"INSERT INTO stored VALUES ('{value}')")


def load_mariadb():
    return [value for (value,) in mariadb(os.environ["MYSQL_URL"], "SELECT value FROM stored")]


def login_mariadb(password):
    mariadb(with_password(os.environ["MYSQL_URL"], password), "SELECT 1")


def store_redis(value):
    redis.Redis.from_url(os.environ["REDIS_URL"]).rpush("stored", value)


def load_redis():
    return [value.decode() for value in redis.Redis.from_url(os.environ["REDIS_URL"]).lrange("stored", 0, -1)]


def login_redis(password):
    redis.Redis.from_url(with_password(os.environ["REDIS_URL"], password)).ping()


def attempt(act, *arguments):
    try:
        act(*arguments)
        return "let in"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def dial(addresses):
    def reach(address):
        host, port = address.rsplit(":", 1)
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=2).close()
            return "reached"
        except OSError as error:
            return str(error)

    with ThreadPoolExecutor(len(addresses)) as pool:
        return dict(zip(addresses, pool.map(reach, addresses)))


if sys.argv[1:2] == ["migrate"]:
    migrate(fail=sys.argv[2:] == ["fail"])
else:
    # As process 1 it would not end by itself.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    ThreadingHTTPServer(("", int(os.environ["PORT"])), Handler).serve_forever()
