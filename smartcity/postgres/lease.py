"""Leases on an embedded server: it runs while at least one process holds one.

``start.lock`` lets one process at a time find out whether a server runs; ``keeper.lock`` is held by the keeper for as
long as it lives; ``users.lock`` is held, shared, by everybody who has a lease.
"""

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, cast

from smartcity.postgres.cluster import CHECKOUT, Cluster, PostgresError

_leases: dict[Cluster, int] = {}
_keepers: dict[Cluster, subprocess.Popen[str]] = {}
"""The keepers that this process has started, to be waited for when they end."""
_one_thread = threading.Lock()


def hold(cluster: Cluster) -> None:
    """Make sure that the server runs, and that it goes on running until this process ends or calls ``release``.

    May be called any number of times: a server that has crashed meanwhile is started again. Raises ``PostgresError``.
    """
    with _one_thread:
        if cluster not in _leases:
            cluster.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _leases[cluster] = _open(cluster, "users.lock")
            fcntl.flock(_leases[cluster], fcntl.LOCK_SH)
        with _opened(cluster, "start.lock") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            if not _keeper_lives(cluster):
                _start_keeper(cluster)


def release(cluster: Cluster) -> None:
    """Give the lease back, if this process has one, and wait until the server is down unless others still use it."""
    with _one_thread:
        lease = _leases.pop(cluster, None)
        if lease is None:
            return
        # Neither lock can be had from a keeper that has noticed already.
        last = _try_lock(lease, fcntl.LOCK_EX) or not _try_lock(lease, fcntl.LOCK_SH)
        os.close(lease)
        deadline = time.monotonic() + 60
        while last and _keeper_lives(cluster) and time.monotonic() < deadline:
            time.sleep(0.02)


def _start_keeper(cluster: Cluster) -> None:
    """Start the process that runs the server, away from the terminal (Ctrl-C is not for it), and wait until it does."""
    if previous := _keepers.pop(cluster, None):
        previous.wait()
    keeper = subprocess.Popen(
        [sys.executable, "-m", "smartcity.postgres.keeper", cluster.name, cluster.var],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    output = cast(IO[str], keeper.stdout)
    answer = output.readline().strip()
    output.close()
    if answer != "ready":
        keeper.wait()
        raise PostgresError(answer or "Der Datenbankserver startet nicht.")
    _keepers[cluster] = keeper


def _keeper_lives(cluster: Cluster) -> bool:
    with _opened(cluster, "keeper.lock") as lock:
        return not _try_lock(lock, fcntl.LOCK_EX)


def _try_lock(file: int, kind: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, kind | fcntl.LOCK_NB)
        return True
    return False


def _open(cluster: Cluster, name: str) -> int:
    return os.open(cluster.folder / name, os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def _opened(cluster: Cluster, name: str) -> Iterator[int]:
    file = _open(cluster, name)
    try:
        yield file
    finally:
        os.close(file)
