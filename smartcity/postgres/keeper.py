"""The process that runs an embedded server for as long as somebody holds a lease on it.

Started by ``lease.py`` as ``python -m smartcity.postgres.keeper NAME VAR``. It writes one line to its standard output:
``ready``, or the sentence that says why the server does not start.

A lease is a shared lock on the file ``users.lock``. The kernel gives it back when its holder ends, be it by SIGKILL;
when the keeper gets the exclusive lock, nobody is left. Should the keeper itself be killed, the kernel tells the
server to shut down in good order (SIGINT).
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from smartcity.postgres.cluster import (
    PORT,
    Cluster,
    PostgresError,
    as_account,
    create,
    make_socket_folder,
    programs,
    remove,
    server_account,
)

PATIENCE = 60
"""Seconds that the server gets to start, or to stop."""
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "max_wal_size": "256MB",
    "random_page_cost": "1.1",
    # No statement and no detail in the log: they carry personal data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
WITHOUT_DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def main() -> int:
    """Run the server until nobody uses it any more; return the exit code of the keeper."""
    cluster = Cluster(sys.argv[1], Path(sys.argv[2]))
    lock = os.open(cluster.folder / "keeper.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        server = _start(cluster)
    except PostgresError as error:
        _answer(str(error))
        return 1
    _answer("ready")
    _wait_until_unused(cluster, server)
    _stop(cluster, server)
    # Whoever waits for users.lock looks at this one next. At the end of a process the kernel gives back the last first.
    os.close(lock)
    return 0


def _answer(line: str) -> None:
    """Tell whoever started the keeper, if he still lives, and leave the terminal to others."""
    with suppress(BrokenPipeError):
        print(line, flush=True)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for output in (1, 2):
        os.dup2(nowhere, output)


def _start(cluster: Cluster) -> subprocess.Popen[bytes]:
    account = server_account()
    _end_leftovers(cluster.data)
    create(cluster, account)
    make_socket_folder(cluster, account)
    settings = SETTINGS | {"unix_socket_directories": str(cluster.socket_folder), "port": PORT}
    if cluster.disposable:
        settings |= WITHOUT_DURABILITY
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with cluster.log.open("wb") as log:
        server = subprocess.Popen(
            [programs() / "postgres", "-D", cluster.data, *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **as_account(account),
        )
    _wait_until_ready(cluster, server)
    return server


def _end_leftovers(data: Path) -> None:
    """End what is left of an earlier server in ``data`` whose keeper was killed, and its stale ``postmaster.pid``.

    A server without keeper is shutting down already. Backends without server have lost their memory segment; PostgreSQL
    repairs the data from its log at the next start.
    """
    deadline = time.monotonic() + PATIENCE
    while leftovers := _processes_in(data):
        if time.monotonic() > deadline:
            raise PostgresError(f"Ein früherer Datenbankserver endet nicht (Prozess {leftovers[0]}). Beenden Sie ihn.")
        postmaster = _postmaster(data)
        for process in leftovers:
            with suppress(ProcessLookupError):
                if process == postmaster:
                    os.kill(process, signal.SIGINT)
                elif postmaster not in leftovers:
                    os.kill(process, signal.SIGQUIT)
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _processes_in(data: Path) -> list[int]:
    """Return the ids of the PostgreSQL processes that work in ``data`` (each of them has it as its current folder)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            program = (process / "exe").readlink().name
            if program.startswith("postgres") and (process / "cwd").readlink() == data:
                found.append(int(process.name))
    return found


def _postmaster(data: Path) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        return int((data / "postmaster.pid").read_text().splitlines()[0])
    return None


def _wait_until_ready(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _is_ready(cluster.data):
        if server.poll() is not None or time.monotonic() > deadline:
            raise PostgresError(f"Der Datenbankserver startet nicht: {_reason(cluster)} (mehr dazu in {cluster.log})")
        time.sleep(0.02)


def _reason(cluster: Cluster) -> str:
    lines = cluster.log.read_text().splitlines()
    fatal = [line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
    return [f"keine Antwort in {PATIENCE} Sekunden", *fatal][-1]


def _is_ready(data: Path) -> bool:
    """Tell whether the server takes connections; it writes that into the eighth line of ``postmaster.pid``."""
    with suppress(OSError, IndexError):
        return (data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
    return False


def _wait_until_unused(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    """Return when nobody holds a lease any more, or when the server has crashed (the next lease starts a new one).

    The exclusive lock is kept until the keeper ends, so a new lease waits until the server is down.
    """
    users = os.open(cluster.folder / "users.lock", os.O_RDWR)
    while server.poll() is None:
        with suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(0.1)


def _stop(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        server.send_signal(signal.SIGINT)
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()
    if cluster.disposable:
        remove(cluster)
    with suppress(OSError):
        cluster.socket_folder.rmdir()


if __name__ == "__main__":
    sys.exit(main())
