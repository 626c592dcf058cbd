"""The benchmark's databases: one for each size, kept while nothing that made it changes, and a copy for each run."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from bench.errors import BenchError
from bench.fill import fill
from bench.fill.sizes import Size

SCHEMA = ("*/migrations/*.py", "requirements.txt")
"""What the tables depend on: migrations and packages."""


def filled_database(size: Size) -> str:
    """Return the name of the database with the data set of this size, which is made or renewed if need be."""
    name = f"{connection.settings_dict['CREATED_FROM']}_bench_{size.name}"
    wanted = _fingerprint(*SCHEMA, "bench/fill/*.py", size=size)
    if _comment_on(name) != wanted:
        started = time.perf_counter()
        print(f"Filling the database {name} …", end=" ", flush=True)
        _make(name, size)
        _administer(f"COMMENT ON DATABASE {_quoted(name)} IS %s", wanted)
        print(f"{time.perf_counter() - started:.0f} s", flush=True)
    return name


def make_copy(source: str, target: str) -> None:
    """Replace the database ``target`` by a copy of ``source``: what a run writes does not pile up."""
    _administer(f"DROP DATABASE IF EXISTS {_quoted(target)}")
    _administer(f"CREATE DATABASE {_quoted(target)} TEMPLATE {_quoted(source)}")


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let Django's connection lead to another database for a while."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _make(name: str, size: Size) -> None:
    make_copy(_empty_database(), name)
    with connected_to(name):
        fill(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _empty_database() -> str:
    """Return the name of a database with all tables and no rows, from which the others are made."""
    name = f"{connection.settings_dict['CREATED_FROM']}_bench_empty"
    wanted = _fingerprint(*SCHEMA)
    if _comment_on(name) != wanted:
        _administer(f"DROP DATABASE IF EXISTS {_quoted(name)}")
        _administer(f"CREATE DATABASE {_quoted(name)}")
        with connected_to(name):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        _administer(f"COMMENT ON DATABASE {_quoted(name)} IS %s", wanted)
    return name


def _fingerprint(*patterns: str, size: Size | None = None) -> str:
    """Return a digest of what a database depends on: the files that the patterns find, and the size of its data."""
    digest = hashlib.sha256(repr(size).encode())
    for pattern in patterns:
        for file in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _comment_on(name: str) -> str | None:
    with _maintenance() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        row = cursor.fetchone()
    return row[0] if row else None


def _administer(statement: str, *values: str) -> None:
    """Run a statement that makes or removes a database. Raises ``BenchError`` where the server refuses it."""
    try:
        with _maintenance() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        raise BenchError(f"The benchmark cannot make its databases: {error}") from error


@contextmanager
def _maintenance() -> Iterator[Any]:
    with connected_to(connection.settings_dict["CREATED_FROM"]), connection.cursor() as cursor:
        yield cursor


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
