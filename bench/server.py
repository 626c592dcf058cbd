"""The web server as ``make run`` starts it, on a free port, for the length of a run."""

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.client import HOST
from bench.errors import BenchError
from smartcity.processes import ending_with_parent
from smartcity.web import web_command

PATIENCE = 60
"""Seconds that the server gets to start, and to stop."""


@dataclass(frozen=True)
class Memory:
    """What a process holds, in MB: now, and at its peak, which lasts as long as a long document is drawn."""

    now: float
    peak: float


@dataclass(frozen=True)
class Server:
    """A running web server."""

    port: int
    pid: int

    def memory(self) -> Memory:
        """Return what the worker process that holds most holds now, and the most that one has held so far."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return Memory(*(max(_memory(int(child), what) for child in children) for what in ("VmRSS", "VmHWM")))


@contextmanager
def running_server() -> Iterator[Server]:
    """Start the web server, wait until it answers, and end it afterwards, also when this process is killed."""
    port = _free_port()
    process = subprocess.Popen(
        web_command(HOST, port),
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "bench.settings"},
        stdin=subprocess.DEVNULL,
        preexec_fn=ending_with_parent(signal.SIGTERM),  # noqa: PLW1509 (there is one thread only)
    )
    try:
        _wait_until_answers(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise BenchError("The web server does not answer; its own output says why.")


def _memory(pid: int, what: str) -> float:
    match = re.search(rf"^{what}:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(match[1]) / 1024 if match else 0.0
